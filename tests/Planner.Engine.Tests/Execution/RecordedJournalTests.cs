using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Tests.Architecture;

namespace Planner.Engine.Tests.Execution;

/// <summary>Journals as each version of Planner wrote them, kept in <c>Execution/Journals/&lt;version&gt;</c>: every later one must be able to go on with them. A file that is there is never written again; a new version's are recorded with PLANNER_WRITE=1.</summary>
public class RecordedJournalTests
{
    const string Version = "0.1.0";

    const string Middle = "- stop-service: supervisor\n- pull: { image: registry.example/os:next }\n- put: { file: \"data:/one\", content: \"1\" }\n- export: { image: \"${input.image}\", from: /resin-boot, to: boot }";

    static readonly string Folder = Path.Combine(Rooms.Top, "tests", "Planner.Engine.Tests", "Execution", "Journals");

    /// <summary>Moments at which the process ends, what the run comes to, and whether the undo had begun.</summary>
    static readonly Dictionary<string, (string Call, OutcomeKind End, bool Undoes)> Moments = new()
    {
        ["preparing"] = ("Files.Rename data:/one.planner-new data:/one", OutcomeKind.Done, false),
        ["switching"] = ("Files.Overwrite boot:/grubenv", OutcomeKind.Done, false),
        ["rebooting"] = ("Power.Reboot", OutcomeKind.Done, false),
        ["verifying"] = ("Services.Look supervisor", OutcomeKind.Done, false),
        ["undoing"] = ("Files.Delete data:/one", OutcomeKind.Failed, true),
    };

    static IEnumerable<string> Recorded => Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder, "*.journal", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file)).Order() : [];

    [TestCaseSource(nameof(Moments))]
    public async Task Every_moment_is_recorded_for_this_version(KeyValuePair<string, (string, OutcomeKind, bool)> moment)
    {
        var file = Path.Combine(Folder, Version, $"{moment.Key}.journal");
        if (Environment.GetEnvironmentVariable("PLANNER_WRITE") == "1" && !File.Exists(file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var content = (await (await OpenAsync(moment.Key)).Device.Files.ReadAsync(Journal, default))!;
            // Without the zeros that it was allocated with.
            File.WriteAllBytes(file, content[..Array.IndexOf(content, (byte)0)]);
        }

        Assert.That(file, Does.Exist, "run the tests with PLANNER_WRITE=1");
    }

    [TestCaseSource(nameof(Recorded))]
    public async Task A_recorded_journal_is_gone_on_with(string file)
    {
        var moment = Path.GetFileNameWithoutExtension(file);
        var trial = await OpenAsync(moment);
        var recorded = new byte[Engine.Execution.Journal.Capacity];
        File.ReadAllBytes(Path.Combine(Folder, file)).CopyTo(recorded, 0);
        await trial.Device.Files.WriteAsync(Journal, recorded, 384, default);
        var outcome = await trial.ResumeAsync();
        Assert.That(outcome.Kind, Is.EqualTo(Moments[moment].End), Trial.Story(outcome));
        Assert.That(outcome.Left, Is.Empty);
        if (outcome.Kind == OutcomeKind.Failed) Assert.That(trial.Precious, Is.Empty);
        else Assert.That(await new Boots(trial).ReadAsync() is { Slot: "B", Counting: false }, Is.True);
    }

    static PartitionPath Journal { get; } = new("state", "/planner/journal");

    static async Task<Trial> OpenAsync(string moment)
    {
        var (call, _, undoes) = Moments[moment];
        var trial = Trial.Of(undoes ? Middle + "\n- check: { that: { os.name: other-os } }" : Middle);
        trial.Through = device => new FailingDevice(device, made =>
        {
            if (made == call && (moment != "verifying" || trial.Device.World.Running == "B")) throw new InvalidOperationException("killed");
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        trial.Through = device => device;
        return trial;
    }
}
