using Planner.Devices.Simulated.Exploration.Promises;

namespace Planner.Devices.Simulated.Tests.Exploration;

/// <summary>Plans that break a promise: rules refuse them, and with those switched off exploration finds out by itself what would become of a device.</summary>
public sealed class BadPlanTests
{
    const string NotRead = "the disk holds something else than what was written, and nothing tells";

    static IEnumerable<TestCaseData> All =>
    [
        Of("nothing-verified", "PLN206", Promise.P1, $"step 4 export, .*rootB:/.*: {NotRead}", "slot B boots, and is neither the old OS nor the new one"),
        Of("filled-after-verified", "PLN206", Promise.P1, $"step 6 carry, .*: {NotRead}", "slot B boots, and is neither the old OS nor the new one"),
        Of("boot-files-before-the-slot", "PLN206", Promise.P1, $"step 5 export, .*rootB:/.*: {NotRead}", "slot B boots, and is neither the old OS nor the new one"),
        Of("no-undo", "PLN201", Promise.P2, @"step 6 meddle, .*hostname\): it fails halfway", "not done, but state:/root-overlay/etc/hostname"),
        Of("health-check-cannot-fail", "PLN209", Promise.P2, "step 7 reboot, .*: the services of the new OS do not start", "done, but resin-supervisor.service does not run"),
        Of("journal-is-formatted", "PLN212", Promise.P2, "no fault", "not done, but state:/root-overlay: missing"),
        Of("journal-is-written", "PLN212", Promise.P2, "step 6 put, .*: Planner is killed before it", "not undone: what the run does not tell any more"),
        Of("staging-is-formatted", "PLN211 PLN212", Promise.P3, "no fault", "data:/resin-data is gone"),
        Of("user-data-is-written", "PLN211", Promise.P3, "no fault", "data:/resin-data/1234/readings.csv"),
        Of("running-slot-is-changed", "PLN204", Promise.P1, "step 6 put, .*rootA:/etc/hostname.*: the power is cut before it", "slot A boots, and is neither the old OS nor the new one"),
        Of("boot-variables-are-written", "PLN217", Promise.P1, "step 6 put, .*boot:/.*: the power is cut before it", "nothing boots"),
        Of("never-confirmed", "PLN210", Promise.P2, "no fault", "done, but the loader still counts boots"),
        Of("never-switched", "PLN207", Promise.P2, "no fault", "done, but the old OS runs"),
        Of("no-reboot", "PLN208", Promise.P1, "step 6 switch-boot, .*: the power is cut before it", "slot B boots, and is neither"),
        Of("work-behind-confirm", "PLN210", Promise.P2, "step 9 confirm, .*: Planner is killed before it", "done, but data:/marker: missing"),
    ];

    [TestCaseSource(nameof(All))]
    public async Task Exploration_finds_what_the_rules_keep_from_devices(string name, string codes, Promise promise, string where, string what)
    {
        Assert.That(string.Join(' ', BadPlan.CodesOf(name).Select(code => code.Id)), Is.EqualTo(codes));
        var report = await BadPlan.ExploreAsync(name);
        var stories = report.Broken.Where(broken => broken.Promise == promise).Select(broken => string.Join('\n', broken.Story)).ToList();
        Assert.That(stories, Has.Some.Match($"(?s)^{where}.*\n{promise} is broken: {what}"));
    }

    [Test]
    public void Every_bad_plan_is_explored() => Assert.That(All.Select(plan => plan.Arguments[0]), Is.EquivalentTo(BadPlan.Names));

    static TestCaseData Of(string plan, string codes, Promise promise, string where, string what) =>
        new TestCaseData(plan, codes, promise, where, what).SetName($"Exploration_finds_what_a_plan_does_that_the_rules_refuse({plan})");
}
