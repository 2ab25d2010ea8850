using System.Text;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Contract;

/// <summary>What <see cref="IImages"/> promises about an image that is on the device.</summary>
public abstract class ImagesContract : DeviceContract
{
    /// <summary>The image of <see cref="ContractContent.Image"/>, for the board's platform.</summary>
    protected abstract ImageReference Image { get; }

    /// <summary>An image that exists for <c>arm/v7</c> only.</summary>
    protected abstract ImageReference ForeignImage { get; }

    /// <summary>A reference to nothing, where the folder or registry itself answers.</summary>
    protected abstract ImageReference MissingImage { get; }

    /// <summary>An image for the board's platform with a layer whose bytes do not match its digest.</summary>
    protected abstract ImageReference DamagedImage { get; }

    [Test]
    public async Task Pins_an_image_for_the_platform_of_the_board()
    {
        var info = await Device.Images.ResolveAsync(Image, default);
        Assert.Multiple(() =>
        {
            Assert.That(info.Image.Reference, Is.EqualTo(Image));
            Assert.That(info.Image.Digest, Does.Match("^sha256:[0-9a-f]{64}$"));
            Assert.That(info.Architecture, Is.EqualTo(Device.Board.Architecture));
            Assert.That(info.Packed, Is.GreaterThan(0));
            Assert.That(info.Unpacked, Is.GreaterThanOrEqualTo(ContractContent.Image.Manifest.Size));
        });
    }

    [Test]
    public async Task Says_the_same_each_time()
    {
        var first = await Device.Images.ResolveAsync(Image, default);
        Assert.That(await Device.Images.ResolveAsync(Image, default), Is.EqualTo(first));
    }

    [Test]
    public async Task Tells_a_missing_image_from_one_for_another_platform()
    {
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Images.ResolveAsync(MissingImage, default));
        await RefusesAsync(DeviceFault.WrongPlatform, async () => await Device.Images.ResolveAsync(ForeignImage, default));
    }

    [Test]
    public async Task Knows_the_merged_tree_of_an_image()
    {
        var tree = await Device.Images.ReadTreeAsync(await PinAsync(Image), default);
        Assert.That(ContractContent.Image.Manifest.DifferencesTo(tree), Is.Empty);
    }

    [Test]
    public async Task Reads_a_file_of_an_image()
    {
        Assert.That(await ReadAsync(Image, "/bin/su"), Is.EqualTo("become root"));
        Assert.That(await ReadAsync(Image, "/bin/bunzip2"), Is.EqualTo("squeeze"));
        Assert.That(await ReadAsync(Image, "/no/such/file"), Is.Null);
    }

    [TestCase("/etc/release")]
    [TestCase("/etc/passwd")]
    public async Task Follows_links_only_within_the_image(string link) =>
        Assert.That(await ReadAsync(Image, link), Is.EqualTo("ID=\"resin-os\"\nVERSION=\"2.3.0+rev1\"\n"));

    [Test]
    public async Task Exports_the_whole_tree()
    {
        await FormatAsync();
        await ExportAsync(TreeSelection.All, "rootB:/");
        Assert.That(ContractContent.Image.Manifest.DifferencesTo(await SlotAsync()), Is.Empty);
        Assert.That((await Device.Files.StatAsync(At("rootB:/bin/busybox"), default))!.ModifiedAt, Is.EqualTo(ContractContent.ImageTime));
    }

    [Test]
    public async Task What_was_exported_is_there_after_a_remount()
    {
        await FormatAsync();
        await ExportAsync(TreeSelection.All, "rootB:/");
        await Device.Disks.RemountAsync("rootB", default);
        Assert.That(ContractContent.Image.Manifest.DifferencesTo(await SlotAsync()), Is.Empty);
        Assert.That(await Device.Files.ReadAsync(At("rootB:/bin/su"), default), Is.EqualTo(Encoding.ASCII.GetBytes("become root")));
    }

    [Test]
    public async Task Exports_only_what_is_selected()
    {
        await FormatAsync();
        var selection = new TreeSelection("/", ["/quirks", "/resin-boot", "/bin/bunzip2"]);
        await ExportAsync(selection, "rootB:/");
        var slot = await SlotAsync();
        Assert.That(slot["/quirks"], Is.Null);
        Assert.That(slot["/resin-boot/start.elf"], Is.Null);
        Assert.That(slot["/bin/bzip2"]!.SameAs, Is.Null);
        Assert.That(ContractContent.Image.Manifest.Select(selection).DifferencesTo(slot), Is.Empty);
    }

    [Test]
    public async Task Exports_a_folder_of_the_image_over_what_is_there()
    {
        await ExportAsync(new TreeSelection("/resin-boot", ["/resin-boot/fixup.dat"]), "boot:/");
        Assert.That(await ReadAsync("boot:/start.elf"), Is.EqualTo("new firmware"));
        Assert.That(await ReadAsync("boot:/splash/logo.png"), Is.EqualTo("a new logo"));
        Assert.That(await ReadAsync("boot:/config.json"), Is.Not.Null, "what the image does not hold stays");
        Assert.That(await Device.Files.StatAsync(At("boot:/fixup.dat"), default), Is.Null);
    }

    [Test]
    public async Task Exporting_again_merges_folders_and_replaces_everything_else()
    {
        await FormatAsync();
        await ExportAsync(new TreeSelection("/", ["/quirks"]), "rootB:/");
        await ExportAsync(new TreeSelection("/quirks", []), "rootB:/");
        Assert.That(await ReadAsync("rootB:/etc/quirk"), Is.EqualTo("odd"));
        Assert.That(await ReadAsync("rootB:/etc/os-release"), Does.Contain("QUIRK"));
        Assert.That((await Device.Files.StatAsync(At("rootB:/etc/passwd"), default))!.Type, Is.EqualTo(EntryType.Link));
    }

    [Test]
    public async Task Exporting_never_goes_through_a_link_that_lies_in_the_way()
    {
        await ExportAsync(TreeSelection.All, "rootB:/");
        Assert.That((await Device.Files.StatAsync(At("rootB:/lib"), default))!.Type, Is.EqualTo(EntryType.Folder));
        Assert.That(await ReadAsync("rootB:/lib/libc.so"), Is.EqualTo("all of C"));
        Assert.That(await ReadAsync("rootB:/etc/left-over"), Is.EqualTo("from long ago"));
    }

    [Test]
    public async Task Exporting_to_a_full_partition_is_told()
    {
        await FormatAsync();
        var free = (await Device.Disks.LookAsync("rootB", default))!.Free!.Value;
        await Device.Files.WriteAsync(At("rootB:/filler"), new byte[free - 16384], 0b110_100_100, default);
        await Device.Files.FlushAllAsync("rootB", default);
        await RefusesAsync(DeviceFault.NoSpace, () => ExportAsync(TreeSelection.All, "rootB:/"));
    }

    [Test]
    public async Task Nothing_is_taken_from_an_image_whose_content_does_not_match_its_digest() =>
        await RefusesAsync(DeviceFault.NotAuthentic, async () => await Device.Images.ReadTreeAsync(await PinAsync(DamagedImage), default));

    [Test]
    public async Task A_digest_that_nothing_has_names_nothing() =>
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Images.ReadTreeAsync(Image.Pin("sha256:" + new string('0', 64)), default));

    async Task<PinnedImage> PinAsync(ImageReference reference) => (await Device.Images.ResolveAsync(reference, default)).Image;

    async Task<string?> ReadAsync(ImageReference reference, string path) =>
        await Device.Images.ReadFileAsync(await PinAsync(reference), path, default) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    async Task ExportAsync(TreeSelection selection, string target) => await Device.Images.ExportAsync(await PinAsync(Image), selection, At(target), default);

    async Task FormatAsync() => await Device.Disks.FormatAsync("rootB", new FileSystem("ext4", "c-rootB", new Guid("0f1e2d3c-4b5a-4697-8887-76655443322a")), default);

    async Task<TreeManifest> SlotAsync() =>
        TreeManifest.Of((await Device.Files.ReadTreeAsync(At("rootB:/"), default)).Entries.Where(entry => entry.Path != "/lost+found"));
}
