using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Engine.Tests.Execution;

/// <summary>The way back when the world fails on it.</summary>
public class UndoTests
{
    [Test]
    public async Task What_could_not_be_undone_stays_undoable()
    {
        var trial = Trial.Of("- put: { file: \"boot:/splash/logo.png\", content: \"mine\" }\n- check: { that: { os.name: other-os } }");
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (trial.IsUndoing && call.Contains("boot:/splash/logo.png", StringComparison.Ordinal)) throw new DeviceException(DeviceFault.BadDisk, call, "EIO");
        });
        await trial.RunToAsync(OutcomeKind.Resuming, 5);
        trial.Through = device => device;
        var outcome = await trial.AbortAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Failed, 1)), Trial.Story(outcome));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_step_that_is_taken_back_late_has_the_steps_before_it_taken_back_once_more()
    {
        var trial = Trial.Of("- put: { file: \"data:/one\", content: \"1\" }\n- put: { file: \"data:/one\", content: \"2\" }\n- check: { that: { os.name: other-os } }");
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (trial.IsUndoing && trial.Device.World.Boots == 1 && call.Contains("step-6/former", StringComparison.Ordinal)) throw new DeviceException(DeviceFault.BadDisk, call, "EIO");
        });
        await trial.RunToAsync(OutcomeKind.Resuming, 5);
        await trial.Device.Power.RebootAsync(default);
        var outcome = await trial.ResumeAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Failed, 1)), Trial.Story(outcome));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_saved_copy_that_is_damaged_is_not_put_back()
    {
        var trial = Trial.Of("- put: { file: \"boot:/splash/logo.png\", content: \"mine\" }\n- check: { that: { os.name: other-os } }");
        trial.Stopper = happened =>
        {
            if (happened is StepEnded { Number: 5 }) trial.Device.Files.WriteAsync(new("data", "/planner/test/step-5/former/0"), "junk"u8.ToArray(), 420, default).AsTask().Wait();
        };
        var outcome = await trial.RunToAsync(OutcomeKind.Resuming, 5);
        Assert.That(outcome.Left.Single(), Does.Contain("is not what was saved"));
        Assert.That(await trial.ReadAsync("boot:/splash/logo.png"), Is.EqualTo("mine"));
    }

    [Test]
    public async Task Boot_variables_that_are_damaged_on_the_way_are_told_and_the_rest_is_undone()
    {
        var trial = Trial.Of("- stop-service: supervisor");
        trial.Stopper = happened =>
        {
            if (happened is StepBegan { Number: 6 }) trial.Device.Files.WriteAsync(new("boot", "/grubenv"), "junk"u8.ToArray(), 420, default).AsTask().Wait();
        };
        var outcome = await trial.RunToAsync(OutcomeKind.Resuming, 5);
        for (var boots = 2; boots <= 3; boots++)
        {
            trial.Device.World = trial.Device.World with { Boots = boots };
            outcome = await trial.ResumeAsync();
        }

        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Failed, 10)), Trial.Story(outcome));
        Assert.That(outcome.Left.Single(), Does.StartWith("the boot variables can not be read"));
        Assert.That(trial.Events.OfType<StepUndone>().Select(step => step.Title), Is.SupersetOf(new[] { "stop-service supervisor" }));
        Assert.That((await trial.AbortAsync()).Kind, Is.EqualTo(OutcomeKind.Refused), "the run is over");
    }

    const string Three = """
        - put: { file: "data:/one", content: "1" }
        - put: { file: "data:/two", content: "2" }
        - put: { file: "data:/three", content: "3" }
        """;

    const string Fail = "\n- check: { that: { os.name: other-os } }";

    [Test]
    public async Task Goes_on_past_a_step_that_can_not_be_undone_and_lists_it()
    {
        var trial = Trial.Of(Three + Fail);
        trial.Through = FailingDevice.At("Files.Delete data:/two", () => trial.IsUndoing);
        var outcome = await trial.RunToAsync(OutcomeKind.Resuming, 5);
        Assert.That(outcome.Left, Is.EqualTo(new[] { "step 6 put data:/two: Files.Delete data:/two: the world failed" }));
        Assert.That(trial.Precious.Where(line => !line.StartsWith("rootA:/etc/systemd", StringComparison.Ordinal)), Is.EqualTo(new[] { "data:/two: added" }));
        Assert.That(outcome.Failed!.Cause, Is.EqualTo(new[] { "os.name is resin-os, must be other-os" }), "the first cause stays the cause");
    }

    [Test]
    public async Task An_undo_is_tried_again()
    {
        var trial = Trial.Of(Three + Fail);
        var left = 2;
        trial.Through = FailingDevice.At("Files.Delete data:/two", () => trial.IsUndoing && left-- > 0);
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task Puts_back_the_other_files_of_a_step_when_one_fails()
    {
        var trial = Trial.Of("""- export: { image: "${input.image}", from: /resin-boot, to: boot }""" + Fail);
        trial.Through = FailingDevice.At("Files.Rename boot:/start.elf.planner-new boot:/start.elf", () => trial.IsUndoing);
        var outcome = await trial.RunToAsync(OutcomeKind.Resuming, 5);
        Assert.That(outcome.Left.Single(), Does.Contain("boot:/start.elf"));
        Assert.That(await trial.ReadAsync("boot:/splash/logo.png"), Is.EqualTo("a logo"));
        Assert.That(await trial.ReadAsync("boot:/fixup.dat"), Is.Null);
    }

    [Test]
    public async Task An_engine_that_stays_dead_is_listed()
    {
        var trial = Trial.Of("- pull: { image: registry.example/os:next }\n" + Three + Fail);
        trial.Stopper = happened =>
        {
            if (happened is UndoBegan) trial.Device.World = trial.Device.World with { EngineReady = false };
        };
        trial.Through = FailingDevice.At("Containers.Start", () => true);
        var outcome = await trial.RunToAsync(OutcomeKind.Resuming, 5);
        Assert.That(outcome.Left, Has.Some.StartsWith("step 5 pull"));
        Assert.That(await trial.ReadAsync("data:/one"), Is.Null);
    }

    [Test]
    public async Task Stops_at_a_switch_that_can_not_be_taken_back_and_says_so()
    {
        var trial = Trial.Of(Three, file => file.In(state => state with { Broken = ["supervisor"] }));
        trial.Through = FailingDevice.At("Files.Overwrite boot:/grubenv", () => trial.IsUndoing);
        var outcome = await trial.RunToAsync(OutcomeKind.Resuming, 5);
        Assert.That(outcome.Reasons, Is.EqualTo(new[] { "the switch of the boot slot still stands, nothing before it was undone: Files.Overwrite boot:/grubenv: the world failed" }));
        Assert.That(trial.Events.OfType<StepUndone>().Select(step => step.Title), Is.EqualTo(new[] { "switch-boot spare" }));
        Assert.That(await trial.ReadAsync("data:/one"), Is.EqualTo("1"));
        Assert.That((trial.Device.World.Running, (await new Boots(trial).ReadAsync()).Slot), Is.EqualTo(("B", "B")));
        Assert.That(await trial.ReadAsync("state:/planner/status.json"), Does.Contain("\"outcome\":\"resuming\"").And.Contains("the switch of the boot slot still stands"));
        Assert.That(await trial.ReadAsync("data:/logs/test.log"), Does.Contain("resuming: the run is not over"));

        trial.Through = device => device;
        var later = await trial.AbortAsync();
        Assert.That((later.Kind, later.ExitCode, later.OsAfter), Is.EqualTo((OutcomeKind.Failed, 1, "2.0.0+rev1")), Trial.Story(later));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task Says_so_when_the_old_slot_does_not_come_up_again()
    {
        var trial = Trial.Of(Three, file => file.In(state => state with { Broken = ["supervisor"] }));
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (call is "Power.Reboot" or "Power.Insist" && trial.IsUndoing) throw new DeviceException(DeviceFault.Failed, call, "the world failed");
        });
        var outcome = await trial.RunToAsync(OutcomeKind.Resuming, 5);
        Assert.That(outcome.Reasons.Single(), Does.Contain("reboot: the device does not go down"));
        Assert.That(trial.Device.World.Running, Is.EqualTo("B"));
        Assert.That(await trial.ReadAsync("data:/one"), Is.EqualTo("1"));
    }

    [Test]
    public async Task Slots_that_were_swapped_under_the_run_are_not_switched()
    {
        var trial = Trial.Of(Three, file => file.In(state => state with { Broken = ["supervisor"] }));
        trial.Stopper = happened =>
        {
            if (happened is not UndoBegan) return;
            var (one, other) = (trial.Device.World["rootA"]!, trial.Device.World["rootB"]!);
            trial.Device.World = trial.Device.World.With(one with { Id = other.Id }).With(other with { Id = one.Id });
        };
        var outcome = await trial.RunToAsync(OutcomeKind.Resuming, 5);
        Assert.That(outcome.Reasons.Single(), Does.EndWith("undo on rootA: it is partition-rootB now and was partition-rootA"));
        Assert.That((await new Boots(trial).ReadAsync()).Slot, Is.EqualTo("B"));
        Assert.That(await trial.ReadAsync("data:/two"), Is.EqualTo("2"));
    }

    [Test]
    public async Task A_partition_that_another_took_the_place_of_is_not_touched()
    {
        var trial = Trial.Of("- update-supervisor: { from: spare, at: first-boot }" + Fail, file => file.In(state => state.With(Trial.Image, state.Images[Trial.Image] with
        {
            Tree = state.Images[Trial.Image].Tree.Plus(("/etc/supervisor.conf", "SUPERVISOR_IMAGE=x\nSUPERVISOR_TAG=v1\n")),
        })));
        trial.Stopper = happened =>
        {
            if (happened is UndoBegan) trial.Device.World = trial.Device.World.With(trial.Device.World["rootB"]! with { Id = "another" });
        };
        var outcome = await trial.RunToAsync(OutcomeKind.Resuming, 5);
        Assert.That(outcome.Left, Is.EqualTo(new[] { "step 5 update-supervisor from spare: undo on rootB: it is another now and was partition-rootB" }));
    }

    [Test]
    public async Task What_names_no_slot_is_undone_though_the_spare_one_is_gone()
    {
        var trial = Trial.Of("- stop-service: supervisor\n" + Three + Fail);
        trial.Stopper = happened =>
        {
            if (happened is UndoBegan) trial.Device.World = trial.Device.World with { Partitions = [.. trial.Device.World.Partitions.Where(partition => partition.Name != "rootB")] };
        };
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_journal_that_can_not_be_written_does_not_keep_the_device_from_being_put_back()
    {
        var trial = Trial.Of(Three + Fail);
        trial.Through = FailingDevice.At("Files.Overwrite state:/planner/journal", () => trial.IsUndoing);
        var outcome = await trial.RunAsync();
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Failed));
        Assert.That(outcome.Reasons, Has.Some.StartsWith("the run could not be closed"));
        trial.Through = device => device;
        Assert.That((await trial.ResumeAsync()).Kind, Is.EqualTo(OutcomeKind.Failed), "it is taken up again, and closed");
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_run_that_was_taken_back_without_its_journal_never_goes_forward_again()
    {
        var trial = Trial.Of("- put: { file: \"data:/one\", content: \"1\" }\n- put: { file: \"data:/two\", content: \"2\" }");
        var full = false;
        trial.Through = device => new FailingDevice(device, call =>
        {
            full |= call.StartsWith("Files.Write data:/two", StringComparison.Ordinal);
            if (full && call.StartsWith("Files.Overwrite state:/planner/journal", StringComparison.Ordinal)) throw new DeviceException(DeviceFault.BadDisk, call, "read-only");
        });
        await trial.RunAsync();
        Assert.That(await trial.ReadAsync("data:/one"), Is.Null, "undone");
        trial.Through = device => device;
        await trial.Device.Power.RebootAsync(default);
        var outcome = await trial.ResumeAsync();
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Failed), Trial.Story(outcome));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task Nothing_is_undone_where_nothing_can_tell_of_it_later()
    {
        var trial = Trial.Of("- put: { file: \"data:/one\", content: \"1\" }\n- put: { file: \"data:/two\", content: \"2\" }");
        var full = false;
        trial.Through = device => new FailingDevice(device, call =>
        {
            full |= call.StartsWith("Files.Write data:/two", StringComparison.Ordinal);
            if (full && (call.StartsWith("Files.Overwrite state:", StringComparison.Ordinal) || call.StartsWith("Files.Append data:/planner", StringComparison.Ordinal))) throw new DeviceException(DeviceFault.BadDisk, call, "read-only");
        });
        await trial.RunToAsync(OutcomeKind.Resuming, 5);
        Assert.That(await trial.ReadAsync("data:/one"), Is.EqualTo("1"));
    }
}
