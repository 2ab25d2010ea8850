using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>pull</c> with <c>to</c>: the image as a folder on a partition.</summary>
public class StoredPullTests
{
    const string Name = "registry.example/os:next";
    const string Step = "- pull: { image: registry.example/os:next, via: registry, to: \"data:/images/os\" }";
    const string Fail = "\n- check: { that: { os.name: other-os } }";

    static readonly PartitionPath Folder = new("data", "/images/os");

    [Test]
    public async Task The_image_lies_whole_in_the_folder_while_the_run_works_and_is_gone_when_it_is_done()
    {
        var trial = Trial.Of(Step);
        IReadOnlyList<string> held = [];
        trial.Stopper = happened =>
        {
            if (happened is StepEnded { Number: 5 }) held = [.. trial.Device.World["data"]!.Durable.Manifest.Entries.Select(entry => entry.Path).Where(path => path.StartsWith("/images/os", StringComparison.Ordinal))];
        };
        var outcome = await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(held.Take(3), Is.EqualTo(new[] { "/images/os", "/images/os/blobs", "/images/os/blobs/sha256" }));
        Assert.That(held.Count(path => path.StartsWith("/images/os/blobs/sha256/", StringComparison.Ordinal)), Is.EqualTo(3));
        Assert.That(held.TakeLast(2), Is.EqualTo(new[] { "/images/os/index.json", "/images/os/oci-layout" }));
        Assert.That(outcome.Fetched, Is.EqualTo(5000 + 2048 + 512));
        Assert.That(trial.Events.OfType<StepProgress>().Select(step => step.Text), Has.Some.StartsWith("fetched "));
        Assert.That(trial.Precious.Where(line => line.StartsWith("data:/images", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task Steps_behind_it_read_the_image_from_the_folder_without_the_engine()
    {
        var trial = Trial.First(Step + "\n- mkfs: spare\n- export: { image: registry.example/os:next, to: spare, except: [/resin-boot, /quirks] }", file => file.In(state => state with { Engine = state.Engine with { Kind = "none" } }));
        trial.Stopper = happened =>
        {
            if (happened is StepEnded { Number: 4 }) Assert.That(trial.Device.World["rootB"]!.Root.Manifest["/bin/su"], Is.Not.Null);
        };
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Device.Trace.Select(call => call.Call), Has.None.EqualTo("containers.pull"));
        Assert.That(trial.Device.Trace.Where(call => call is { Call: "images.export", Partition: "data" }), Is.Not.Empty);
    }

    [Test]
    public async Task It_is_taken_away_durably_when_the_run_fails()
    {
        var trial = Trial.Of(Step + Fail);
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Precious, Is.Empty);
        Assert.That(trial.Device.World["data"]!.Durable.Manifest["/images"], Is.Null);
    }

    [Test]
    public async Task What_is_there_already_is_never_written_to()
    {
        var trial = await Trial.Of(Step).WithAsync(device => device.Files.WriteAsync(Folder.Below("mine"), "mine"u8.ToArray(), 0b110_100_100, default));
        var outcome = await trial.RunAsync();
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Refused));
        Assert.That(outcome.Reasons, Has.Some.Contains("something is there already"));
        Assert.That(trial.Changes, Is.Empty);
    }

    [Test]
    public async Task Without_room_for_it_it_is_refused_with_both_sizes_and_nothing_is_changed()
    {
        var trial = Trial.Of(Step, file => file.In(state => state.With(Name, state.Images[Name] with { Packed = 300L << 20 })));
        var outcome = await trial.RunAsync();
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Refused));
        Assert.That(outcome.Reasons, Has.Some.Matches(@"step 5 pull: the packed image needs 300\.1 MiB beside .* for a copy of Planner and of the plan, and data has .* MiB free"), Trial.Story(outcome));
        Assert.That(trial.Changes, Is.Empty);
    }

    [Test]
    public async Task The_users_packed_data_and_the_image_that_do_not_fit_together_are_refused_with_both_sizes()
    {
        const string both = "- backup: { folder: \"data:/resin-data\", to: \"boot:/kept.tar.gz\" }\n- pull: { image: registry.example/os:next, to: \"boot:/image\" }";
        var trial = Trial.Of(both, file => file.In(state => state.With(Name, state.Images[Name] with { Packed = 8L << 20 })));
        trial.Device.World = trial.Device.World.With(trial.Device.World["boot"]! with { Other = 0 });
        var free = (await trial.Device.Disks.LookAsync("boot", default))!.Free!.Value;
        trial.Device.World = trial.Device.World.With(trial.Device.World["boot"]! with { Other = free - (17L << 19) });
        await trial.WithAsync(_ => default);
        var outcome = await trial.RunAsync();
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Refused), Trial.Story(outcome));
        Assert.That(outcome.Reasons, Has.Some.Matches(@"step 6 pull: the packed image needs 8\.1 MiB beside 1 MiB for the packed data:/resin-data, and boot has 8\.5 MiB free"), Trial.Story(outcome));
        Assert.That(trial.Changes, Is.Empty);
    }

    [Test]
    public async Task A_registry_that_vanishes_in_the_middle_is_asked_again_for_the_rest()
    {
        var trial = Trial.Of(Step);
        var left = 1;
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (call.StartsWith("Images.Fetch ", StringComparison.Ordinal) && trial.Device.Trace.Count(made => made.Call == "images.fetch" && made.Written > 0) == 1 && left-- > 0) throw new DeviceException(DeviceFault.Unreachable, call, "gone");
        });
        var outcome = await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Events.OfType<StepFailed>().Count(), Is.EqualTo(1));
        Assert.That(outcome.Fetched, Is.EqualTo(5000 + 2048 + 512), "the first part is not fetched twice");
    }

    [Test]
    public async Task What_does_not_match_its_digest_is_not_tried_again_and_leaves_nothing()
    {
        var trial = Trial.Of(Step, file => file.In(state => state.With(Name, state.Images[Name] with { Authentic = false })));
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 7);
        Assert.That(outcome.Failed!.Cause.Single(), Does.Contain("does not match its digest"));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task What_an_interruption_left_that_is_no_beginning_is_fetched_anew()
    {
        var trial = Trial.Of(Step);
        var spoilt = false;
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (!call.StartsWith("Images.Fetch ", StringComparison.Ordinal) || spoilt) return;
            spoilt = PartitionPath.TryParse(call[(call.LastIndexOf(' ') + 1)..], out var beside);
            trial.Device.Files.WriteAsync(beside, "no beginning"u8.ToArray(), 0b110_100_100, default).AsTask().GetAwaiter().GetResult();
            throw new DeviceException(DeviceFault.Unreachable, call, "gone");
        });
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(spoilt, Is.True);
    }

    [Test]
    public async Task A_folder_image_is_stored_too_so_that_its_folder_may_go()
    {
        var trial = Trial.Of("- pull: { image: \"${input.image}\", to: \"data:/images/os\" }\n- mkfs: spare\n- export: { image: \"${input.image}\", to: spare, except: [/resin-boot, /quirks] }\n- verify: spare");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Device.Trace.Where(call => call is { Call: "images.export", Partition: "data" }), Is.Not.Empty, "what comes behind reads the copy");
        Assert.That(await trial.Device.Files.StatAsync(Folder, default), Is.Null, "and nothing stays");
    }
}
