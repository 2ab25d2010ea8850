using Planner.Engine.Devices;
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
        Assert.That(outcome.Failed!.Cause, Has.Some.EqualTo("the old OS came up instead of the new one"));
        Assert.That(outcome.Failed.Kind, Is.EqualTo("reboot"));
        Assert.That(trial.Precious, Is.Empty);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_run_whose_stored_plan_is_lost_ends_with_what_is_left(bool changed)
    {
        var trial = await OpenAsync();
        var plan = new PartitionPath("data", "/planner/test/plan.yaml");
        if (changed) await trial.Device.Files.WriteAsync(plan, "plan: ["u8.ToArray(), 384, default);
        else await trial.Device.Files.DeleteAsync(plan, default);
        var outcome = await trial.ResumeAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Failed, 10)), Trial.Story(outcome));
        Assert.That(outcome.Left[0], Does.StartWith("what the run does not tell any more: what to do: the plan that run test stored"));
        Assert.That((await new Boots(trial).ReadAsync()).Slot, Is.EqualTo(trial.Device.World.Running));
        Assert.That((await trial.ResumeAsync()).Kind, Is.EqualTo(OutcomeKind.Current), "it is over");
    }

    static async Task<Trial> OpenAsync()
    {
        var trial = Trial.Of(Middle);
        trial.NoReboot = true;
        await trial.RunToAsync(OutcomeKind.PendingReboot, 8);
        return trial;
    }
}
