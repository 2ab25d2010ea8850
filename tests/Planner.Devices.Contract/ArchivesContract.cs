using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Contract;

/// <summary>What <see cref="IArchives"/> promises.</summary>
public abstract class ArchivesContract : DeviceContract
{
    static readonly PartitionPath Archive = At("state:/kept.tar.gz");

    [TestCase("rootA:/data")]
    [TestCase("rootA:/order")]
    [TestCase("data:/resin-data")]
    public async Task An_archive_holds_its_folder_with_all_that_is_known_of_it(string folder)
    {
        await Device.Archives.PackAsync(At(folder), Archive, default);
        await SameAsync(await Device.Files.ReadTreeAsync(At(folder), default), await Device.Archives.ReadTreeAsync(Archive, default));
    }

    [Test]
    public async Task Measured_it_is_as_large_as_it_becomes()
    {
        var measured = await Device.Archives.MeasureAsync(At("rootA:/data"), default);
        var packed = await Device.Archives.PackAsync(At("rootA:/data"), Archive, default);
        Assert.That((measured.Packed, measured.Unpacked), Is.EqualTo((packed.Packed, packed.Unpacked)));
        Assert.That((await Device.Files.StatAsync(Archive, default))!.Size, Is.EqualTo(packed.Packed));
        Assert.That(packed.Unpacked, Is.EqualTo((await Device.Files.ReadTreeAsync(At("rootA:/data"), default)).Size));
        Assert.That(packed.LeftOut, Is.Empty);
    }

    [Test]
    public async Task Measuring_changes_nothing()
    {
        var before = await Device.Files.ReadTreeAsync(At("rootA:/"), default);
        await Device.Archives.MeasureAsync(At("rootA:/data"), default);
        await SameAsync(before, await Device.Files.ReadTreeAsync(At("rootA:/"), default));
    }

    [Test]
    public async Task An_unpacked_folder_is_the_one_that_was_packed()
    {
        await Device.Archives.PackAsync(At("rootA:/data"), Archive, default);
        await Device.Archives.UnpackAsync(Archive, At("data:/put/back"), default);
        await SameAsync(await Device.Files.ReadTreeAsync(At("rootA:/data"), default), await Device.Files.ReadTreeAsync(At("data:/put/back"), default));
    }

    [Test]
    public async Task Unpacked_over_what_a_cut_left_it_is_the_same()
    {
        await Device.Archives.PackAsync(At("rootA:/data"), Archive, default);
        await WriteAsync("data:/back/song", "half of it");
        await WriteAsync("data:/back/tune", "no link");
        await Device.Archives.UnpackAsync(Archive, At("data:/back"), default);
        await Device.Archives.UnpackAsync(Archive, At("data:/back"), default);
        await SameAsync(await Device.Files.ReadTreeAsync(At("rootA:/data"), default), await Device.Files.ReadTreeAsync(At("data:/back"), default));
    }

    [Test]
    public async Task What_was_packed_and_unpacked_is_durable()
    {
        await Device.Archives.PackAsync(At("rootA:/data"), Archive, default);
        await Device.Archives.UnpackAsync(Archive, At("data:/back"), default);
        await Device.Disks.RemountAsync("data", default);
        await Device.Disks.RemountAsync("state", default);
        await SameAsync(await Device.Archives.ReadTreeAsync(Archive, default), await Device.Files.ReadTreeAsync(At("data:/back"), default));
    }

    [Test]
    public async Task An_archive_takes_the_place_of_what_was_there()
    {
        await WriteAsync("state:/kept.tar.gz", "something else");
        await Device.Archives.PackAsync(At("rootA:/data"), Archive, default);
        await SameAsync(await Device.Files.ReadTreeAsync(At("rootA:/data"), default), await Device.Archives.ReadTreeAsync(Archive, default));
    }

    [Test]
    public async Task Links_in_a_folder_are_packed_and_never_followed()
    {
        await RefusesAsync(async () => await Device.Archives.PackAsync(At("rootA:/music"), Archive, default));
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Archives.PackAsync(At("rootA:/music/song"), Archive, default));
    }

    [Test]
    public async Task What_is_no_archive_is_not_authentic()
    {
        await WriteAsync("state:/kept.tar.gz", new string('x', 2000));
        await RefusesAsync(DeviceFault.NotAuthentic, async () => await Device.Archives.ReadTreeAsync(Archive, default));
        await RefusesAsync(DeviceFault.NotAuthentic, async () => await Device.Archives.UnpackAsync(Archive, At("data:/back"), default));
    }

    [Test]
    public async Task What_is_not_there_is_not_found()
    {
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Archives.MeasureAsync(At("rootA:/gone"), default));
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Archives.PackAsync(At("rootA:/gone"), Archive, default));
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Archives.PackAsync(At("rootA:/data"), At("state:/no/folder/x"), default));
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Archives.ReadTreeAsync(Archive, default));
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Archives.UnpackAsync(Archive, At("data:/back"), default));
    }

    [Test]
    public async Task An_archive_can_not_lie_in_what_it_holds() =>
        await RefusesAsync(DeviceFault.Failed, async () => await Device.Archives.PackAsync(At("data:/resin-data"), At("data:/resin-data/1/kept"), default));

    [Test]
    public async Task A_partition_that_is_too_small_is_full()
    {
        await Device.Files.WriteAsync(At("data:/resin-data/noise"), Noise(), 0b110_100_100, default);
        await RefusesAsync(DeviceFault.NoSpace, async () => await Device.Archives.PackAsync(At("data:/resin-data"), Archive, default));
    }

    // Nothing that any packing could make smaller.
    static byte[] Noise()
    {
        var bytes = new byte[18 << 20];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    static Task SameAsync(TreeManifest folder, TreeManifest other)
    {
        Assert.That(folder.DifferencesTo(other), Is.Empty);
        Assert.That(other.Entries.Select(entry => (entry.Path, entry.ModifiedAt)), Is.EqualTo(folder.Entries.Select(entry => (entry.Path, entry.ModifiedAt))));
        return Task.CompletedTask;
    }
}
