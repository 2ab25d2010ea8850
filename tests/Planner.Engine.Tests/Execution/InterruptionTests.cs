using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Engine.Tests.Execution;

/// <summary>A process that ends anywhere: what another one makes of the run.</summary>
public class InterruptionTests
{
    const string Middle = """
        - stop-service: supervisor
        - pull: { image: registry.example/os:next }
        - put: { file: "data:/one", content: "1" }
        - export: { image: "${input.image}", from: /resin-boot, to: boot }
        """;

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_run_that_is_killed_before_any_call_is_ended_by_another_process(bool boots)
    {
        var calls = 0;
        await Killed(Trial.Of(Middle), int.MaxValue, () => calls++);
        var ends = new HashSet<OutcomeKind>();
        for (var at = 0; at < calls; at++)
        {
            var trial = Trial.Of(Middle);
            await Killed(trial, at, () => { });
            if (boots) await trial.Device.Power.RebootAsync(default);
            var outcome = await trial.ResumeAsync();
            ends.Add(outcome.Kind);
            var story = $"killed before call {at}: {Trial.Story(outcome)}";
            Assert.That(outcome.ExitCode, Is.EqualTo(outcome.Kind == OutcomeKind.Failed ? 1 : 0), story);
            Assert.That((await new Boots(trial).ReadAsync()) is { Counting: false } next && next.Slot == trial.Device.World.Running, Is.True, story);
            Assert.That(await trial.Device.Files.ListAsync(new("data", "/planner"), default), Is.Empty, story);
            Assert.That(ResumeHook.Paths.Any(path => trial.Changes.Any(line => line.Contains(path, StringComparison.Ordinal))), Is.False, story);
            if (trial.Device.World.Running == "A") Assert.That((trial.Precious, outcome.Kind != OutcomeKind.Done), Is.EqualTo((Array.Empty<string>(), true)), story);
            else Assert.That(outcome.Kind, Is.Not.EqualTo(OutcomeKind.Failed), story);
        }

        // Where there is no journal yet, there is nothing to go on with.
        Assert.That(ends, boots ? Is.EquivalentTo(new[] { OutcomeKind.Current, OutcomeKind.Done, OutcomeKind.Failed }) : Is.EquivalentTo(new[] { OutcomeKind.Current, OutcomeKind.Done }));
    }

    [Test]
    public async Task A_boot_file_that_is_in_its_place_and_not_on_the_disk_is_flushed_when_the_export_goes_on()
    {
        var (trial, switched) = (Trial.Of("- export: { image: \"${input.image}\", from: /resin-boot, to: boot }"), 0);
        trial.Through = FailingDevice.Dying("Files.Flush boot:/splash");
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (!call.StartsWith("Files.Overwrite boot:/grubenv", StringComparison.Ordinal) || switched++ > 0) return;
            var boot = trial.Device.World["boot"]!;
            Assert.That(boot.Root.Manifest.DifferencesTo(boot.Durable.Manifest), Is.Empty, "before the switch");
        });
        var outcome = await trial.ResumeAsync();
        Assert.That((outcome.Kind, switched > 0), Is.EqualTo((OutcomeKind.Done, true)), Trial.Story(outcome));
    }

    [Test]
    public async Task A_service_that_a_boot_started_is_stopped_again_and_the_undo_starts_it()
    {
        var trial = Trial.Of("- stop-service: supervisor\n- put: { file: \"data:/one\", content: \"1\" }\n- check: { that: { os.name: other-os } }");
        trial.Through = FailingDevice.Dying("Files.Rename data:/one.planner-new data:/one");
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        await trial.Device.Power.RebootAsync(default);
        Assert.That(trial.Device.World.Services["supervisor"].Single().Running, Is.True, "the boot started it");
        var stopped = 0;
        trial.Through = device => new FailingDevice(device, call => stopped += call == "Services.Stop supervisor supervisor.service" ? 1 : 0);
        var outcome = await trial.ResumeAsync();
        Assert.That((outcome.Kind, stopped), Is.EqualTo((OutcomeKind.Failed, 1)), Trial.Story(outcome));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_service_that_can_not_be_stopped_again_turns_the_run_around()
    {
        var trial = Trial.Of("- stop-service: supervisor\n- put: { file: \"data:/one\", content: \"1\" }");
        trial.Through = FailingDevice.Dying("Files.Rename data:/one.planner-new data:/one");
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        await trial.Device.Power.RebootAsync(default);
        trial.Through = FailingDevice.At("Services.Stop supervisor supervisor.service", () => true);
        var outcome = await trial.ResumeAsync();
        Assert.That((outcome.Kind, outcome.Failed!.Kind), Is.EqualTo((OutcomeKind.Failed, "stop-service")), Trial.Story(outcome));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task The_third_interruption_at_one_place_is_a_failure()
    {
        var trial = Trial.Of("- put: { file: \"data:/one\", content: \"1\" }");
        trial.Through = FailingDevice.Dying("Files.Rename data:/one.planner-new data:/one");
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        for (var times = 0; times < 2; times++) await Assert.ThrowsAsync<InvalidOperationException>(() => trial.ResumeAsync());
        var outcome = await trial.ResumeAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Failed, 1)), Trial.Story(outcome));
        Assert.That(outcome.Failed!.Cause, Is.EqualTo(new[] { "interrupted 3 times at the same place" }));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task Interruptions_at_different_places_are_no_failure()
    {
        var trial = Trial.Of("- put: { file: \"data:/one\", content: \"1\" }\n- put: { file: \"data:/two\", content: \"2\" }");
        trial.Through = FailingDevice.Dying("Disks.Format rootB");
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        foreach (var place in new[] { "Disks.Format rootB", "Files.Rename data:/one.planner-new data:/one", "Files.Rename data:/one.planner-new data:/one", "Files.Rename data:/two.planner-new data:/two" })
        {
            trial.Through = FailingDevice.Dying(place);
            await Assert.ThrowsAsync<InvalidOperationException>(() => trial.ResumeAsync());
        }

        trial.Through = device => device;
        Assert.That((await trial.ResumeAsync()).Kind, Is.EqualTo(OutcomeKind.Done));
    }

    [Test]
    public async Task An_undo_that_fails_is_tried_over_three_boots_and_what_is_left_is_listed()
    {
        var trial = Trial.Of("- put: { file: \"data:/one\", content: \"1\" }\n- put: { file: \"data:/two\", content: \"2\" }\n- check: { that: { os.name: other-os } }");
        trial.Through = FailingDevice.At("Files.Delete data:/one", () => trial.IsUndoing);
        var outcome = await trial.RunToAsync(OutcomeKind.Resuming, 5);
        for (var boot = 2; boot <= 3; boot++)
        {
            Assert.That((outcome.Kind, outcome.Left.Count), Is.EqualTo((OutcomeKind.Resuming, 1)), Trial.Story(outcome));
            Assert.That((await trial.ResumeAsync()).Kind, Is.EqualTo(OutcomeKind.Resuming), "another try in the same boot does not count");
            await trial.Device.Power.RebootAsync(default);
            outcome = await trial.ResumeAsync();
        }

        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Failed, 10)), Trial.Story(outcome));
        Assert.That(outcome.Left.Single(), Does.StartWith("step 5 put data:/one"));
        Assert.That(outcome.Failed!.Cause, Is.EqualTo(new[] { "os.name is resin-os, must be other-os" }));
        Assert.That(trial.Precious, Is.EqualTo(new[] { "data:/one: added" }));
        var kept = await trial.Device.Files.ListAsync(new("data", "/planner/test"), default);
        Assert.That((await trial.ResumeAsync()).Kind, Is.EqualTo(OutcomeKind.Current), "it is over");
        Assert.That(await trial.Device.Files.ListAsync(new("data", "/planner/test"), default), Is.EqualTo(kept).And.Not.Empty, "who puts it right by hand needs it");
    }

    [Test]
    public async Task What_two_steps_changed_is_undone_in_reverse_order_also_over_boots()
    {
        var trial = Trial.Of("- put: { file: \"data:/one\", content: \"1\" }\n- put: { file: \"data:/one\", content: \"2\" }\n- check: { that: { os.name: other-os } }");
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (trial.IsUndoing && !trial.Events.OfType<StepUndone>().Any() && call.EndsWith(" data:/one", StringComparison.Ordinal)) throw new DeviceException(DeviceFault.BadDisk, call, "the world failed");
        });
        var outcome = await trial.RunToAsync(OutcomeKind.Resuming, 5);
        Assert.That(outcome.Left, Has.Some.StartsWith("step 5 put data:/one: step 6 has changed the same"));
        await trial.Device.Power.RebootAsync(default);
        outcome = await trial.ResumeAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Failed, 1)), Trial.Story(outcome));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task An_undo_that_always_ends_the_process_is_passed_over()
    {
        var trial = Trial.Of("- put: { file: \"data:/one\", content: \"1\" }\n- put: { file: \"data:/two\", content: \"2\" }\n- check: { that: { os.name: other-os } }");
        trial.Through = FailingDevice.Dying("Files.Delete data:/two", () => trial.IsUndoing);
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        for (var times = 0; times < 2; times++) await Assert.ThrowsAsync<InvalidOperationException>(() => trial.ResumeAsync());
        var outcome = await trial.ResumeAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Failed, 10)), Trial.Story(outcome));
        Assert.That(outcome.Left.Single(), Does.StartWith("step 6 put data:/two: its undo was interrupted again and again"));
        Assert.That(trial.Precious, Is.EqualTo(new[] { "data:/two: added" }));
    }

    [Test]
    public async Task An_old_os_that_does_not_come_up_is_not_booted_for_ever()
    {
        var trial = Trial.Of("", file => file.In(state => state with { Broken = ["supervisor"] }));
        var reboots = 0;
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (call is not ("Power.Reboot" or "Power.Insist") || !trial.IsUndoing) return;
            if (call == "Power.Reboot") reboots++;
            throw new DeviceException(DeviceFault.Failed, call, "it comes up as it was");
        });
        await trial.RunToAsync(OutcomeKind.Resuming, 5);
        for (var times = 0; times < 5; times++) Assert.That((await trial.ResumeAsync()).Kind, Is.EqualTo(OutcomeKind.Resuming));
        Assert.That(reboots, Is.EqualTo(3));
    }

    static async Task Killed(Trial trial, int at, Action count)
    {
        var calls = 0;
        trial.Through = device => new FailingDevice(device, _ =>
        {
            count();
            if (calls++ >= at) throw new InvalidOperationException("killed");
        });
        if (at == int.MaxValue) await trial.RunToAsync(OutcomeKind.Done, 0);
        else await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        trial.Through = device => device;
    }
}
