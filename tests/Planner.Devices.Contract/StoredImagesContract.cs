using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Contract;

/// <summary>What <see cref="IImages"/> promises about an image of a registry or an <c>oci:</c> folder that is stored in a folder of a partition.</summary>
public abstract class StoredImagesContract : DeviceContract
{
    const int Mode = 0b110_100_100;

    /// <summary>The image of <see cref="ContractContent.Image"/>, in a registry that answers, or in a folder.</summary>
    protected abstract ImageReference Image { get; }

    PartitionPath Folder { get; } = At("data:/image");

    PinnedImage image = null!;

    [SetUp]
    public async Task PinAsync()
    {
        image = (await Device.Images.ResolveAsync(Image, default)).Image;
        await Device.Files.MakeFolderAsync(Folder.Below("blobs/sha256"), 0b111_101_101, default);
    }

    [Test]
    public async Task Knows_what_an_image_is_made_of_before_anything_is_fetched()
    {
        var parts = await Device.Images.PartsAsync(image, default);
        var info = await Device.Images.ResolveAsync(Image, default);
        Assert.Multiple(() =>
        {
            Assert.That(parts[^1].Digest, Is.EqualTo(image.Digest));
            Assert.That(parts[^1].MediaType, Is.EqualTo("application/vnd.oci.image.manifest.v1+json"));
            Assert.That(parts.Select(part => part.Digest), Is.Unique);
            Assert.That(parts.Where(part => part.MediaType.Contains("layer", StringComparison.Ordinal)).Sum(part => part.Size), Is.EqualTo(info.Packed));
        });
    }

    [Test]
    public async Task What_is_fetched_has_its_size_and_its_digest()
    {
        foreach (var part in await Device.Images.PartsAsync(image, default))
        {
            var told = new Told();
            await Device.Images.FetchAsync(image, part, Place(part), told, default);
            Assert.That((await Device.Files.StatAsync(Place(part), default))!.Size, Is.EqualTo(part.Size));
            Assert.That(await Device.Files.DigestAsync(Place(part), default), Is.EqualTo(part.Hex));
            Assert.That(told.Last, Is.EqualTo(part.Size));
        }
    }

    [Test]
    public async Task A_stored_image_is_read_and_exported_from_its_folder()
    {
        var stored = await StoreAsync();
        Assert.That(ContractContent.Image.Manifest.DifferencesTo(await Device.Images.ReadTreeAsync(stored, default)), Is.Empty);
        await Device.Disks.FormatAsync("rootB", new FileSystem("ext4", "c-rootB", new Guid("0f1e2d3c-4b5a-4697-8887-76655443322a")), default);
        await Device.Images.ExportAsync(stored, new TreeSelection("/", ["/quirks"]), At("rootB:/"), default);
        Assert.That(await Device.Files.ReadAsync(At("rootB:/bin/su"), default), Is.EqualTo("become root"u8.ToArray()));
        Assert.That(await Device.Images.ReadFileAsync(stored, "/bin/su", default), Is.EqualTo("become root"u8.ToArray()));
    }

    [Test]
    public async Task An_image_comes_straight_onto_a_partition_and_parts_of_it_are_taken_from_there()
    {
        await Device.Disks.FormatAsync("rootB", new FileSystem("ext4", "c-rootB", new Guid("0f1e2d3c-4b5a-4697-8887-76655443322b")), default);
        var told = new Told();
        var tree = await Device.Images.StreamAsync(image, At("rootB:/"), told, default);
        Assert.That(ContractContent.Image.Manifest.DifferencesTo(tree), Is.Empty);
        Assert.That(told.Last, Is.EqualTo((await Device.Images.ResolveAsync(Image, default)).Packed));
        Assert.That(tree.DifferencesTo(await Device.Files.ReadTreeAsync(At("rootB:/"), default)).Where(line => !line.StartsWith("/:", StringComparison.Ordinal)), Is.Empty);
        var written = image with { Tree = At("rootB:/") };
        await Device.Images.ExportAsync(written, new TreeSelection("/resin-boot", ["/resin-boot/start.elf"]), At("data:/taken"), default);
        Assert.That((await Device.Files.ListAsync(At("data:/taken"), default)).Select(entry => entry.Name), Does.Contain("fixup.dat").And.No.Member("start.elf"));
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Images.ExportAsync(written, new TreeSelection("/no/such", []), At("data:/taken"), default));
    }

    [Test]
    public async Task A_stored_image_without_one_of_its_parts_is_not_there()
    {
        var parts = await Device.Images.PartsAsync(image, default);
        foreach (var part in parts.SkipLast(1)) await Device.Images.FetchAsync(image, part, Place(part), null, default);
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Images.ReadTreeAsync(image with { Folder = Folder }, default));
        await Device.Images.FetchAsync(image, parts[^1], Place(parts[^1]), null, default);
        await Device.Files.DeleteAsync(Place(parts[0]), default);
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Images.ReadTreeAsync(image with { Folder = Folder }, default));
    }

    [Test]
    public async Task A_stored_image_with_a_spoilt_part_is_not_authentic()
    {
        var layer = (await Device.Images.PartsAsync(image, default))[0];
        await StoreAsync();
        await Device.Files.WriteAsync(Place(layer), new byte[layer.Size], Mode, default);
        await RefusesAsync(DeviceFault.NotAuthentic, async () => await Device.Images.ReadTreeAsync(image with { Folder = Folder }, default));
    }

    [Test]
    public async Task What_is_there_and_is_no_beginning_is_found_out()
    {
        var layer = (await Device.Images.PartsAsync(image, default))[0];
        await Device.Files.WriteAsync(Place(layer), "something else"u8.ToArray(), Mode, default);
        await RefusesAsync(DeviceFault.NotAuthentic, async () => await Device.Images.FetchAsync(image, layer, Place(layer), null, default));
        await Device.Files.WriteAsync(Place(layer), new byte[layer.Size + 1], Mode, default);
        await RefusesAsync(DeviceFault.NotAuthentic, async () => await Device.Images.FetchAsync(image, layer, Place(layer), null, default));
    }

    [Test]
    public async Task What_is_whole_already_stays_as_it_is()
    {
        var layer = (await Device.Images.PartsAsync(image, default))[0];
        await Device.Images.FetchAsync(image, layer, Place(layer), null, default);
        await Device.Images.FetchAsync(image, layer, Place(layer), null, default);
        Assert.That(await Device.Files.DigestAsync(Place(layer), default), Is.EqualTo(layer.Hex));
    }

    [Test]
    public async Task A_part_that_no_image_has_is_not_found()
    {
        var part = new ImagePart("application/vnd.oci.image.layer.v1.tar+gzip", $"sha256:{new string('0', 64)}", 10);
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Images.FetchAsync(image, part, Place(part), null, default));
    }

    [Test]
    public async Task Fetching_into_a_folder_that_is_not_there_is_refused()
    {
        var part = (await Device.Images.PartsAsync(image, default))[0];
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Images.FetchAsync(image, part, At("data:/no/such/folder"), null, default));
    }

    async Task<PinnedImage> StoreAsync()
    {
        foreach (var part in await Device.Images.PartsAsync(image, default)) await Device.Images.FetchAsync(image, part, Place(part), null, default);
        await Device.Files.FlushAllAsync("data", default);
        return image with { Folder = Folder };
    }

    PartitionPath Place(ImagePart part) => Folder.Below($"blobs/sha256/{part.Hex}");

    sealed class Told : IProgress<long>
    {
        internal long Last { get; private set; }

        public void Report(long value) => Last = value;
    }
}
