using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>backup</c>.</summary>
public class BackupTests
{
    const string Step = "- backup: { folder: \"data:/resin-data\", to: \"boot:/kept.tar.gz\" }";
    const string Fail = "\n- check: { that: { os.name: other-os } }";

    static readonly PartitionPath Archive = new("boot", "/kept.tar.gz");

    [Test]
    public async Task The_archive_holds_the_folder()
    {
        var trial = Trial.Of(Step);
        await trial.RunToAsync(OutcomeKind.Done, 0);
        var held = await trial.Device.Archives.ReadTreeAsync(Archive, default);
        Assert.That((await trial.Device.Files.ReadTreeAsync(new("data", "/resin-data"), default)).DifferencesTo(held), Is.Empty);
    }

    [Test]
    public async Task It_is_deleted_again_durably_when_the_run_fails()
    {
        var trial = Trial.Of(Step + Fail);
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Precious, Is.Empty);
        Assert.That(trial.Device.World["boot"]!.Durable.Manifest[Archive.Path], Is.Null);
    }

    [Test]
    public async Task An_archive_that_is_there_already_is_never_replaced()
    {
        var trial = await Trial.Of(Step).WithAsync(async device => await device.Archives.PackAsync(new("data", "/resin-data"), Archive, default));
        var outcome = await trial.RunAsync();
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Refused));
        Assert.That(outcome.Reasons, Has.Some.Contains("an archive is there already"));
        Assert.That(trial.Changes, Is.Empty);
    }

    [Test]
    public async Task Above_its_limit_it_is_refused_with_both_sizes_and_nothing_is_changed()
    {
        var trial = Trial.Of(Step.Replace(" }", ", limit: 4MiB }", StringComparison.Ordinal), file => With(file, 9 << 20));
        var outcome = await trial.RunAsync();
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Refused));
        Assert.That(outcome.Reasons, Has.Some.Contains("packed it takes 9 MiB (9 MiB unpacked), and the limit is 4 MiB"));
        Assert.That(trial.Changes, Is.Empty);
    }

    [Test]
    public async Task Without_room_for_it_it_is_refused_with_both_sizes_and_nothing_is_changed()
    {
        var trial = Trial.Of(Step, file => With(file, 20 << 20));
        var outcome = await trial.RunAsync();
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Refused));
        Assert.That(outcome.Reasons, Has.Some.Matches(@"the packed data:/resin-data needs 21 MiB, and boot has .* free"));
        Assert.That(trial.Changes, Is.Empty);
    }

    [Test]
    public async Task A_folder_that_changes_while_it_is_packed_fails_the_step()
    {
        var trial = Trial.Of(Step);
        var device = trial.Device;
        trial.Through = inner => new FailingDevice(inner, call =>
        {
            if (call.StartsWith("Disks.Remount boot", StringComparison.Ordinal)) device.Files.WriteAsync(new("data", "/resin-data/1/late"), "late"u8.ToArray(), 0b110_100_100, default).AsTask().GetAwaiter().GetResult();
        });
        var outcome = await trial.RunAsync();
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Failed));
        Assert.That(Trial.Story(outcome), Does.Contain("/1/late: missing"));
        Assert.That(await device.Files.StatAsync(Archive, default), Is.Null);
    }

    static DeviceFile With(DeviceFile file, long size)
    {
        var data = file.State!.Partitions["data"];
        var big = new TreeEntry { Path = "/resin-data/1/big", Type = EntryType.File, Mode = 0b110_100_100, Size = size, Digest = new string('a', 64) };
        var changed = data with { Tree = data.Tree with { Manifest = data.Tree.Manifest.Over(TreeManifest.Of([big])) } };
        return file with { State = file.State with { Partitions = file.State.Partitions.ToDictionary(pair => pair.Key, pair => pair.Key == "data" ? changed : pair.Value) } };
    }
}
