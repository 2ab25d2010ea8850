using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>stop-service</c>.</summary>
public class StopServiceTests
{
    [Test]
    public async Task Stops_every_unit_and_starts_exactly_those_again_that_were_running()
    {
        var trial = Trial.Of("- stop-service: supervisor\n- check: { that: { supervisor.running: true } }", file => file.In(state => state.With(("one", true), ("two", false), ("three", true))));
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Device.Trace.Where(call => call.Call == "services.stop").Select(call => call.Path), Is.EqualTo(new[] { "one", "three" }));
        Assert.That(trial.Device.Trace.Where(call => call.Call == "services.start").Select(call => call.Path), Is.EqualTo(new[] { "one", "three" }));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_service_that_was_stopped_stays_stopped()
    {
        var trial = Trial.Of("- stop-service: supervisor\n- check: { that: { os.name: other-os } }", file => file.In(state => state.With(("one", false))));
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Device.Trace.Where(call => call.Call.StartsWith("services.st", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task A_second_try_remembers_what_was_running_at_first()
    {
        var trial = Trial.Of("- stop-service: supervisor\n- check: { that: { os.name: other-os } }", file => file.In(state => state.With(("one", true), ("two", true))));
        trial.Through = FailingDevice.First("Services.Stop supervisor two");
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Events.OfType<StepFailed>().First().Cause, Is.EqualTo(new[] { "Services.Stop supervisor two: the world failed" }));
        Assert.That(trial.Precious, Is.Empty, "both run again");
    }

    [Test]
    public async Task Is_tried_three_times()
    {
        var trial = Trial.Of("- stop-service: supervisor");
        trial.Through = FailingDevice.First("Services.Stop supervisor supervisor.service", 3);
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(outcome.Failed!.Kind, Is.EqualTo("stop-service"));
        Assert.That(trial.Events.OfType<StepFailed>().Select(step => step.Left), Is.EqualTo(new[] { 2, 1, 0 }));
    }
}
