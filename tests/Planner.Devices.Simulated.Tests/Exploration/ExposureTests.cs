using Planner.Devices.Simulated.Exploration;
using Planner.Devices.Simulated.Exploration.Promises;
using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Devices.Simulated.Tests.Exploration;

/// <summary>What a board that says that it is exposed is excused: boot files that a fault leaves in the middle of their replacement, and nothing else.</summary>
public sealed class ExposureTests
{
    const string Export = "- export: { image: \"${input.image}\", from: /resin-boot, to: boot, keep: [config.json, grubenv, resinOS_uEnv.txt] }";

    [Test]
    public async Task A_fault_while_boot_files_are_replaced_exposes_and_breaks_nothing()
    {
        var report = await ExploreAsync(Export);
        Assert.That(report.Outcome.Kind, Is.EqualTo(OutcomeKind.Done), string.Join('\n', report.Outcome.Reasons));
        Assert.That(report.Broken.Where(broken => broken.Promise == Promise.P1).SelectMany(broken => broken.Story), Is.Empty);
        Assert.That(report.Exposed, Is.GreaterThan(0));
    }

    [Test]
    public async Task A_new_os_that_is_not_healthy_is_left_without_any_exposed_boot()
    {
        var story = await new Explorer(ExploredPlan.Setting(ExploredPlan.With(Export), change: file => Unhealthy(ExploredPlan.OnVfat(file)), boots: Shared), new ExplorationOptions()).ReplayAsync([], default);
        Assert.That(story.Lines, Has.Some.StartsWith("failed: "));
        Assert.That((story.Broken, story.Exposed), Is.EqualTo((Array.Empty<Breach>(), Array.Empty<string>())), string.Join('\n', story.Lines));
    }

    [Test]
    public async Task A_boot_file_of_the_new_os_under_the_old_one_breaks_P1_where_no_fault_has_struck()
    {
        // It is never put back.
        var plan = ExploredPlan.With("- meddle: { file: \"boot:/splash/logo.png\", declared: \"boot:/splash/logo.png\" }");
        var story = await new Explorer(ExploredPlan.Setting(plan, change: Unhealthy, boots: Shared), new ExplorationOptions()).ReplayAsync([], default);
        Assert.That(story.Broken.Where(breach => breach.Promise == Promise.P1).Select(breach => breach.What), Is.EqualTo(new[] { "/splash/logo.png is of the new OS, and the old one boots" }), string.Join('\n', story.Lines));
        Assert.That(story.Exposed, Is.Empty);
    }

    [Test]
    public async Task It_breaks_P1_at_the_end_whatever_has_struck()
    {
        var report = await ExploreAsync("- meddle: { file: \"boot:/splash/logo.png\", declared: \"boot:/splash/logo.png\" }");
        Assert.That(report.Outcome.Kind, Is.EqualTo(OutcomeKind.Done), string.Join('\n', report.Outcome.Reasons));
        Assert.That(report.Broken.Where(broken => broken.Promise == Promise.P1).Select(broken => broken.What), Has.Some.EqualTo("/splash/logo.png is of the new OS, and the old one boots"));
    }

    static Task<ExplorationReport> ExploreAsync(string middle) => ExploredPlan.ExploreAsync(ExploredPlan.With(middle), change: ExploredPlan.OnVfat, boots: Shared);

    /// <summary>A board whose kernel is among the boot files.</summary>
    static Board Shared(Board board) => board with { Kernel = KernelPlace.Boot, Counter = null, Exposes = "From the first boot file until the switch." };

    static DeviceFile Unhealthy(DeviceFile file) => file with { State = file.State! with { Broken = ["supervisor"] } };
}
