using Planner.Devices.Contract;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;

namespace Planner.Engine.Tests.Execution;

/// <summary>Making an OS call <c>planner resume</c> when it boots.</summary>
public class ArmingTests
{
    const string Unit = "/etc/systemd/system/planner-resume.service";
    const string UnitLink = "/etc/systemd/system/multi-user.target.wants/planner-resume.service";

    [TestCase(2, false)]
    [TestCase(int.MaxValue, true)]
    public async Task An_os_whose_slot_can_not_be_mounted_is_disarmed_at_another_try_or_it_is_told(int times, bool isTold)
    {
        var (trial, isOver) = (Trial.Of(""), false);
        trial.Stopper = happened => isOver |= happened is StatusChanged { Percentage: 100 };
        trial.Through = device => new FailingDevice(device, _ => { }) { Disks = UnmountedDisks.Of(device.Disks, "rootB", () => isOver && times-- > 0) };
        var outcome = await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(outcome.Reasons.Any(reason => reason.StartsWith("'planner resume' is still called on slot B", StringComparison.Ordinal)), Is.EqualTo(isTold), Trial.Story(outcome));
        Assert.That(trial.Device.World["rootB"]!.Root.Manifest.Entries.Any(entry => entry.Path.Contains("planner-resume", StringComparison.Ordinal)), Is.EqualTo(isTold));
    }

    [Test]
    public async Task The_running_os_is_armed_before_the_first_effect_and_the_new_one_before_the_switch()
    {
        var trial = Trial.Of("- stop-service: supervisor");
        var (first, switched) = ("", "");
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (call.StartsWith("Services.Stop", StringComparison.Ordinal)) first = Armed(trial);
            if (call.StartsWith("Files.Overwrite boot:/grubenv", StringComparison.Ordinal)) switched += Armed(trial);
        });
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That((first, switched[..2]), Is.EqualTo(("A", "AB")));
        Assert.That(Armed(trial), Is.Empty, "nothing is called when the run is over");
    }

    [Test]
    public async Task A_unit_of_systemd_starts_the_stored_program_before_the_supervisor_and_waits_for_nothing()
    {
        var trial = await OpenAsync("systemd");
        var unit = (await trial.ReadAsync($"rootA:{Unit}"))!.Split('\n');
        Assert.That(unit, Is.SupersetOf(new[]
        {
            "ConditionPathExists=/mnt/data/planner/test/planner", "Wants=mnt-state.mount mnt-data.mount", "After=mnt-state.mount mnt-data.mount", "Before=supervisor.service",
            "Type=simple", "ExecStart=/mnt/data/planner/test/planner resume",
        }));
        var link = await trial.Device.Files.StatAsync(new("rootA", UnitLink), default);
        Assert.That((link!.Type, link.Target), Is.EqualTo((EntryType.Link, "../planner-resume.service")));
        Assert.That((await trial.Device.Files.StatAsync(new("data", "/planner/test/planner"), default))!.Mode, Is.EqualTo(0b111_000_000));
    }

    [Test]
    public async Task A_link_of_sysv_starts_the_stored_program_beside_everything_else()
    {
        var trial = await OpenAsync("sysv");
        Assert.That(await trial.ReadAsync("rootB:/etc/init.d/planner-resume"), Does.StartWith("#!/bin/sh\n").And.Contains("'/mnt/data/planner/test/planner' resume < /dev/null > /dev/null 2>&1 &\n"));
        Assert.That((await trial.Device.Files.StatAsync(new("rootB", "/etc/init.d/planner-resume"), default))!.Mode, Is.EqualTo(0b111_101_101));
        Assert.That((await trial.Device.Files.StatAsync(new("rootB", "/etc/rcS.d/S99planner-resume"), default))!.Target, Is.EqualTo("../init.d/planner-resume"));
        await trial.AbortAsync();
        Assert.That(trial.Precious, Is.Empty);
    }

    [TestCase("Files.Link rootA:/etc/systemd/system/multi-user.target.wants/planner-resume.service")]
    [TestCase("Program.Store data:/planner/test/planner")]
    [TestCase("Files.Write state:/planner/journal.new")]
    public async Task What_can_not_be_armed_is_refused_and_nothing_is_left(string call)
    {
        var trial = Trial.Of("- stop-service: supervisor");
        trial.Through = device => new FailingDevice(device, made =>
        {
            if (made.StartsWith(call, StringComparison.Ordinal)) throw new DeviceException(DeviceFault.BadDisk, made, "the world failed");
        });
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons.Single(), Does.StartWith("the run can not be prepared: "));
        Assert.That(trial.Changes, Is.Empty);
        Assert.That(await trial.Device.Files.ListAsync(new("data", "/planner"), default), Is.Empty);
    }

    [Test]
    public async Task A_layout_that_does_not_say_where_the_os_mounts_staging_is_refused()
    {
        var data = ContractLayout.Layout.Partitions["data"] with { Mount = null };
        var layout = Trial.WithSupervisor with { Partitions = new Dictionary<string, Partition>(Trial.WithSupervisor.Partitions) { ["data"] = data } };
        var outcome = await Trial.Of("- stop-service: supervisor", layout: layout).RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons.Single(), Does.Contain("does not say where the OS mounts data"));
    }

    [Test]
    public async Task Room_for_the_program_is_asked_for_before_anything_is_done()
    {
        var trial = Trial.Of("");
        var data = trial.Device.World["data"]!;
        trial.Device.World = trial.Device.World.With(data with { Other = data.Size - data.Root.Space - (19L << 20) });
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons, Is.EqualTo(new[] { "a copy of Planner and of the plan needs 20.1 MiB, and data has 19 MiB free" }));
    }

    [Test]
    public async Task What_a_cut_left_before_there_was_a_journal_is_taken_away_at_the_next_boot()
    {
        var trial = Trial.Of("- stop-service: supervisor");
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (call == "Files.Write state:/planner/journal.new") throw new InvalidOperationException("killed");
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        Assert.That(Armed(trial), Is.EqualTo("A"));
        trial.Through = device => device;
        Assert.That((await trial.ResumeAsync()).ExitCode, Is.Zero);
        Assert.That(trial.Changes, Is.Empty);
        Assert.That(await trial.Device.Files.ListAsync(new("data", "/planner"), default), Is.Empty);
    }

    [TestCase("Files.MakeFolder data:/planner/test")]
    [TestCase("Program.Store data:/planner/test/planner")]
    [TestCase("Files.Link rootA:/etc/systemd/system/multi-user.target.wants/planner-resume.service")]
    [TestCase("Files.Flush data:/planner/test")]
    public async Task What_fails_for_a_moment_keeps_no_run_from_beginning(string call)
    {
        var trial = Trial.Of("");
        trial.Through = FailingDevice.First(call, times: 2);
        await trial.RunToAsync(OutcomeKind.Done, 0);
    }

    [Test]
    public async Task A_run_that_can_not_say_that_it_has_begun_is_taken_back_and_is_over()
    {
        var trial = Trial.Of("- stop-service: supervisor");
        trial.Through = FailingDevice.First("Files.Flush data:/planner/test", int.MaxValue);
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(outcome.Reasons, Has.Some.StartsWith("the run can not be prepared: "));
        Assert.That(trial.Changes, Is.Empty);
        Assert.That(RunState.Of((await Journal.ReadAsync(trial.Device.Files, trial.Layout, default))!.Entries)!.IsClosed, Is.True, "its journal stays: without it, what may be left of the sign would tell of a lost one");
    }

    [TestCase("Disks.Look rootA", Description = "the slot can not be looked at")]
    [TestCase("Files.Stat rootA:/etc/systemd/system/multi-user.target.wants", Description = "a folder of the hook can not be read")]
    [TestCase("Files.Delete rootA:/etc/systemd/system/planner-resume.service", Description = "a part of the hook is gone by then")]
    [TestCase("Files.Delete data:/planner/test/plan.yaml", Description = "nothing of it is gone by then")]
    public async Task What_can_not_be_freed_of_a_run_that_could_not_begin_is_freed_at_the_next_boot(string call)
    {
        var (trial, fails) = (Trial.Of("- stop-service: supervisor"), false);
        trial.Through = device => new FailingDevice(device, made =>
        {
            fails |= made == "Files.Write state:/planner/journal.new";
            if (fails && (made == call || made == "Files.Write state:/planner/journal.new")) throw new DeviceException(DeviceFault.BadDisk, made, "the world failed");
        });
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons, Has.Count.EqualTo(2), Trial.Story(outcome));
        Assert.That(Armed(trial), Is.EqualTo("A"));
        Assert.That(await trial.ReadAsync($"rootA:{Unit}"), Is.Not.Null);
        Assert.That(await trial.Device.Files.StatAsync(new("data", "/planner/test/planner"), default), Is.Not.Null);
        trial.Through = device => device;
        await trial.ResumeAsync();
        Assert.That(trial.Changes, Is.Empty);
        Assert.That(await trial.Device.Files.ListAsync(new("data", "/planner"), default), Is.Empty);
    }

    [Test]
    public async Task What_can_not_be_freed_before_the_os_was_armed_is_freed_at_the_next_boot_too()
    {
        var trial = Trial.Of("- stop-service: supervisor");
        trial.Through = device => new FailingDevice(device, made =>
        {
            if (made is "Files.Write data:/planner/test/layout.yaml" or "Files.Delete data:/planner/test") throw new DeviceException(DeviceFault.BadDisk, made, "the world failed");
        });
        await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(Armed(trial), Is.EqualTo("A"));
        trial.Through = device => device;
        await trial.ResumeAsync();
        Assert.That(trial.Changes, Is.Empty);
        Assert.That(await trial.Device.Files.ListAsync(new("data", "/planner"), default), Is.Empty);
    }

    [Test]
    public async Task What_is_whole_of_a_hook_is_not_written_again()
    {
        var (trial, isOver, looks) = (Trial.Of(""), false, 0);
        trial.Stopper = happened => isOver |= happened is StatusChanged { Percentage: 100 };
        trial.Through = device => new FailingDevice(device, made =>
        {
            if (isOver && (made.StartsWith("Files.Write root", StringComparison.Ordinal) || made == $"Files.Delete rootB:{Unit}" || (made == "Files.Stat data:/planner/test/planner" && looks++ == 0))) throw new DeviceException(DeviceFault.BadDisk, made, "the world failed");
        });
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(Armed(trial), Is.EqualTo("B"));
        trial.Through = device => device;
        await trial.ResumeAsync();
        Assert.That(Armed(trial), Is.Empty);
        Assert.That(await trial.Device.Files.StatAsync(new("rootB", "/etc/systemd"), default), Is.Null);
    }

    [Test]
    public async Task What_can_neither_be_freed_nor_be_called_at_the_next_boot_is_told_and_freed_by_the_next_resume()
    {
        var (trial, isOver) = (Trial.Of(""), false);
        trial.Stopper = happened => isOver |= happened is StatusChanged { Percentage: 100 };
        trial.Through = device => new FailingDevice(device, made =>
        {
            if (isOver && (made == $"Files.Delete rootB:{Unit}" || made.StartsWith("Files.Link rootB", StringComparison.Ordinal))) throw new DeviceException(DeviceFault.BadDisk, made, "the world failed");
        });
        var outcome = await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(outcome.Reasons, Has.Some.StartsWith("what is left lies idle until the next run or 'planner resume' frees it"));
        Assert.That(Armed(trial), Is.Empty);
        trial.Through = device => device;
        await trial.ResumeAsync();
        Assert.That(await trial.Device.Files.StatAsync(new("rootB", "/etc/systemd"), default), Is.Null);
        Assert.That(await trial.Device.Files.ListAsync(new("data", "/planner"), default), Is.Empty);
    }

    [TestCase("A")]
    [TestCase("B")]
    public async Task Folders_that_were_made_for_it_go_even_when_their_removal_is_cut(string slot)
    {
        var trial = Trial.Of("- stop-service: supervisor");
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (call == $"Files.Delete root{slot}:/etc/systemd/system/multi-user.target.wants") throw new InvalidOperationException("killed");
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        trial.Through = device => device;
        await trial.ResumeAsync();
        Assert.That(await trial.Device.Files.StatAsync(new($"root{slot}", "/etc/systemd"), default), Is.Null);
    }

    static async Task<Trial> OpenAsync(string resume)
    {
        var trial = Trial.Of("", layout: Trial.WithSupervisor with { Resume = resume });
        trial.NoReboot = true;
        await trial.RunToAsync(OutcomeKind.PendingReboot, 8);
        return trial;
    }

    static string Armed(Trial trial) => string.Concat(trial.Layout.Slots.Where(slot => trial.Device.World[slot.Value]!.Root.Manifest[UnitLink] is not null).Select(slot => slot.Key));
}
