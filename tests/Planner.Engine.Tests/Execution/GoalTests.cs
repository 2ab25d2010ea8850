using Planner.Devices.Contract;
using Planner.Devices.Simulated;
using Planner.Devices.Simulated.Faults;
using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Engine.Tests.Execution;

/// <summary>A run that is done and leads on to another one: until that one is open every boot goes on with it.</summary>
public class GoalTests
{
    const long MiB = 1 << 20;
    const string Goal = "the rest of the way";
    const string First = "test";
    const string Next = "next";
    const string Middle = "- put: { file: \"data:/one\", content: \"1\" }";

    const string Newest = "2.4.0+rev1";
    const string NewestImage = "oci:images/os:newest";

    [TestCase(Goal)]
    [TestCase(null)]
    public async Task What_comes_behind_a_run_is_told_by_whoever_ends_it_well(string? goal)
    {
        var trial = await RebootingAsync(goal);
        await trial.Device.Power.RebootAsync(default);
        Assert.That((await trial.ResumeAsync()).Goal, Is.EqualTo(goal));

        trial = await RebootingAsync(goal);
        for (var boots = 0; boots < 2; boots++) await trial.Device.Power.RebootAsync(default);
        Assert.That((await trial.ResumeAsync()).Goal, Is.Null, "the old OS came up: nothing comes behind that");
    }

    [Test]
    public async Task It_is_told_at_every_boot_until_the_next_run_is_open()
    {
        var trial = await WaitingAsync();
        var journal = await trial.Device.Files.ReadAsync(Journal.PathIn(trial.Layout), default);
        for (var boots = 0; boots < 4; boots++)
        {
            await trial.Device.BootAsync(default);
            Assert.That(await CalledAsync(trial.Device.Another()), Is.EqualTo(First));
            var outcome = await trial.ResumeAsync();
            Assert.That((outcome.Kind, outcome.Goal, await Executor.GoalAsync(trial.Device.Another(), _ => null, default)), Is.EqualTo((OutcomeKind.Done, Goal, Goal)), Trial.Story(outcome));
        }

        Assert.That(await trial.Device.Another().Files.ReadAsync(Journal.PathIn(trial.Layout), default), Is.EqualTo(journal), "however long it takes, the journal is not used up");
        var next = await NextAsync(trial);
        Assert.That(next.Kind, Is.EqualTo(OutcomeKind.Done), Trial.Story(next));
        await IsOverAsync(trial);
    }

    [Test]
    public async Task Abort_gives_it_up()
    {
        var trial = await WaitingAsync();
        var outcome = await trial.AbortAsync();
        Assert.That((outcome.Kind, outcome.ExitCode, outcome.Goal), Is.EqualTo((OutcomeKind.Current, 0, (string?)null)), Trial.Story(outcome));
        Assert.That(outcome.Reasons, Is.EqualTo(new[] { "run test is done, and what was to come behind it is given up" }));
        await IsOverAsync(trial);
        Assert.That((await trial.ResumeAsync()).Goal, Is.Null);
    }

    [Test]
    public async Task Whoever_goes_no_further_gives_it_up_and_touches_no_run_that_is_open()
    {
        var trial = await WaitingAsync();
        for (var times = 0; times < 2; times++) Assert.That((await GiveUpAsync(trial)).ExitCode, Is.Zero);
        await IsOverAsync(trial);

        trial = await RebootingAsync(Goal);
        var before = trial.Device.World;
        Assert.That((await GiveUpAsync(trial)).ExitCode, Is.Zero);
        Assert.That(before.DifferencesTo(trial.Device.World), Is.Empty);
    }

    [Test]
    public async Task A_next_run_that_is_refused_leaves_it_as_it_is()
    {
        var trial = await WaitingAsync();
        var outcome = await NextAsync(trial, target: "2.3.0+rev0");
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Refused), Trial.Story(outcome));
        Assert.That((await CalledAsync(trial.Device.Another()), (await trial.ResumeAsync()).Goal), Is.EqualTo((First, Goal)));
    }

    [Test]
    public async Task A_disk_with_room_for_one_copy_of_planner_is_enough()
    {
        var trial = await WaitingAsync(isTight: true);
        var outcome = await NextAsync(trial);
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Done), Trial.Story(outcome));
        await IsOverAsync(trial);
    }

    [Test]
    public async Task A_next_run_that_can_not_be_prepared_leaves_nothing_armed()
    {
        var trial = await WaitingAsync();
        trial.Through = FailingDevice.At("Program.Store data:/planner/next/planner", () => true, DeviceFault.NoSpace);
        var outcome = await NextAsync(trial);
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Refused), Trial.Story(outcome));
        Assert.That(await CalledAsync(trial.Device.Another()), Is.Null);
    }

    [Test]
    public async Task Whatever_cuts_the_beginning_of_the_next_run_the_boot_goes_on_with_one_of_them([Values] bool power)
    {
        FaultKind[] kinds = power ? [FaultKind.PowerLost, FaultKind.PowerLostDuring] : [FaultKind.Killed, FaultKind.KilledDuring];
        var whole = await WaitingAsync();
        var (from, to) = (whole.Device.Point, int.MaxValue);
        whole.Stopper = happened => to = happened is StepBegan ? Math.Min(to, whole.Device.Point) : to;
        await NextAsync(whole);
        var ends = new HashSet<(string, OutcomeKind)>();
        for (var point = from; point < to; point++)
            foreach (var fault in kinds.SelectMany(kind => Enumerable.Range(0, power ? 3 : 1).Select(variant => new Fault(point, kind) { Variant = variant })))
            {
                var trial = await WaitingAsync();
                trial.Device.Faults = [fault];
                try
                {
                    await NextAsync(trial);
                    continue;
                }
                catch (InterruptedException)
                {
                    await trial.Device.BootAsync(default);
                }

                var called = await CalledAsync(trial.Device.Another());
                var outcome = await trial.ResumeAsync();
                var story = $"{fault}: {called} is called, {Trial.Story(outcome)}";
                ends.Add((outcome.Run, outcome.Kind));
                Assert.That(called, Is.Not.Null, story);
                if (outcome.Goal is null) Assert.That(outcome.Run, Is.EqualTo(Next), story);
                else Assert.That((outcome.Kind, outcome.Run, (await NextAsync(trial)).Kind), Is.EqualTo((OutcomeKind.Done, First, OutcomeKind.Done)), story);
                await IsOverAsync(trial, story);
            }

        Assert.That(ends, Is.EquivalentTo(new[] { (First, OutcomeKind.Done), (Next, OutcomeKind.Done) }));
    }

    static async Task<Trial> RebootingAsync(string? goal)
    {
        var trial = Ready(goal);
        trial.NoReboot = true;
        await trial.RunToAsync(OutcomeKind.PendingReboot, 8);
        return trial;
    }

    static async Task<Trial> WaitingAsync(bool isTight = false)
    {
        var trial = Ready(Goal, isTight);
        Assert.That((await trial.RunToAsync(OutcomeKind.Done, 0)).Goal, Is.EqualTo(Goal));
        return trial;
    }

    static Trial Ready(string? goal, bool isTight = false)
    {
        var newest = ContractContent.Image.Plus(("/etc/os-release", $"ID=\"resin-os\"\nVERSION=\"{Newest}\"\n"));
        var trial = Trial.Of(Middle, file => file.In(state => state.With(NewestImage, Trial.OfTree('3', newest)) with { Partitions = new Dictionary<string, PartitionSnapshot>(state.Partitions) { ["data"] = state.Partitions["data"] with { Size = isTight ? 32 * MiB : 64 * MiB } } }));
        trial.Goal = goal;
        return trial;
    }

    static async Task<Outcome> NextAsync(Trial trial, string target = Newest)
    {
        _ = HostVersion.TryParse(target, out var version);
        var request = trial.Request() with { Target = version, Inputs = new Dictionary<string, string> { ["image"] = NewestImage }, RunId = Next, Goal = null };
        return await new Executor(trial.Through(trial.Device.Another()), trial).RunAsync(request, default);
    }

    static Task<Outcome> GiveUpAsync(Trial trial) => new Executor(trial.Device.Another(), Silent.Instance).GiveUpAsync(trial.PlanOf, default);

    /// <summary>The run whose stored program the OS calls that runs; null when it calls none that is there.</summary>
    static async Task<string?> CalledAsync(SimulatedDevice device)
    {
        var root = PartitionPath.Root(ResumeHook.PartitionOf(device.Layout, (await device.Power.RunningSlotAsync(default))!));
        foreach (var run in (string[])[First, Next])
        {
            var hook = ResumeHook.Of(device.Layout, run);
            if ((await device.Files.StatAsync(root.Below(hook.Link), default))?.Target == hook.Target && (await device.Files.ReadAsync(root.Below(hook.File), default)).AsSpan().SequenceEqual(hook.Bytes)
                && await device.Files.StatAsync(StoredPlan.ProgramOf(device.Layout, run), default) is not null) return run;
        }

        return null;
    }

    static async Task IsOverAsync(Trial trial, string story = "")
    {
        var device = trial.Device.Another();
        Assert.That(await device.Files.ListAsync(new("data", "/planner"), default), Is.Empty, story);
        Assert.That(ResumeHook.Paths.Any(path => trial.Changes.Any(line => line.Contains(path, StringComparison.Ordinal))), Is.False, story);
    }
}
