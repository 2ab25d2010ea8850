using System.Text;
using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Engine.Tests.Execution;

/// <summary>Taking back a run that was left open, as another process would.</summary>
public class AbortTests
{
    const string Middle = "- stop-service: supervisor\n- put: { file: \"data:/one\", content: \"1\" }";

    [Test]
    public async Task A_run_that_waits_for_its_reboot_is_taken_back()
    {
        var trial = await OpenAsync();
        var outcome = await trial.AbortAsync();
        Assert.That((outcome.Kind, outcome.ExitCode, outcome.Boots), Is.EqualTo((OutcomeKind.Failed, 1, 0)), Trial.Story(outcome));
        Assert.That(outcome.Reasons, Is.EqualTo(new[] { "aborted by the user" }));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_run_that_is_taken_back_is_over()
    {
        var trial = await OpenAsync();
        await trial.AbortAsync();
        var again = await trial.AbortAsync();
        Assert.That((again.Kind, again.ExitCode), Is.EqualTo((OutcomeKind.Refused, 4)));
        Assert.That(again.Reasons, Is.EqualTo(new[] { "run test is over: failed" }));
    }

    [Test]
    public async Task There_is_nothing_to_abort_on_a_device_without_a_run()
    {
        var trial = Trial.Of("");
        var outcome = await trial.AbortAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Refused, 4)));
        Assert.That(outcome.Reasons, Is.EqualTo(new[] { "there is no open run" }));
        Assert.That(trial.Changes, Is.Empty);
    }

    [Test]
    public async Task No_second_run_begins_while_one_is_open()
    {
        var trial = await OpenAsync();
        var before = trial.Device.World;
        trial.RunId = "second";
        var outcome = await trial.RunToAsync(OutcomeKind.Busy, 9);
        Assert.That(outcome.Reasons.Single(), Does.StartWith("run test of trial@1.0.0 is open").And.Contains("planner abort"));
        Assert.That(before.DifferencesTo(trial.Device.World), Is.Empty);
    }

    [TestCase("Files.Rename data:/one.planner-new data:/one")]
    [TestCase("Services.Stop supervisor supervisor.service")]
    [TestCase("Disks.Format rootB")]
    [TestCase("Files.Overwrite boot:/grubenv")]
    [TestCase("Power.Reboot")]
    public async Task A_run_whose_process_died_is_taken_back(string where)
    {
        var trial = Trial.Of(Middle);
        trial.Through = FailingDevice.Dying(where);
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        trial.Through = device => device;
        var outcome = await trial.AbortAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Failed, 1)), Trial.Story(outcome));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task The_old_os_is_booted_when_the_undo_died_before_its_reboot()
    {
        var trial = Trial.Of(Middle, file => file.In(state => state with { Broken = ["supervisor"] }));
        trial.Through = FailingDevice.Dying("Power.Reboot", () => trial.IsUndoing);
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        Assert.That(trial.Device.World.Running, Is.EqualTo("B"));
        trial.Through = device => device;
        var outcome = await trial.AbortAsync();
        Assert.That((outcome.Kind, outcome.ExitCode, outcome.OsAfter), Is.EqualTo((OutcomeKind.Failed, 1, "2.0.0+rev1")), Trial.Story(outcome));
        Assert.That(outcome.Failed!.Cause, Has.Some.Contains("supervisor.running"), "the cause survives");
        Assert.That(trial.Device.World.Running, Is.EqualTo("A"));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task What_was_undone_already_is_not_undone_again()
    {
        var trial = Trial.Of(Middle + "\n- check: { that: { os.name: other-os } }");
        trial.Through = FailingDevice.Dying("Services.Start supervisor supervisor.service");
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        trial.Through = device => device;
        await trial.AbortAsync();
        Assert.That(trial.Events.OfType<StepUndone>().Select(step => step.Title), Is.EqualTo(new[] { "put data:/one", "stop-service supervisor" }));
    }

    [Test]
    public async Task A_confirmed_run_is_done_and_only_cleaned()
    {
        var trial = Trial.Of(Middle);
        trial.Stopper = happened =>
        {
            if (happened is StatusChanged { Percentage: 100 }) throw new InvalidOperationException("killed");
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        trial.Stopper = _ => { };
        var outcome = await trial.ResumeAsync();
        Assert.That((outcome.Kind, outcome.ExitCode, outcome.OsAfter), Is.EqualTo((OutcomeKind.Done, 0, "2.3.0+rev1")), Trial.Story(outcome));
        Assert.That(trial.Events.OfType<UndoBegan>(), Is.Empty);
        Assert.That(await trial.Device.Files.ListAsync(new("data", "/planner"), default), Is.Empty);
    }

    [Test]
    public async Task A_run_that_ended_and_was_cut_before_it_was_closed_is_closed_without_its_plan()
    {
        var (trial, marks) = (Trial.Of(Middle), 0);
        trial.Through = FailingDevice.Dying("Files.Overwrite state:/planner/journal", () => trial.Events.Any(happened => happened is StatusChanged { Percentage: 100 }) && ++marks == 1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        trial.Through = device => device;
        await trial.Device.Files.DeleteAsync(new("data", "/planner"), default);
        var outcome = await trial.AbortAsync();
        Assert.That(outcome.Reasons, Is.EqualTo(new[] { "run test is over: done; it is closed now" }));
        trial.RunId = "second";
        Assert.That((await trial.At("2.3.0+rev1").RunAsync()).Kind, Is.EqualTo(OutcomeKind.Current), "the way is free");
    }

    [Test]
    public async Task A_plan_copy_that_is_gone_or_can_not_be_read_is_told()
    {
        foreach (var change in new Func<IFiles, ValueTask>[] { files => files.DeleteAsync(Copy, default), files => files.WriteAsync(Copy, "plan: ["u8.ToArray(), 384, default) })
        {
            var trial = await OpenAsync();
            await change(trial.Device.Files);
            var outcome = await trial.AbortAsync();
            Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Refused, 4)), Trial.Story(outcome));
            Assert.That(outcome.Reasons.Single(), Does.StartWith("the plan that run test stored").And.EndsWith("'planner resume' puts the run aside"));
        }
    }

    [Test]
    public async Task A_plan_copy_that_was_changed_is_not_believed()
    {
        var trial = await OpenAsync();
        await trial.Device.Files.WriteAsync(Copy, Encoding.UTF8.GetBytes(trial.Text.Replace("data:/one", "data:/two", StringComparison.Ordinal)), 384, default);
        var outcome = await trial.AbortAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Refused, 4)), Trial.Story(outcome));
        Assert.That(outcome.Reasons.Single(), Does.Contain("is not the one that it began with"));
    }

    [Test]
    public async Task What_a_damaged_journal_does_not_tell_is_listed()
    {
        var trial = Trial.Of(Middle);
        trial.Through = FailingDevice.Dying("Files.Rename data:/one.planner-new data:/one");
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        trial.Through = device => device;
        var path = new PartitionPath("state", "/planner/journal");
        var text = Encoding.UTF8.GetString((await trial.Device.Files.ReadAsync(path, default))!);
        var damaged = text.Replace("\"step\":6", "\"step\":7", StringComparison.Ordinal);
        await trial.Device.Files.WriteAsync(path, Encoding.UTF8.GetBytes(damaged), 384, default);
        var outcome = await trial.AbortAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Failed, 10)), Trial.Story(outcome));
        Assert.That(outcome.Left.Single(), Does.StartWith("what came after the damage: line "));
        Assert.That(trial.Events.OfType<StepUndone>().Select(step => step.Title), Is.EqualTo(new[] { "stop-service supervisor" }), "as far as is known");
    }

    static PartitionPath Copy { get; } = new("data", "/planner/test/plan.yaml");

    static async Task<Trial> OpenAsync()
    {
        var trial = Trial.Of(Middle);
        trial.NoReboot = true;
        await trial.RunToAsync(OutcomeKind.PendingReboot, 8);
        return trial;
    }
}
