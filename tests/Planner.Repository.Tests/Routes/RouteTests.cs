using Planner.Repository.Releases;
using Planner.Repository.Routes;
using static Planner.Repository.Tests.TestCatalogue;

namespace Planner.Repository.Tests.Routes;

public sealed class RouteTests
{
    const string Early = "{ os.name: resin-os, os.version: '>=1.8.0 <2.0.0', target.version: '>=1.26.0 <2.0.0' }";
    const string Over = "{ os.name: resin-os, os.version: '>=1.30.1 <2.0.0', target.version: '>=2.2.0 <2.5.1' }";
    const string Late = "{ os.name: [resin-os, balena-os], os.version: '>=2.0.0', target.version: '> ${os.version}' }";

    static TestCatalogue Usual => new TestCatalogue().Plan("early@1.0.0", Early).Plan("over@1.0.0", Over).Plan("late@1.0.0", Late).Releases("1.26.0", "1.30.1", "2.3.0", "2.12.0");

    [Test]
    public void Several_plans_lead_over_several_releases() =>
        Assert.That(Usual.Route(From("1.8.0")), Is.EqualTo("early@1.0.0 to 1.30.1, over@1.0.0 to 2.3.0, late@1.0.0 to 2.12.0"));

    [Test]
    public void The_fewest_hops_count_before_everything_else() =>
        Assert.That(Usual.Plan("leap@0.1.0", "{ os.version: '<2.0.0', target.version: '>=2.12.0' }").Route(From("1.8.0", "2.12.0")), Is.EqualTo("leap@0.1.0 to 2.12.0"));

    [Test]
    public void Of_as_many_hops_the_newest_plan_versions_count_and_then_the_newest_releases() =>
        Assert.That(Usual.Plan("over@1.2.0", Over).Plan("over@1.10.0", Over).Release("2.4.0").Route(From("1.30.1", "2.12.0")), Is.EqualTo("over@1.10.0 to 2.4.0, late@1.0.0 to 2.12.0"));

    [Test]
    public void A_new_plan_for_some_releases_only_is_taken_on_the_way_that_has_it() =>
        Assert.That(Usual.Plan("late@2.0.0", "{ os.version: '2.3.0', target.version: '2.12.0' }").Release("2.4.0").Route(From("1.30.1")), Is.EqualTo("over@1.0.0 to 2.3.0, late@2.0.0 to 2.12.0"));

    [TestCase("2.12.0", "2.12.0", "current")]
    [TestCase("2.12.0", null, "current")]
    [TestCase("2.13.0", null, "current")]
    [TestCase("2.12.0", "2.3.0", "2.3.0 is older than 2.12.0, which runs: there is no way back")]
    [TestCase("2.3.0", "2.9.9", "there is no release 2.9.9 for pi")]
    [TestCase("1.7.0", "2.12.0", "there is no way from 1.7.0 to 2.12.0: no plan is for resin-os 1.7.0 on pi")]
    public void Where_there_is_no_way_it_says_why(string from, string? to, string why) => Assert.That(Usual.Route(From(from, to)), Does.StartWith(why));

    [Test]
    public void Tells_how_far_the_plans_lead() =>
        Assert.That(Usual.Release("3.0.0", os: "another-os").Route(From("1.8.0", "3.0.0")), Is.EqualTo("there is no way from 1.8.0 to 3.0.0: the plans lead no farther than 2.12.0"));

    [Test]
    public void The_newest_one_is_the_newest_that_a_way_leads_to() =>
        Assert.That(Usual.Release("3.0.0", os: "another-os").Release("2.13.0-beta1").Route(From("2.3.0")), Is.EqualTo("late@1.0.0 to 2.12.0"));

    [Test]
    public void An_os_that_plans_know_by_two_names_is_one() =>
        Assert.That(Usual.Release("2.14.0", os: "balena-os").Route(From("1.30.1")), Is.EqualTo("over@1.0.0 to 2.3.0, late@1.0.0 to 2.14.0"));

    [Test]
    public void Other_device_types_have_their_own_releases() =>
        Assert.That(Usual.Release("2.20.0", type: "nuc").Route(From("2.3.0")), Is.EqualTo("late@1.0.0 to 2.12.0"));

    [Test]
    public void A_withdrawn_release_is_no_goal_and_no_stop()
    {
        var catalogue = new TestCatalogue().Plan("early@1.0.0", Early).Plan("over@1.0.0", Over).Release("1.30.1", isWithdrawn: true).Release("2.3.0").Release("2.4.0", isWithdrawn: true);
        Assert.That(catalogue.Route(From("1.8.0", "2.3.0")), Is.EqualTo("there is no way from 1.8.0 to 2.3.0: no plan is for resin-os 1.8.0 on pi"));
        Assert.That(catalogue.Route(From("1.30.1")), Is.EqualTo("over@1.0.0 to 2.3.0"));
        Assert.That(catalogue.Route(From("1.30.1", "2.4.0")), Is.EqualTo("the release 2.4.0 was withdrawn"));
    }

    [Test]
    public void A_release_whose_rollout_has_not_come_is_no_goal_and_no_stop()
    {
        var start = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
        var catalogue = new TestCatalogue().Plan("late@1.0.0", Late).Release("2.4.0").Release("2.5.0", rollout: new Rollout(start, TimeSpan.FromHours(10)));
        RouteRequest At(double hours, string? to = null) => From("2.3.0", to) with { Uuid = "0f1e2d3c4b5a", Now = start.AddHours(hours) };
        Assert.That(catalogue.Route(At(-1)), Is.EqualTo("late@1.0.0 to 2.4.0"));
        Assert.That(catalogue.Route(At(10)), Is.EqualTo("late@1.0.0 to 2.5.0"));
        Assert.That(catalogue.Route(At(-1, "2.5.0")), Does.Match("the rollout of 2.5.0 has not come to this device yet: its turn is at 2026-12-01T0[0-9]:[0-9]{2}:[0-9]{2}Z"));
    }

    [TestCase("2.3.0.dev", null, "late@1.0.0 to 2.5.0.dev")]
    [TestCase("2.3.0.prod", null, "late@1.0.0 to 2.4.0.prod")]
    [TestCase("2.3.0", null, "late@1.0.0 to 2.4.0.prod")]
    [TestCase("2.3.0", "2.5.0", "2.5.0 is there as a dev variant only: ask for 2.5.0.dev")]
    [TestCase("2.3.0", "2.5.0.dev", "late@1.0.0 to 2.5.0.dev")]
    [TestCase("2.3.0.prod", "2.5.0", "2.5.0 is there as a dev variant only, and a prod variant runs")]
    [TestCase("2.3.0.prod", "2.5.0.dev", "a prod variant can not become a dev variant: 2.3.0.prod runs, 2.5.0.dev was asked for")]
    public void Variants_are_never_mixed(string from, string? to, string expected) =>
        Assert.That(new TestCatalogue().Plan("late@1.0.0", Late).Releases("2.4.0.prod", "2.5.0.dev").Route(From(from, to)), Is.EqualTo(expected));

    [Test]
    public void A_release_without_a_variant_between_does_not_make_a_dev_variant_a_prod_one()
    {
        var catalogue = new TestCatalogue().Plan("a@1.0.0", "{ os.version: '2.3.0', target.version: '2.4.0' }").Plan("b@1.0.0", "{ os.version: '2.4.0', target.version: '>2.4.0' }").Releases("2.4.0", "2.5.0.prod");
        Assert.That(catalogue.Route(From("2.3.0.dev")), Is.EqualTo("a@1.0.0 to 2.4.0"));
        Assert.That(catalogue.Route(From("2.3.0.prod")), Is.EqualTo("a@1.0.0 to 2.4.0, b@1.0.0 to 2.5.0.prod"));
    }

    [Test]
    public void A_layout_that_a_plan_makes_is_left_only_by_a_plan_that_starts_from_it()
    {
        var catalogue = new TestCatalogue().Plan("over@1.0.0", Over, "early@1.0.0", "becomes: made@1.0.0").Plan("late@2.0.0", Late, "late@1.0.0").Releases("2.3.0", "2.12.0");
        Assert.That(catalogue.Route(From("1.30.1")), Is.EqualTo("over@1.0.0 to 2.3.0"));
        Assert.That(catalogue.Route(From("2.3.0")), Is.EqualTo("late@2.0.0 to 2.12.0"));
        Assert.That(catalogue.Route(From("2.3.0", "2.12.0", "made")), Does.EndWith("no plan is for resin-os 2.3.0 on pi with the layout made"));
        Assert.That(catalogue.Plan("made@1.0.0", Late, "made@1.1.0").Route(From("1.30.1")), Is.EqualTo("over@1.0.0 to 2.3.0, made@1.0.0 to 2.12.0"));
    }

    [Test]
    public void A_known_bad_pair_is_gone_around()
    {
        var catalogue = new TestCatalogue().Plan("late@1.0.0", Late, more: "not-for: [{ os.version: 2.3.0, target.version: 2.12.0, because: it does not boot }]").Releases("2.5.0", "2.12.0");
        Assert.That(catalogue.Route(From("2.3.0")), Is.EqualTo("late@1.0.0 to 2.5.0, late@1.0.0 to 2.12.0"));
        Assert.That(catalogue.Route(From("2.4.0")), Is.EqualTo("late@1.0.0 to 2.12.0"));
    }

    [Test]
    public void What_only_the_device_knows_is_asked_when_the_plan_runs() =>
        Assert.That(new TestCatalogue().Plan("late@1.0.0", "{ supervisor.version: '>=6.0.0', target.version: '>=2.0.0' }", more: "not-for: [{ boot.family: grub-env, because: it does not boot }]").Release("2.5.0").Route(From("2.3.0")), Is.EqualTo("late@1.0.0 to 2.5.0"));

    [Test]
    public void A_plan_of_a_newer_language_leads_nowhere_for_this_planner()
    {
        var custom = System.Text.Json.JsonDocument.Parse("""{"name":"late","version":"1.0.0","language":2,"layout":"one@1.0.0","for":{"target.version":">2.0.0"}}""").RootElement;
        Assert.That(Planner.Repository.Catalogues.PlanEntry.OfCustom(custom), Is.Null);
    }
}
