using System.Text;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>export</c> with <c>via: registry</c>: an image that is nowhere but on the slot.</summary>
public class StraightExportTests
{
    const string Name = "registry.example/os:next";
    const string Boot = "- export: { image: \"${input.image}\", from: /quirks, to: spare, optional: true }\n- verify: spare\n- export: { image: \"${input.image}\", from: /resin-boot, to: boot }";

    static readonly PartitionPath List = new("data", "/planner/test/step-3/tree/0");

    [Test]
    public async Task The_image_comes_straight_onto_the_slot_and_the_boot_files_from_there()
    {
        var trial = Straight(file => file.In(state => state with { Engine = state.Engine with { Kind = "none" } }));
        var outcome = await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(outcome.Fetched, Is.EqualTo(5000));
        Assert.That(await trial.ReadAsync("boot:/start.elf"), Is.EqualTo("new firmware"));
        Assert.That(trial.Device.World["rootB"]!.Root.Manifest["/resin-boot/start.elf"], Is.Not.Null, "the whole image is there");
        Assert.That(trial.Device.Trace.Select(call => call.Call), Has.None.StartsWith("containers.pull").And.None.EqualTo("images.fetch").And.None.EqualTo("images.read-tree"));
        Assert.That(await trial.Device.Files.ListAsync(new("data", "/planner"), default), Is.Empty, "nothing stays in staging");
    }

    [Test]
    public async Task What_does_not_match_its_digest_is_not_tried_again_and_everything_is_undone()
    {
        var trial = Straight(file => file.In(state => state.With(Name, state.Images[Name] with { Authentic = false })));
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 7);
        Assert.That(outcome.Failed!.Cause.Single(), Does.Contain("does not match its digest"));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_registry_that_vanishes_fails_the_run_and_everything_is_undone()
    {
        var trial = Straight();
        trial.Through = FailingDevice.First($"Images.Stream {Name.Replace(":next", "", StringComparison.Ordinal)}@sha256:{new string('2', 64)} rootB:/", fault: DeviceFault.Unreachable);
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task Another_process_knows_what_was_written()
    {
        var trial = Straight();
        trial.Through = FailingDevice.Dying("Disks.Remount rootB");
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        Assert.That(await trial.Device.Files.StatAsync(List, default), Is.Not.Null);
        trial.Through = device => device;
        var outcome = await trial.ResumeAsync();
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Done), Trial.Story(outcome));
        Assert.That(trial.Device.Trace.Count(call => call is { Call: "images.stream", Written: > 0 }), Is.LessThanOrEqualTo(1));
    }

    [Test]
    public async Task A_list_of_what_was_written_that_is_damaged_is_not_believed()
    {
        var trial = Straight();
        trial.Through = FailingDevice.Dying("Disks.Remount rootB");
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        trial.Through = device => device;
        var list = Encoding.UTF8.GetString((await trial.Device.Files.ReadAsync(List, default))!);
        await trial.Device.Files.WriteAsync(List, Encoding.UTF8.GetBytes(list.Replace("\"mode\":493", "\"mode\":511", StringComparison.Ordinal)), 384, default);
        var outcome = await trial.ResumeAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Failed, 1)), Trial.Story(outcome));
        Assert.That(Trial.Story(outcome), Does.Contain("is damaged"));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_slot_that_does_not_hold_the_images_boot_files_any_more_gives_none()
    {
        var trial = Straight();
        trial.Stopper = happened =>
        {
            if (happened is StepEnded { Number: 5 }) trial.Device.Files.WriteAsync(new("rootB", "/resin-boot/start.elf"), "spoilt"u8.ToArray(), 420, default).AsTask().GetAwaiter().GetResult();
        };
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 7);
        Assert.That(Trial.Story(outcome), Does.Contain("does not have the digest"));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task An_image_in_a_folder_is_written_from_there()
    {
        var trial = Straight(image: Trial.Image);
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("boot:/start.elf"), Is.EqualTo("new firmware"));
        Assert.That(trial.Device.Trace.Count(call => call is { Call: "images.stream", Written: > 0 }), Is.EqualTo(1));
    }

    [Test]
    public async Task Without_room_for_it_on_the_slot_it_is_refused_with_both_sizes()
    {
        var trial = Straight(file => file.In(state => state.With(Name, state.Images[Name] with { Unpacked = 400L << 20 })));
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons, Has.Some.Contains("step 3 export: ").And.Some.Contains("400"), Trial.Story(outcome));
        Assert.That(trial.Changes, Is.Empty);
    }

    static Trial Straight(Func<DeviceFile, DeviceFile>? change = null, string image = Name) => Trial.Of(Boot, change, edit: plan => plan
        .Replace(Trial.Image, image, StringComparison.Ordinal)
        .Replace("to: spare, except: [/resin-boot, /quirks] }\n- verify: spare\n", "to: spare, via: registry }\n", StringComparison.Ordinal));
}
