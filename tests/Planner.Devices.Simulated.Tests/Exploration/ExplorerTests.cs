using Planner.Devices.Contract;
using Planner.Devices.Simulated.Exploration;
using Planner.Devices.Simulated.Exploration.Promises;
using Planner.Devices.Simulated.Faults;
using Planner.Engine.Execution;

namespace Planner.Devices.Simulated.Tests.Exploration;

public sealed class ExplorerTests
{
    const string Harmless = "- put: { file: \"data:/marker\" }";

    [Test]
    public async Task Counts_points_runs_and_how_they_ended()
    {
        var report = await ExploredPlan.ExploreAsync(ExploredPlan.With(Harmless));
        Assert.That(report.Outcome.Kind, Is.EqualTo(OutcomeKind.Done), string.Join('\n', report.Outcome.Reasons));
        Assert.That(report.Points, Is.GreaterThan(100));
        Assert.That(report.Runs, Is.GreaterThan(report.Points));
        Assert.That((report.Done, report.Failed, report.NotBegun), Is.EqualTo((report.Done, report.Failed, report.NotBegun)).And.Not.EqualTo((0, 0, 0)));
        Assert.That(report.Steps.Sum(step => step.Points), Is.EqualTo(report.Points));
        Assert.That(report.Steps.Sum(step => step.Runs), Is.GreaterThan(0).And.LessThan(report.Runs + 1));
    }

    [Test]
    public async Task Neither_user_data_nor_declarations_are_broken_by_any_single_fault()
    {
        var report = await ExploredPlan.ExploreAsync(ExploredPlan.With(Harmless), board: ContractLayout.UBoot);
        Assert.That(report.Broken.Where(broken => broken.Promise is Promise.P3 or Promise.P6).SelectMany(broken => broken.Story), Is.Empty);
    }

    [Test]
    public async Task A_run_that_is_refused_keeps_every_promise_whatever_fails_besides()
    {
        var report = await ExploredPlan.ExploreAsync(ExploredPlan.ForAnother);
        Assert.That(report.Outcome.Kind, Is.EqualTo(OutcomeKind.Refused));
        Assert.That(report.Broken.Where(broken => broken.Promise != Promise.P5).SelectMany(broken => broken.Story), Is.Empty);
        Assert.That((report.Done, report.Failed), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public async Task How_many_runs_are_simulated_at_once_changes_nothing()
    {
        var (one, many) = (await ExploredPlan.ExploreAsync(ExploredPlan.With(Harmless), jobs: 1), await ExploredPlan.ExploreAsync(ExploredPlan.With(Harmless), jobs: 4));
        Assert.That((many.Runs, many.Same, many.Done, many.Failed, many.BrokenRuns), Is.EqualTo((one.Runs, one.Same, one.Done, one.Failed, one.BrokenRuns)));
        Assert.That(many.Broken.Select(broken => $"{broken.Promise} {broken.Token} {broken.Count}"), Is.EqualTo(one.Broken.Select(broken => $"{broken.Promise} {broken.Token} {broken.Count}")));
    }

    [Test]
    public async Task A_step_that_touches_more_than_it_declares_is_found()
    {
        var report = await ExploredPlan.ExploreAsync(ExploredPlan.With("- meddle: { file: \"boot:/config.json\", declared: \"data:/marker\" }"));
        var found = report.Broken.First(broken => broken.Promise == Promise.P6);
        Assert.That(found.What, Is.EqualTo("step 5 meddle changes boot:/config.json without declaring it (files.write)"));
        Assert.That(found.Token, Is.EqualTo("none"), "no fault is needed");
    }

    [Test]
    public async Task A_step_that_does_not_take_back_what_it_changed_is_found_with_the_step_and_the_fault()
    {
        var report = await ExploredPlan.ExploreAsync(ExploredPlan.With("- meddle: { file: \"state:/setting\", declared: \"state:/setting\" }"));
        var found = report.Broken.First(broken => broken.Promise == Promise.P2 && broken.What.Contains("state:/setting", StringComparison.Ordinal));
        Assert.That(found.Story[0], Does.Match(@"^(step \d+ [a-z-]+|between steps), call \d+ \(.+\): .+"));
        Assert.That(found.Story, Has.Some.EqualTo("P2 is broken: not done, but state:/setting: added"));
    }

    [Test]
    public async Task A_step_that_spoils_user_data_is_found()
    {
        var report = await ExploredPlan.ExploreAsync(ExploredPlan.With("- meddle: { file: \"data:/resin-data/1/diary\", declared: \"data:/marker\" }"));
        Assert.That(report.Broken.First(broken => broken.Promise == Promise.P3).What, Does.StartWith("data:/resin-data/1/diary"));
    }

    [Test]
    public async Task Every_broken_promise_comes_again_when_its_run_is_replayed()
    {
        var plan = ExploredPlan.With("- meddle: { file: \"state:/setting\", declared: \"state:/setting\" }");
        var report = await ExploredPlan.ExploreAsync(plan);
        Assert.That(report.Broken, Is.Not.Empty);
        var explorer = new Explorer(ExploredPlan.Setting(plan), new ExplorationOptions());
        foreach (var broken in report.Broken)
        {
            Assert.That(ReplayToken.TryParse(broken.Token, out var faults), broken.Token);
            var story = await explorer.ReplayAsync(faults, default);
            Assert.That(story.Broken, Has.Some.EqualTo(new Breach(broken.Promise, broken.What)), broken.Token);
            Assert.That(story.Lines, Is.EqualTo(broken.Story));
        }
    }

    [Test]
    public async Task A_replay_tells_how_a_run_without_faults_goes()
    {
        var story = await new Explorer(ExploredPlan.Setting(ExploredPlan.With(Harmless)), new ExplorationOptions()).ReplayAsync([], default);
        Assert.That(story.Broken, Is.Empty);
        Assert.That(story.Lines, Is.EqualTo(new[]
        {
            "no fault", "pending-reboot: the run goes on after the next boot", "slot B boots", "planner resume", "done: the device runs 2.3.0+rev1",
        }));
    }

    [TestCase("none", 0)]
    [TestCase("231.power-during.2", 1)]
    [TestCase("17.fails.stays+40.killed", 2)]
    public void A_token_is_read_as_it_is_written(string token, int count)
    {
        Assert.That(ReplayToken.TryParse(token, out var faults));
        Assert.That(faults, Has.Length.EqualTo(count));
        Assert.That(ReplayToken.Of(faults), Is.EqualTo(token));
    }

    [TestCase("")]
    [TestCase("231")]
    [TestCase("231.sneezes")]
    [TestCase("231.power+")]
    public void Anything_else_is_no_token(string token) => Assert.That(ReplayToken.TryParse(token, out _), Is.False);

    [Test]
    public void Every_kind_of_fault_has_words() =>
        Assert.That(Enum.GetValues<FaultKind>().Select(kind => FaultText.Of(new Fault(0, kind))), Is.Unique.And.None.Empty);
}
