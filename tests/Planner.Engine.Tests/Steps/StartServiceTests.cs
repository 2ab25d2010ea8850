using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>start-service</c>.</summary>
public class StartServiceTests
{
    [Test]
    public async Task Starts_every_unit_and_stops_exactly_those_again_that_were_stopped()
    {
        var trial = Trial.Of("- start-service: supervisor\n- check: { that: { os.name: other-os } }", file => file.In(state => state.With(("one", true), ("two", false), ("three", false))));
        trial.Stopper = happened =>
        {
            if (happened is StepEnded { Number: 5 }) Assert.That(trial.Device.World.Services["supervisor"].Select(unit => unit.Running), Is.All.True);
        };
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Device.Trace.Where(call => call.Call == "services.start").Select(call => call.Path), Is.EqualTo(new[] { "two", "three" }));
        Assert.That(trial.Device.Trace.Where(call => call.Call == "services.stop").Select(call => call.Path), Is.EqualTo(new[] { "two", "three" }));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task Nothing_happens_to_a_service_that_runs()
    {
        var trial = Trial.Of("- start-service: supervisor\n- check: { that: { os.name: other-os } }");
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Device.Trace.Where(call => call.Call.StartsWith("services.st", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task A_unit_that_will_not_start_fails_with_its_name()
    {
        var trial = Trial.Of("- start-service: supervisor", file => file.In(state => state.With(("one", false))));
        trial.Through = FailingDevice.First("Services.Start supervisor one", 3);
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(outcome.Failed!.Cause.Single(), Does.Contain("one: the world failed"));
    }
}
