using System.Text;
using Planner.Devices.Contract;
using Planner.Devices.Simulated;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Engine.Tests.Execution;

/// <summary>A plan on a simulated device of the contract suite: what the tests of steps and of the executor tell their stories with.</summary>
sealed class Trial : IRunObserver
{
    /// <summary>The image that the plans install; its OS is 2.3.0+rev1.</summary>
    internal const string Image = "oci:images/os:next";

    static readonly string Head = """
        plan: trial
        version: 1.0.0
        language: 1
        layout: contract@1.0.0
        for: { os.name: resin-os }
        inputs:
          image: { type: image, summary: The OS., default: "oci:images/os:next" }
        steps:
        - check: { that: { slot.distinct: true, update.pending: false, target.version: "> ${os.version}" } }

        """;

    static readonly string Fill = """
        - mkfs: spare
        - export: { image: "${input.image}", to: spare, except: [/resin-boot, /quirks] }
        - verify: spare

        """;

    static readonly string Tail = """
        - switch-boot: spare
        - reboot
        - check: { that: { os.version: "${target.version}", supervisor.running: true }, within: 1m }
        - confirm

        """;

    readonly List<RunEvent> events = [];

    Trial(DeviceFile file, Layout layout, string plan)
    {
        Layout = layout;
        Text = plan;
        Device = SimulatedStart.Of(file, layout).Begin();
        Before = Device.World;
    }

    internal Layout Layout { get; }

    internal string Text { get; }

    internal SimulatedDevice Device { get; }

    /// <summary>The device before the run.</summary>
    internal DeviceWorld Before { get; private set; }

    internal IReadOnlyList<RunEvent> Events => events;

    internal IReadOnlyDictionary<string, string> Inputs { get; set; } = new Dictionary<string, string>();

    internal string? Target { get; private set; } = "2.3.0+rev1";

    /// <summary>Sees every event as it happens: to do something at a moment of the run.</summary>
    internal Action<RunEvent> Stopper { get; set; } = _ => { };

    internal string RunId { get; set; } = "test";

    internal bool NoReboot { get; set; }

    internal string? Goal { get; set; }

    internal bool IgnoreLocks { get; set; }

    /// <summary>What the executor gets in the place of the device, like a <see cref="FailingDevice"/> around it.</summary>
    internal Func<IDevice, IDevice> Through { get; set; } = device => device;

    /// <summary>Whether the run has turned around.</summary>
    internal bool IsUndoing => events.OfType<UndoBegan>().Any();

    /// <summary>How the owner would see the device differ from before the run, but for the run's own log, journal and staging.</summary>
    internal IReadOnlyList<string> Changes => [.. Before.DifferencesTo(Device.World).Where(line => !Own.Any(own => line.StartsWith(own, StringComparison.Ordinal)))];

    /// <summary>The changes beside the spare slot, which is scratch: none after a run that was taken back.</summary>
    internal IReadOnlyList<string> Precious => [.. Changes.Where(line => !line.StartsWith("rootB", StringComparison.Ordinal))];

    /// <summary>An outcome in one text, for tests that fail.</summary>
    internal static string Story(Outcome outcome) => string.Join('\n', [$"{outcome.Kind} {outcome.ExitCode}", .. outcome.Failed?.Cause ?? [], .. outcome.Reasons, .. outcome.Left]);

    static string[] Own { get; } = ["state:/planner", "data:/logs", "data:/planner"];

    /// <summary>A whole plan with steps in its middle: after the spare slot is filled and verified, before the switch.</summary>
    internal static Trial Of(string middle, Func<DeviceFile, DeviceFile>? change = null, string board = ContractLayout.Grub, Layout? layout = null, Func<string, string>? edit = null) =>
        new(Changed(board, change), layout ?? WithSupervisor, (edit ?? (plan => plan))(Head + Fill + Steps(middle) + Tail));

    /// <summary>A whole plan with steps before the spare slot is formatted.</summary>
    internal static Trial First(string steps, Func<DeviceFile, DeviceFile>? change = null) => new(Changed(ContractLayout.Grub, change), WithSupervisor, Head + Steps(steps) + Fill + Tail);

    /// <summary>A whole plan with steps after the slot is filled and before it is verified.</summary>
    internal static Trial Filling(string steps, Func<DeviceFile, DeviceFile>? change = null) =>
        new(Changed(ContractLayout.Grub, change), WithSupervisor, Head + Fill.Replace("- verify: spare", Steps(steps) + "- verify: spare", StringComparison.Ordinal) + Tail);

    /// <summary>A plan of one's own.</summary>
    internal static Trial Plan(string text, Func<DeviceFile, DeviceFile>? change = null) => new(Changed(ContractLayout.Grub, change), WithSupervisor, text);

    /// <summary>Runs it.</summary>
    internal async Task<Outcome> RunAsync(CancellationToken ct = default)
    {
        var outcome = await new Executor(Through(Device), this).RunAsync(Request(), ct);
        Assert.That(outcome, Is.EqualTo(events.OfType<RunEnded>().Last().Outcome), "the last event is the outcome");
        return outcome;
    }

    /// <summary>Runs it, expecting an end.</summary>
    internal async Task<Outcome> RunToAsync(OutcomeKind kind, int exitCode)
    {
        var outcome = await RunAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((kind, exitCode)), Story(outcome));
        return outcome;
    }

    /// <summary>Goes on with an open run, as another process would.</summary>
    internal async Task<Outcome> ResumeAsync() => await new Executor(Through(Device.Another()), this).ResumeAsync(PlanOf, default);

    /// <summary>Takes an open run back, as another process would.</summary>
    internal async Task<Outcome> AbortAsync() => await new Executor(Through(Device.Another()), this).AbortAsync(PlanOf, default);

    /// <summary>Changes the device before the run.</summary>
    internal async Task<Trial> WithAsync(Func<IDevice, ValueTask> change)
    {
        await change(Device);
        Before = Device.World;
        return this;
    }

    internal async Task<string?> ReadAsync(string path) => PartitionPath.TryParse(path, out var parsed) && await Device.Files.ReadAsync(parsed, default) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <inheritdoc/>
    public void On(RunEvent happened)
    {
        events.Add(happened);
        Stopper(happened);
    }

    /// <summary>The same with another target version.</summary>
    internal Trial At(string version)
    {
        Target = version;
        return this;
    }

    internal RunRequest Request() => new()
    {
        Plan = Read(Text),
        Sources = new StoredPlan(Encoding.UTF8.GetBytes(Text), [[]]),
        Target = Target is not null && HostVersion.TryParse(Target, out var target) ? target : null,
        Inputs = Inputs,
        RunId = RunId,
        NoReboot = NoReboot,
        Goal = Goal,
        IgnoreLocks = IgnoreLocks,
    };

    /// <summary>Reads a plan that a run stored.</summary>
    internal Plan? PlanOf(StoredPlan stored) => PlanReader.Read("trial/1.0.0.yaml", stored.Plan, new LayoutSet(Layout), new ReadContext());

    Plan Read(string text)
    {
        var context = new ReadContext();
        var plan = PlanReader.Read("trial/1.0.0.yaml", Encoding.UTF8.GetBytes(text), new LayoutSet(Layout), context);
        return plan ?? throw new AssertionException("the plan of this test is broken:\n" + string.Join('\n', context.Problems));
    }

    static string Steps(string text) => text.TrimEnd() + "\n";

    internal static Layout WithSupervisor { get; } = ContractLayout.Layout with
    {
        Supervisor = new SupervisorSpec("/etc/supervisor.conf", new PartitionPath("state", "/root-overlay/supervisor.conf"), "SUPERVISOR_IMAGE", "SUPERVISOR_TAG"),
    };

    static DeviceFile Changed(string board, Func<DeviceFile, DeviceFile>? change)
    {
        var file = new DeviceFile
        {
            Name = "trial",
            Layout = ContractLayout.Layout.Id,
            Board = board,
            State = new DeviceState
            {
                Running = "A",
                Partitions = ContractContent.Partitions.ToDictionary(pair => pair.Key, pair => new PartitionSnapshot(null, null, null, 1 << 20, pair.Value)),
                Services = new Dictionary<string, IReadOnlyDictionary<string, bool>> { ["supervisor"] = new Dictionary<string, bool> { ["supervisor.service"] = true } },
                Images = new Dictionary<string, ImageSnapshot> { [Image] = OfTree('1', ContractContent.Image), ["registry.example/os:next"] = OfTree('2', ContractContent.Image) },
            },
        };
        return change is null ? file : change(file);
    }

    internal static ImageSnapshot OfTree(char digit, TreeSnapshot tree) => new("sha256:" + new string(digit, 64), "amd64", 5000, 9000, tree, true);
}
