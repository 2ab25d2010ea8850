using Planner.Devices.Contract;
using Planner.Engine.Boot;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>reboot</c>.</summary>
[TestFixture(ContractLayout.Grub, "1")]
[TestFixture(ContractLayout.UBoot, "3")]
public class RebootTests(string board, string limit)
{
    [Test]
    public async Task The_run_goes_on_in_the_new_os()
    {
        var trial = Trial.Of("", board: board);
        var outcome = await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Events.OfType<Booting>().Select(boot => boot.Slot), Is.EqualTo(new[] { null, "B" }));
        Assert.That(outcome.Boots, Is.EqualTo(1));
    }

    [Test]
    public async Task The_run_fails_and_is_undone_when_the_old_slot_comes_up()
    {
        var trial = Trial.Of("""- put: { file: "data:/one", content: "1" }""", board: board);
        trial.Stopper = happened =>
        {
            // As many tries as the loader makes: the next boot falls back.
            if (happened is StepBegan { Kind: "reboot" }) new Boots(trial).SetCountAsync(limit).AsTask().GetAwaiter().GetResult();
        };
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(outcome.Failed!.Cause, Is.EqualTo(new[] { "boot slot B: slot A came up" }));
        Assert.That((outcome.Boots, outcome.OsAfter), Is.EqualTo((1, "2.0.0+rev1")));
        Assert.That(await new Boots(trial).ReadAsync(), Is.EqualTo(new BootVariables("A", false, 0)));
        Assert.That(await trial.ReadAsync("data:/one"), Is.Null);
    }

    [Test]
    public async Task Without_a_reboot_the_run_stops_open_and_the_switch_stands()
    {
        var trial = Trial.Of("", board: board);
        trial.NoReboot = true;
        await trial.RunToAsync(OutcomeKind.PendingReboot, 8);
        Assert.That(trial.Device.World.Boots, Is.EqualTo(1));
        Assert.That((await new Boots(trial).ReadAsync()).Slot, Is.EqualTo("B"));
    }

    [Test]
    public async Task Waits_until_no_application_holds_an_update_lock()
    {
        var trial = Trial.Of("", Holding("data:/resin-data/7/update.lock", TimeSpan.FromMinutes(20)), board);
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Events.OfType<StatusChanged>().Select(status => status.Text), Has.Exactly(1).EqualTo("Reboot waiting on application lock"));
        Assert.That(trial.Events.OfType<StepProgress>().Select(step => step.Text), Does.Contain("waits 1h at most for the update locks of applications: data:/resin-data/7/update.lock"));
        Assert.That(trial.Device.World.Elapsed, Is.GreaterThan(TimeSpan.FromMinutes(20)).And.LessThan(TimeSpan.FromMinutes(23)));
        Assert.That(await trial.ReadAsync("data:/logs/test.log"), Does.Contain("no application holds an update lock any more"));
    }

    [Test]
    public async Task A_lock_that_is_held_for_ever_fails_the_run_and_it_is_undone()
    {
        var trial = Trial.Of("""- put: { file: "data:/one", content: "1" }""", Holding("/tmp/app/update.lock", null), board);
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(outcome.Failed!.Cause, Is.EqualTo(new[] { "reboot: applications still hold update locks after 1h: /tmp/app/update.lock" }));
        Assert.That((trial.Device.World.Boots, outcome.Boots), Is.EqualTo((1, 0)));
        Assert.That(await new Boots(trial).ReadAsync(), Is.EqualTo(new BootVariables("A", false, 0)));
        Assert.That(await trial.ReadAsync("data:/one"), Is.Null);
    }

    [Test]
    public async Task Waits_as_long_as_the_plan_says()
    {
        var trial = Trial.Of("", Holding("/tmp/app/update.lock", null), board, edit: plan => plan.Replace("- reboot\n", "- reboot: { wait-for-locks: 90s }\n", StringComparison.Ordinal));
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(outcome.Failed!.Cause.Single(), Does.Contain("after 90s"));
        Assert.That(trial.Device.World.Elapsed, Is.LessThan(TimeSpan.FromMinutes(4)));
    }

    [Test]
    public async Task Boots_although_a_lock_is_held_when_it_was_asked_to()
    {
        var trial = Trial.Of("", Holding("/tmp/app/update.lock", null), board);
        trial.IgnoreLocks = true;
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Events.OfType<StepProgress>().Select(step => step.Text), Does.Contain("goes on although applications hold update locks, as it was asked to: /tmp/app/update.lock"));
    }

    [Test]
    public async Task What_it_was_asked_holds_for_the_whole_run()
    {
        var trial = Trial.Of("", Holding("/tmp/app/update.lock", null), board);
        (trial.IgnoreLocks, trial.NoReboot) = (true, true);
        await trial.RunToAsync(OutcomeKind.PendingReboot, 8);
        var journal = await Journal.ReadAsync(trial.Device.Files, trial.Layout, default);
        Assert.That(RunState.Of(journal!.Entries)!.IgnoresLocks, Is.True);
    }

    [Test]
    public async Task Leaves_the_locks_to_whoever_boots_the_device()
    {
        var trial = Trial.Of("", Holding("/tmp/app/update.lock", null), board);
        trial.NoReboot = true;
        await trial.RunToAsync(OutcomeKind.PendingReboot, 8);
        Assert.That(trial.Device.Trace.Select(call => call.Call), Has.None.EqualTo("update-locks.take"));
    }

    [Test]
    public async Task An_os_that_is_not_healthy_is_left_whatever_its_applications_hold()
    {
        var trial = Trial.Of("", file => Holding("/tmp/app/update.lock", null)(file.In(state => state with { Broken = ["supervisor"] })), board);
        trial.IgnoreLocks = true;
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That((outcome.OsAfter, outcome.Boots), Is.EqualTo(("2.0.0+rev1", 2)));
        Assert.That(trial.Device.Trace.Count(call => call.Call == "update-locks.take"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_failure_to_look_for_locks_is_undone()
    {
        var trial = Trial.Of("""- put: { file: "data:/one", content: "1" }""", board: board);
        trial.Through = FailingDevice.At("UpdateLocks.Take", () => true);
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(await trial.ReadAsync("data:/one"), Is.Null);
        Assert.That(await new Boots(trial).ReadAsync(), Is.EqualTo(new BootVariables("A", false, 0)));
    }

    [TestCase(DownBy.Forced, "reboot: the device has not gone down after 300 s", "forced reboot now")]
    [TestCase(DownBy.Kernel, "reboot: the device has not gone down after 300 s", "forced reboot now", "forced reboot: the device has not gone down after 600 s", "reboot by the kernel now")]
    public async Task A_device_that_does_not_go_down_is_asked_harder_and_the_log_says_so(DownBy by, params string[] said)
    {
        var trial = Trial.Of("", file => file.In(state => state with { GoesDown = by }), board);
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Events.OfType<RebootDelayed>().Select(reboot => reboot.Text), Is.EqualTo(said));
        var log = await trial.ReadAsync("data:/logs/test.log");
        foreach (var text in said) Assert.That(log, Does.Contain($"Z {text}\n"));
    }

    [Test]
    public async Task The_layout_says_when_a_device_is_asked_harder()
    {
        var trial = Trial.Of("", file => file.In(state => state with { GoesDown = DownBy.Kernel }), board, Trial.WithSupervisor with { Reboot = new RebootTimes(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(50)) });
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Events.OfType<RebootDelayed>().First().Text, Does.Contain("30 s"));
        Assert.That(trial.Device.Trace.Where(call => call.Call is "power.ask" or "power.reboot").Select(call => (int)call.At.TotalSeconds), Is.EqualTo(FromFirst(trial, 0, 30, 50)));
    }

    [Test]
    public async Task The_reason_is_in_the_log_before_the_device_is_forced()
    {
        var trial = Trial.Of("", file => file.In(state => state with { GoesDown = DownBy.Kernel }), board);
        var logs = new List<string?>();
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (call == "Power.Insist") logs.Add(trial.ReadAsync("data:/logs/test.log").GetAwaiter().GetResult());
        });
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(logs, Has.Count.EqualTo(2));
        Assert.That(logs[0], Does.EndWith("forced reboot now\n"));
        Assert.That(logs[1], Does.EndWith("reboot by the kernel now\n"));
    }

    [Test]
    public async Task A_reboot_that_can_not_be_asked_for_is_forced_at_once()
    {
        var trial = Trial.Of("", board: board);
        trial.Through = FailingDevice.First("Power.Reboot");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Events.OfType<RebootDelayed>().Select(reboot => reboot.Text), Is.EqualTo(new[] { "reboot failed: Power.Reboot: the world failed", "forced reboot now" }));
    }

    [Test]
    public async Task A_device_that_never_goes_down_is_put_back()
    {
        var trial = Trial.Of("""- put: { file: "data:/one", content: "1" }""", file => file.In(state => state with { GoesDown = null }), board);
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(outcome.Failed!.Cause, Is.EqualTo(new[] { "reboot: the device does not go down, not even when the kernel is asked" }));
        Assert.That(await new Boots(trial).ReadAsync(), Is.EqualTo(new BootVariables("A", false, 0)));
        Assert.That(await trial.ReadAsync("data:/one"), Is.Null);
    }

    static IEnumerable<int> FromFirst(Trial trial, params int[] seconds)
    {
        var first = trial.Device.Trace.First(call => call.Call == "power.ask").At.TotalSeconds;
        return seconds.Select(after => (int)(first + after));
    }

    static Func<DeviceFile, DeviceFile> Holding(string place, TimeSpan? time) => file => file.In(state => state with { UpdateLocks = [new HeldUpdateLock(place, time)] });
}
