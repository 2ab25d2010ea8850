using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>check</c>.</summary>
public class CheckTests
{
    const string Failing = """- check: { that: { os.name: other-os, engine.ready: true, supervisor.running: false }, image: "oci:images/none:next", url: "http://peer.example/alive" }""";

    [Test]
    public async Task Says_everything_that_does_not_hold_at_once()
    {
        var trial = Trial.Of("""- check: { that: { os.name: other-os, engine.ready: true, supervisor.running: false }, url: "http://peer.example/alive" }""", file => file.In(state => state with { Online = false }));
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(outcome.Failed!.Cause, Is.EqualTo(new[]
        {
            "os.name is resin-os, must be other-os",
            "supervisor.running is true, must be false",
            "http://peer.example/alive: peer.example does not answer",
        }));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task Before_the_first_effect_it_refuses_and_nothing_has_changed()
    {
        var trial = Trial.First(Failing);
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons, Has.Count.EqualTo(3).And.Some.Contain("ask for oci:images/none:next: no such image"));
        Assert.That(trial.Before.DifferencesTo(trial.Device.World), Is.Empty);
    }

    [Test]
    public async Task An_address_that_is_no_http_url_does_not_hold()
    {
        var outcome = await Trial.First("""- check: { url: "ftp://${target.tag}" }""").RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons, Is.EqualTo(new[] { "'ftp://2.3.0_rev1' is no http or https URL" }));
    }

    [Test]
    public async Task Asks_again_until_it_holds_or_its_time_is_over()
    {
        var trial = Trial.Of("- check: { that: { engine.ready: true }, within: 30s }");
        trial.Stopper = happened =>
        {
            if (happened is StepBegan { Number: 5 }) trial.Device.World = trial.Device.World with { EngineReady = false };
            if (happened is StepProgress { Number: 5 } && trial.Events.OfType<StepProgress>().Count(step => step.Number == 5) == 3) trial.Device.World = trial.Device.World with { EngineReady = true };
        };
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Events.OfType<StepProgress>().Where(step => step.Number == 5).Select(step => step.Text), Is.All.EqualTo("waiting: engine.ready is false, must be true").And.Exactly(3).Items);
    }

    [Test]
    public async Task Gives_up_when_its_time_is_over()
    {
        var trial = Trial.Of("- check: { that: { os.name: other-os }, within: 20s }");
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Events.OfType<StepProgress>().Count(step => step.Number == 5), Is.EqualTo(4).Or.EqualTo(5));
    }

    [Test]
    public async Task The_first_checks_wait_too()
    {
        var trial = Trial.First("- check: { that: { engine.ready: true }, within: 30s }", file => file.In(state => state with { Engine = state.Engine with { Ready = false } }));
        var asked = 0;
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (call == "Containers.Look" && ++asked == 3) trial.Device.World = trial.Device.World with { EngineReady = true };
        });
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(asked, Is.EqualTo(3));
    }

    [Test]
    public async Task Is_tried_again_as_often_as_the_plan_says()
    {
        var trial = Trial.Of("""
            - check: { that: { os.name: other-os } }
              retry: { attempts: 3, wait: 1s }
            """);
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Events.OfType<StepFailed>().Select(step => step.Left), Is.EqualTo(new[] { 2, 1, 0 }));
    }
}
