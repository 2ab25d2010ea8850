using System.Collections.Immutable;
using Planner.Devices.Simulated.Exploration;
using Planner.Devices.Simulated.Exploration.Promises;
using Planner.Devices.Simulated.Faults;

namespace Planner.Devices.Simulated.Tests.Exploration;

/// <summary>What a run that is over may leave on a device whose disk fails: nothing that a boot could take away.</summary>
public sealed class IdlenessTests
{
    const string Unit = "/etc/systemd/system/planner-resume.service";
    const string Link = "/etc/systemd/system/multi-user.target.wants/planner-resume.service";

    static readonly Setting Setting = ExploredPlan.Setting(ExploredPlan.With("- put: { file: \"data:/marker\" }"));

    [TestCase("files.delete changes rootB:" + Unit)]
    [TestCase("files.delete changes rootB:" + Link)]
    [TestCase("files.stat reads rootB:" + Unit)]
    public async Task What_a_single_failure_keeps_is_taken_away_at_the_next_boot(string call)
    {
        var story = await ReplayAsync([new Fault(await LastAsync([], call), FaultKind.IoError) { Persists = true }]);
        Assert.That(story.Broken, Is.Empty);
        Assert.That(story.Exposed, Is.Empty);
        Assert.That(story.Lines, Has.Some.Contains("planner resume' is still called").Or.Some.Contains("could not be freed"));
    }

    [Test]
    public async Task What_two_failures_keep_and_hide_from_the_next_boot_is_exposed()
    {
        var first = new Fault(await LastAsync([], $"files.delete changes rootB:{Unit}"), FaultKind.IoError) { Persists = true };
        var second = new Fault(await LastAsync([first], $"files.link changes rootB:{Link}"), FaultKind.IoError) { Persists = true };
        var story = await ReplayAsync([first, second]);
        Assert.That(story.Broken, Is.Empty);
        Assert.That(story.Exposed, Is.EqualTo(new[] { Exposure.Idle }));
        Assert.That(story.Lines, Has.Some.Contains("what is left lies idle"));
    }

    [Test]
    public async Task A_second_failure_that_lasts_for_a_moment_hides_nothing()
    {
        var first = new Fault(await LastAsync([], $"files.delete changes rootB:{Unit}"), FaultKind.IoError) { Persists = true };
        var second = new Fault(await LastAsync([first], $"files.link changes rootB:{Link}"), FaultKind.IoError);
        var story = await ReplayAsync([first, second]);
        Assert.That((story.Broken.Count, story.Exposed.Count), Is.EqualTo((0, 0)), string.Join('\n', story.Lines));
    }

    [Test]
    public async Task What_does_more_than_lie_idle_breaks_the_promise()
    {
        var world = Setting.Start.World;
        var findings = new Findings();
        var judges = await JudgesAsync();
        await using var device = Setting.Quiet(world);
        await device.Files.WriteAsync(new("state", "/setting"), "mine"u8.ToArray(), 420, default);
        var idle = Idleness.Told with { Free = () => new((device.World, (IReadOnlyList<string>)[])) };
        await judges.JudgeEndAsync(null, null, device.World, idle, true, findings);
        Assert.That(findings.Broken.Select(breach => breach.What), Has.Some.Contains("state:/setting"));
    }

    static async Task<Judges> JudgesAsync()
    {
        var (tape, end) = await GoAsync([]);
        var baseline = new Baseline(tape.Points, tape.Processes, end.Boots, end.Told!, end.World);
        return new Judges(new Simulated.Exploration.Promises.Reference(Setting, baseline, baseline, null));
    }

    static Task<Story> ReplayAsync(ImmutableArray<Fault> faults) => new Explorer(Setting, new ExplorationOptions()).ReplayAsync(faults, default);

    /// <summary>The number of the last call of that name in a run with faults.</summary>
    static async Task<int> LastAsync(ImmutableArray<Fault> faults, string call) => (await GoAsync(faults)).Tape.Points.Last(point => $"{point.Call}" == call).Number;

    static async Task<(Tape Tape, Journey Journey)> GoAsync(ImmutableArray<Fault> faults)
    {
        var tape = new Tape();
        var journey = new Journey(Setting, null, tape);
        await using var device = Setting.At(Setting.Start.World, 0, faults, 1);
        await journey.GoAsync(device, false, default);
        return (tape, journey);
    }
}
