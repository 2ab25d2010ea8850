using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Testing;

namespace Planner.Devices.Linux.Tests.Images;

public sealed class Oci_folders : ImageTest
{
    static LayerBuilder Layer(string content) => new LayerBuilder().File("file", content);

    [Test]
    public async Task Sizes_are_exact_whatever_the_packing()
    {
        var tar = Layer(new string('x', 500_000)).ToTar();
        foreach (var packing in Enum.GetValues<Packing>())
        {
            var digest = Folder.AddTars($"{packing}", "amd64", packing, tar);
            var info = await Images.ResolveAsync(ImageReference.Parse($"oci:oci:{packing}")!, default);
            Assert.Multiple(() =>
            {
                Assert.That(info.Image.Digest, Is.EqualTo(digest));
                Assert.That(info.Architecture, Is.EqualTo("amd64"));
                Assert.That(info.Packed, Is.EqualTo(new FileInfo(Folder.BlobPath(Folder.LayersOf(digest)[0])).Length));
                Assert.That(info.Unpacked, Is.EqualTo(packing == Packing.Zstd ? info.Unpacked : tar.Length));
                Assert.That(info.Unpacked, Is.GreaterThanOrEqualTo(info.Packed));
            });
        }
    }

    [Test]
    public async Task The_image_of_the_boards_platform_is_found_behind_nested_indexes()
    {
        var digests = Folder.AddNested("os", ("arm64", Layer("arm64")), ("amd64", Layer("amd64")), ("arm/v7", Layer("arm")));
        var image = await PinAsync("oci:oci:os");
        Assert.That(image.Digest, Is.EqualTo(digests[1]));
        Assert.That(await Images.ReadFileAsync(image, "/file", default), Is.EqualTo("amd64"u8.ToArray()));
    }

    [Test]
    public async Task An_image_for_other_platforms_only_is_told_apart()
    {
        Folder.AddNested("os", ("arm64", Layer("a")), ("arm/v7", Layer("b")));
        var refused = await RefusesAsync(DeviceFault.WrongPlatform, () => PinAsync("oci:oci:os"));
        Assert.That(refused.Message, Does.Contain("amd64").And.Contain("arm64").And.Contain("arm/v7"));
    }

    [Test]
    public async Task A_missing_tag_or_folder_is_told()
    {
        Folder.Add("os", "amd64", Packing.None, Layer("x"));
        Assert.That((await RefusesAsync(DeviceFault.NotFound, () => PinAsync("oci:oci:other"))).Message, Does.Contain("other").And.Contain("os"));
        await RefusesAsync(DeviceFault.NotFound, () => PinAsync("oci:nowhere:os"));
        await RefusesAsync(DeviceFault.NotFound, async () => await Images.ReadTreeAsync(ImageReference.Parse("oci:oci:os")!.Pin("sha256:" + new string('1', 64)), default));
    }

    [Test]
    public async Task Without_a_tag_the_only_image_is_meant_and_of_several_none()
    {
        var digest = Folder.Add("os", "amd64", Packing.None, Layer("x"));
        Assert.That((await PinAsync("oci:oci")).Digest, Is.EqualTo(digest));
        Folder.Add("other", "amd64", Packing.None, Layer("y"));
        Assert.That((await RefusesAsync(DeviceFault.Failed, () => PinAsync("oci:oci"))).Message, Does.Contain("other"));
    }

    [TestCase(Packing.None)]
    [TestCase(Packing.Gzip)]
    [TestCase(Packing.Zstd)]
    public async Task A_changed_byte_of_a_layer_is_found(Packing packing)
    {
        var digest = Folder.Add("os", "amd64", packing, Layer(new string('x', 10_000)), Layer("second"));
        var blob = Folder.BlobPath(Folder.LayersOf(digest)[0]);
        var bytes = await File.ReadAllBytesAsync(blob);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(blob, bytes);
        var refused = await RefusesAsync(DeviceFault.NotAuthentic, async () => await ExportAsync(await PinAsync("oci:oci:os")));
        Assert.That(refused.Message, Does.Contain(Folder.LayersOf(digest)[0]));
        Assert.That(Directory.GetFileSystemEntries(Slot), Is.Empty);
    }

    [Test]
    public async Task A_truncated_layer_is_found()
    {
        var digest = Folder.Add("os", "amd64", Packing.Gzip, Layer(new string('x', 100_000)));
        var image = await PinAsync("oci:oci:os");
        using (var blob = new FileStream(Folder.BlobPath(Folder.LayersOf(digest)[0]), FileMode.Open)) blob.SetLength(blob.Length - 20);
        await RefusesAsync(DeviceFault.NotAuthentic, () => PinAsync("oci:oci:os"));
        await RefusesAsync(DeviceFault.NotAuthentic, async () => await Images.ReadTreeAsync(image, default));
    }

    [Test]
    public async Task A_layer_that_changes_between_reading_and_writing_is_found()
    {
        var digest = Folder.Add("os", "amd64", Packing.None, Layer("good content"));
        var image = await PinAsync("oci:oci:os");
        await Images.ReadTreeAsync(image, default);
        var blob = Folder.BlobPath(Folder.LayersOf(digest)[0]);
        await File.WriteAllBytesAsync(blob, Layer("evil content").ToTar());
        await RefusesAsync(DeviceFault.NotAuthentic, () => ExportAsync(image));
    }

    [Test]
    public async Task A_manifest_that_is_not_the_pinned_one_is_found()
    {
        var digest = Folder.Add("os", "amd64", Packing.None, Layer("x"));
        var image = await PinAsync("oci:oci:os");
        await File.AppendAllTextAsync(Folder.BlobPath(digest), " ");
        await RefusesAsync(DeviceFault.NotAuthentic, async () => await Images.ReadTreeAsync(image, default));
        await RefusesAsync(DeviceFault.NotAuthentic, () => PinAsync("oci:oci:os"));
    }
}

[TestFixture("arm/v7", new[] { "arm/v5", "arm/v6", "arm/v8", "arm64" }, "arm/v6")]
[TestFixture("arm/v7", new[] { "arm64", "arm", "amd64" }, "arm")]
[TestFixture("arm/v7", new[] { "arm", "arm/v7", "arm/v6" }, "arm/v7")]
[TestFixture("arm/v6", new[] { "arm/v7", "arm/v6" }, "arm/v6")]
[TestFixture("arm64", new[] { "arm64/v8", "arm/v7" }, "arm64/v8")]
public sealed class Platforms(string board, string[] offered, string taken) : ImageTest
{
    protected override string Architecture => board;

    [Test]
    public async Task The_best_image_that_runs_is_taken()
    {
        var digests = Folder.AddNested("os", [.. offered.Select(architecture => (architecture, new LayerBuilder().File("a", architecture)))]);
        var info = await Images.ResolveAsync(ImageReference.Parse("oci:oci:os")!, default);
        Assert.That((info.Image.Digest, info.Architecture), Is.EqualTo((digests[Array.IndexOf(offered, taken)], taken)));
    }
}
