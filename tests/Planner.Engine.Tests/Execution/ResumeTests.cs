using Planner.Engine.Execution;

namespace Planner.Engine.Tests.Execution;

/// <summary>Going on with a run after the boot that it asked for, as another process would.</summary>
public class ResumeTests
{
    const string Middle = "- stop-service: supervisor\n- put: { file: \"data:/one\", content: \"1\" }";

    [Test]
    public async Task A_run_goes_on_after_its_reboot_to_the_end()
    {
        var trial = await OpenAsync();
        await trial.Device.Power.RebootAsync(default);
        var outcome = await trial.ResumeAsync();
        Assert.That((outcome.Kind, outcome.ExitCode, outcome.OsAfter, outcome.Boots), Is.EqualTo((OutcomeKind.Done, 0, "2.3.0+rev1", 1)), Trial.Story(outcome));
        Assert.That(await trial.ReadAsync("boot:/grubenv"), Does.Contain("resin_root_part=3\nupgrade_available=0\nbootcount=0\n"));
    }

    [Test]
    public async Task A_device_that_was_not_booted_yet_is_booted()
    {
        var trial = await OpenAsync();
        var outcome = await trial.ResumeAsync();
        Assert.That((outcome.Kind, outcome.Boots), Is.EqualTo((OutcomeKind.Done, 1)), Trial.Story(outcome));
    }

    [Test]
    public async Task The_old_os_that_came_up_instead_is_put_in_order()
    {
        var trial = await OpenAsync();
        for (var boots = 0; boots < 2; boots++) await trial.Device.Power.RebootAsync(default);
        Assert.That(trial.Device.World.Running, Is.EqualTo("A"), "the loader fell back");
        var outcome = await trial.ResumeAsync();
        Assert.That((outcome.Kind, outcome.ExitCode, outcome.OsAfter), Is.EqualTo((OutcomeKind.Failed, 1, "2.0.0+rev1")), Trial.Story(outcome));
        Assert.That(outcome.Failed!.Cause, Has.Some.Contains("slot A came up"));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_run_that_was_interrupted_elsewhere_is_left_for_abort()
    {
        var trial = Trial.Of(Middle);
        trial.Stopper = happened =>
        {
            if (happened is StepEnded { Number: 5 }) throw new InvalidOperationException("the process dies");
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        trial.Stopper = _ => { };
        var outcome = await trial.ResumeAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Refused, 4)));
        Assert.That(outcome.Reasons.Single(), Does.StartWith("run test was interrupted in step 5").And.Contains("planner abort"));
        Assert.That((await trial.AbortAsync()).Kind, Is.EqualTo(OutcomeKind.Failed));
        Assert.That(trial.Precious, Is.Empty);
    }

    static async Task<Trial> OpenAsync()
    {
        var trial = Trial.Of(Middle);
        trial.NoReboot = true;
        await trial.RunToAsync(OutcomeKind.PendingReboot, 8);
        return trial;
    }
}
