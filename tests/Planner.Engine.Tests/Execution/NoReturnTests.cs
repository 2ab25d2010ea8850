using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Engine.Tests.Execution;

/// <summary>A run beyond its point of no return: it only moves forward, and is parked where it can not.</summary>
public class NoReturnTests
{
    const string Steps = "- stop-service: supervisor\n- mkfs: extra\n  no-return: what lies on extra\n- start-service: supervisor";

    [Test]
    public async Task A_step_that_fails_for_a_while_is_tried_again_with_growing_waits()
    {
        var left = 9;
        var trial = Of(call => call == "Services.Start supervisor supervisor.service" && left-- > 0);
        var outcome = await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(outcome.Time, Is.GreaterThan(TimeSpan.FromMinutes(7)).And.LessThan(TimeSpan.FromMinutes(10)), "1, 2 and 4 minutes");
        Assert.That(trial.Events.OfType<UndoBegan>(), Is.Empty);
    }

    [Test]
    public async Task A_step_that_fails_for_ever_parks_the_run_and_resume_goes_on()
    {
        var fails = true;
        var trial = Of(call => call == "Services.Start supervisor supervisor.service" && fails);
        var outcome = await trial.RunToAsync(OutcomeKind.Parked, 5);
        Assert.That(outcome.Failed!.Kind, Is.EqualTo("start-service"));
        Assert.That(trial.Events.OfType<UndoBegan>(), Is.Empty);
        Assert.That(await trial.ReadAsync("state:/planner/status.json"), Does.Contain("\"outcome\":\"parked\"").And.Contains("the world failed"));

        Assert.That((await trial.ResumeAsync()).Kind, Is.EqualTo(OutcomeKind.Parked), "still failing");
        var refused = await trial.AbortAsync();
        Assert.That((refused.Kind, refused.ExitCode, refused.Reasons.Single()), Is.EqualTo((OutcomeKind.Refused, 4, "run test is beyond its point of no return: 'planner resume' goes on with it")));
        fails = false;
        Assert.That((await trial.ResumeAsync()).Kind, Is.EqualTo(OutcomeKind.Done));
    }

    [Test]
    public async Task Before_the_point_a_failure_is_undone()
    {
        var trial = Of(call => call == "Disks.Format rootB");
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_step_that_always_ends_the_process_parks_the_run_instead_of_trying_for_ever()
    {
        var trial = Of(_ => false);
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (call == "Services.Start supervisor supervisor.service") throw new InvalidOperationException("killed");
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        for (var times = 0; times < 2; times++) await Assert.ThrowsAsync<InvalidOperationException>(() => trial.ResumeAsync());
        var outcome = await trial.ResumeAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Parked, 5)), Trial.Story(outcome));
        Assert.That(outcome.Failed!.Cause, Is.EqualTo(new[] { "interrupted 3 times at the same place" }));
        trial.Through = device => device;
        Assert.That((await trial.ResumeAsync()).Kind, Is.EqualTo(OutcomeKind.Done));
    }

    static Trial Of(Func<string, bool> fails)
    {
        var layout = Trial.WithSupervisor with { Partitions = new Dictionary<string, Partition>(Trial.WithSupervisor.Partitions) { ["extra"] = new("c-extra", "ext4", 16 << 20, null, false) } };
        var trial = Trial.Of(Steps, layout: layout);
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (fails(call)) throw new DeviceException(DeviceFault.BadDisk, call, "the world failed");
        });
        return trial;
    }
}
