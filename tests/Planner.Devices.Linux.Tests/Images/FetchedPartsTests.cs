using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Testing;

namespace Planner.Devices.Linux.Tests.Images;

/// <summary>Parts of images from registries that do not do what they should.</summary>
public sealed class FetchedPartsTests : ImageTest
{
    static readonly PartitionPath File = new("slot", "/layer");

    readonly List<string?> ranges = [];

    ImagePart layer = null!;
    PinnedImage image = null!;

    byte[] Whole => System.IO.File.ReadAllBytes(Folder.BlobPath(layer.Digest));

    byte[] Held => System.IO.File.ReadAllBytes(Path.Combine(Slot, "layer"));

    [Test]
    public async Task A_registry_that_breaks_off_is_gone_on_with_where_it_broke()
    {
        var cut = 0;
        await using var standIn = await ServeAsync(whole => cut++ == 0 ? whole[..^100_000] : null);
        await FetchAsync();
        Assert.That(Held, Is.EqualTo(Whole));
        Assert.That(ranges, Is.EqualTo(new[] { "bytes=0-", $"bytes={layer.Size - 100_000}-" }));
    }

    [Test]
    public async Task A_registry_without_ranges_sends_all_of_it_again()
    {
        await using var standIn = await ServeAsync(_ => null, takesRanges: false);
        await System.IO.File.WriteAllBytesAsync(Path.Combine(Slot, "layer"), Whole[..5000]);
        await FetchAsync();
        Assert.That(Held, Is.EqualTo(Whole));
    }

    [Test]
    public async Task A_registry_that_sends_other_bytes_is_found_out()
    {
        await using var standIn = await ServeAsync(whole => [.. whole.Reverse()]);
        Assert.That((await RefusesAsync(DeviceFault.NotAuthentic, FetchAsync)).Message, Does.Contain("its SHA-256 is"));
    }

    [Test]
    public async Task A_registry_that_sends_more_than_it_should_is_not_listened_to()
    {
        await using var standIn = await ServeAsync(whole => [.. whole, .. whole], declares: false);
        Assert.That((await RefusesAsync(DeviceFault.NotAuthentic, FetchAsync)).Message, Does.Contain("more bytes come"));
        Assert.That(Held, Has.Length.LessThanOrEqualTo(layer.Size));
    }

    [Test]
    public async Task What_is_stored_is_an_image_layout_that_others_read()
    {
        await using var standIn = await ServeAsync(_ => null);
        var folder = PartitionPath.Root("slot").Below("image");
        Directory.CreateDirectory(Path.Combine(Slot, "image/blobs/sha256"));
        foreach (var part in await Images.PartsAsync(image, default)) await Images.FetchAsync(image, part, folder.Below($"blobs/sha256/{part.Hex}"), null, default);
        var tree = await Images.ReadTreeAsync(image with { Folder = folder }, default);
        Assert.That(tree.DifferencesTo(await Images.ReadTreeAsync(await PinAsync("oci:oci:os"), default)), Is.Empty);
    }

    async Task FetchAsync() => await Images.FetchAsync(image, layer, File, null, default);

    /// <summary>Serves an image with a layer of some hundred KiB; what a request for it gets is the test's to say, once it is known that it is for the layer.</summary>
    async Task<RegistryStandIn> ServeAsync(Func<byte[], byte[]?> instead, bool takesRanges = true, bool declares = true)
    {
        ranges.Clear();
        var random = new byte[300_000];
        new Random(5).NextBytes(random);
        Folder.Add("os", "amd64", Packing.Gzip, new LayerBuilder().File("file", Convert.ToBase64String(random)));
        var standIn = RegistryStandIn.Serve(Folder, async (request, response) =>
        {
            if (layer is null || request.Url!.AbsolutePath.EndsWith(layer.Digest, StringComparison.Ordinal) != true) return true;
            if (request.Headers["Range"] is { } asked && asked.EndsWith('-')) ranges.Add(asked);
            if (!takesRanges) request.Headers.Remove("Range");
            if (instead(Whole) is not { } bytes) return true;
            if (declares) response.ContentLength64 = layer.Size;
            else response.SendChunked = true;
            await response.OutputStream.WriteAsync(bytes);
            if (bytes.Length < layer.Size) response.Abort();
            return false;
        });
        layer = null!;
        image = await PinAsync($"{standIn.Host}/sized/os:os");
        layer = (await Images.PartsAsync(image, default))[0];
        return standIn;
    }
}
