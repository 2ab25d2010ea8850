using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>mkfs</c>.</summary>
public class MkfsTests
{
    [Test]
    public async Task The_slot_is_empty_has_the_layouts_label_and_a_uuid_of_run_and_step()
    {
        var uuids = new List<string?>();
        foreach (var run in new[] { "one", "one", "two" })
        {
            var trial = Trial.Of("");
            trial.RunId = run;
            trial.Stopper = happened =>
            {
                if (happened is not StepEnded { Number: 2 }) return;
                var slot = trial.Device.World["rootB"]!;
                Assert.That((slot.Type, slot.Label, slot.Root.Children.Count), Is.EqualTo(("ext4", "c-rootB", 0)));
                uuids.Add(slot.Uuid);
            };
            await trial.RunToAsync(OutcomeKind.Done, 0);
        }

        Assert.That(uuids[0], Is.EqualTo(uuids[1]).And.Not.EqualTo(uuids[2]));
        Assert.That(Guid.Parse(uuids[0]!).Version, Is.EqualTo(8));
    }

    [Test]
    public async Task A_second_try_after_it_was_done_does_not_format_again()
    {
        var trial = Trial.Of("");
        var failed = false;
        trial.Through = device => new FailingDevice(device, call =>
        {
            // The end of the step can not be written down: the next try must find the work done.
            if (failed || call != "Files.Overwrite state:/planner/journal" || trial.Device.Trace.All(made => made.Call != "disks.format")) return;
            failed = true;
            throw new DeviceException(DeviceFault.Failed, call, "once");
        });
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(failed, Is.True);
        Assert.That(trial.Device.Trace.Count(call => call.Call == "disks.format"), Is.EqualTo(1));
        Assert.That(trial.Events, Has.Some.EqualTo(new StepEnded(2, StepResult.AlreadyDone)));
    }

    [Test]
    public async Task Refuses_the_slot_that_the_boot_variables_name()
    {
        var trial = Trial.Of("");
        await RefusesAsync(trial, () => Put(trial, ("# GRUB Environment Block\nresin_root_part=3\nupgrade_available=0\nbootcount=0\n").PadRight(1024, '#')), "the boot variables name it for the next boot");
    }

    [Test]
    public async Task Refuses_when_the_boot_variables_name_no_slot()
    {
        var trial = Trial.Of("");
        await RefusesAsync(trial, () => Put(trial, ("# GRUB Environment Block\nresin_root_part=7\n").PadRight(1024, '#')), "the boot variables name no slot");
    }

    [Test]
    public async Task Refuses_the_device_of_the_running_slot_under_another_name()
    {
        var trial = Trial.Of("");
        await RefusesAsync(trial, () => trial.Device.World = trial.Device.World.With(trial.Device.World["rootB"]! with { Id = trial.Device.World["rootA"]!.Id }), "it is the same device as rootA, which runs");
    }

    [Test]
    public async Task Refuses_the_slot_that_runs()
    {
        var trial = Trial.Of("");
        trial.Through = device => new FailingDevice(device, call =>
        {
            // Between the binding of the role and the step's own look.
            if (trial.Events is [.., StepBegan { Kind: "mkfs" }] && call == "Files.Flush state:/planner/journal") trial.Device.World = trial.Device.World with { Running = "B" };
        });
        var outcome = await trial.RunAsync();
        Assert.That(outcome.Failed?.Cause, Is.EqualTo(new[] { "format rootB: it is the slot that runs" }), Trial.Story(outcome));
        Assert.That(trial.Device.Trace.Select(call => call.Call), Has.None.EqualTo("disks.format"));
    }

    static async Task RefusesAsync(Trial trial, Action change, string why)
    {
        trial.Stopper = happened =>
        {
            if (happened is StepBegan { Kind: "mkfs" }) change();
        };
        var outcome = await trial.RunAsync();
        Assert.That(outcome.Failed?.Cause, Is.EqualTo(new[] { $"format rootB: {why}" }), Trial.Story(outcome));
        Assert.That(trial.Device.Trace.Select(call => call.Call), Has.None.EqualTo("disks.format"));
    }

    static void Put(Trial trial, string text) => trial.Device.Files.WriteAsync(new("boot", "/grubenv"), System.Text.Encoding.ASCII.GetBytes(text), 420, default).AsTask().GetAwaiter().GetResult();
}
