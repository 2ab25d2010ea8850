using Planner.Devices.Linux.Fetching;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Images;

/// <summary>Images in a folder (OCI image layout, version 1). Every document and layer is checked against its digest when it is read.</summary>
/// <param name="folder">The folder's path.</param>
/// <param name="name">What it is called in messages.</param>
sealed class OciFolder(string folder, string name)
{
    // A manifest, index or configuration; real ones have some KiB.
    const int LargestDocument = 8 << 20;

    /// <summary>Finds the image for a board; see <see cref="IImages.ResolveAsync"/>.</summary>
    public async Task<ImageInfo> ResolveAsync(ImageReference reference, Platform board, CancellationToken ct)
    {
        var tried = $"look for {reference}";
        if (!File.Exists(Path.Combine(folder, "oci-layout")) || !File.Exists(Path.Combine(folder, "index.json")))
            throw new DeviceException(DeviceFault.NotFound, tried, $"{folder} is no OCI image layout");
        var all = OciDocument.Index(await ReadAsync(Path.Combine(folder, "index.json"), tried, ct), tried) ?? throw new DeviceException(DeviceFault.Failed, tried, "index.json lists no manifests");
        var chosen = await new PlatformChoice(board, (descriptor, stop) => BlobAsync(descriptor, tried, stop), tried).ChooseAsync(Tagged(all, reference, tried), ct);
        if (reference.Digest is { } asked && asked != chosen.Descriptor.Digest) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"the folder has {chosen.Descriptor.Digest} for this board");
        var (packed, unpacked) = (0L, 0L);
        foreach (var layer in chosen.Manifest.Layers)
        {
            var stored = new FileInfo(PathOf(layer.Digest));
            if (!stored.Exists) throw new DeviceException(DeviceFault.NotFound, tried, $"the layer {layer.Digest} is not in the folder");
            if (stored.Length != layer.Size) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"the layer {layer.Digest} has {stored.Length} bytes instead of {layer.Size}");
            packed += layer.Size;
            unpacked += await Reading(tried, () => UnpackedSize.OfAsync(layer, PeekAsync, ct));
        }

        return new ImageInfo(reference.Pin(chosen.Descriptor.Digest), chosen.Platform.ToString(), packed, unpacked);
    }

    /// <summary>An image of the folder.</summary>
    /// <param name="digest">Its manifest's digest.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <param name="progress">Gets the packed bytes of the layers that were read so far.</param>
    public async Task<IImageSource> OpenAsync(string digest, CancellationToken ct, IProgress<long>? progress = null)
    {
        var tried = $"read {name}@{digest}";
        return new Source(this, (await ManifestAsync(digest, tried, ct)).Manifest.Layers, progress, tried);
    }

    /// <summary>What an image is made of, its manifest last; see <see cref="IImages.PartsAsync"/>.</summary>
    public async Task<IReadOnlyList<ImagePart>> PartsAsync(string digest, CancellationToken ct)
    {
        var (manifest, size) = await ManifestAsync(digest, $"read {name}@{digest}", ct);
        return manifest.PartsWith(digest, size);
    }

    /// <summary>Copies a part of an image behind what a file holds of it already; see <see cref="IImages.FetchAsync"/>.</summary>
    public async Task CopyAsync(ImagePart part, PartFile file, IProgress<long>? progress, string tried, CancellationToken ct)
    {
        if (file.Length > part.Size) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"the file holds {file.Length} bytes already, of {part.Size} declared");
        await using var blob = Open(part.Digest, tried);
        if (blob.Length != part.Size) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"it has {blob.Length} bytes, and {part.Size} are declared");
        blob.Seek(file.Length, SeekOrigin.Begin);
        var buffer = new byte[128 << 10];
        while (await Reading(tried, async () => await blob.ReadAsync(buffer, ct)) is > 0 and var read)
        {
            await file.AppendAsync(buffer.AsMemory(0, read), ct);
            progress?.Report(file.Length);
        }

        if (file.Digest != part.Hex) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"its SHA-256 is {file.Digest} instead of {part.Hex}");
    }

    async Task<(ImageManifest Manifest, long Size)> ManifestAsync(string digest, string tried, CancellationToken ct)
    {
        var path = Digests.Hex(digest) is null ? null : PathOf(digest);
        if (path is null || !File.Exists(path)) throw new DeviceException(DeviceFault.NotFound, tried, "the folder holds no image of this digest");
        var json = await ReadAsync(path, tried, ct);
        if (Digests.Of(json) != digest) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"the manifest's digest is {Digests.Of(json)}");
        return (OciDocument.Manifest(json, tried), json.Length);
    }

    FileStream Open(string digest, string tried)
    {
        try
        {
            return new FileStream(PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.Read, 256 << 10, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(tried, e);
        }
    }

    static async Task<T> Reading<T>(string tried, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(tried, e);
        }
    }

    static DeviceException Failure(string tried, Exception e) =>
        e is FileNotFoundException or DirectoryNotFoundException ? new DeviceException(DeviceFault.NotFound, tried, "it is not in the folder", e) : new DeviceException(DeviceFault.BadDisk, tried, e.Message, e);

    static IReadOnlyList<Descriptor> Tagged(IReadOnlyList<Descriptor> all, ImageReference reference, string tried)
    {
        if (reference.Tag is { } tag)
            return all.Where(one => one.Tag == tag).ToList() is { Count: > 0 } tagged ? tagged : throw new DeviceException(DeviceFault.NotFound, tried, $"the folder has no tag '{tag}', only {List(all)}");
        return all.Select(one => one.Tag).Distinct().Count() <= 1 ? all : throw new DeviceException(DeviceFault.Failed, tried, $"the folder holds several images, say which one: {List(all)}");
    }

    static string List(IReadOnlyList<Descriptor> all) => all.Count == 0 ? "none" : string.Join(", ", all.Select(one => one.Tag ?? "one without").Distinct());

    async Task<byte[]> BlobAsync(Descriptor descriptor, string tried, CancellationToken ct)
    {
        var path = PathOf(descriptor.Digest);
        if (!File.Exists(path)) throw new DeviceException(DeviceFault.NotFound, tried, $"{descriptor.Digest} is not in the folder");
        var json = await ReadAsync(path, tried, ct);
        return Digests.Of(json) == descriptor.Digest ? json : throw new DeviceException(DeviceFault.NotAuthentic, tried, $"{descriptor.Digest} has the digest {Digests.Of(json)}");
    }

    async Task<byte[]?> PeekAsync(Descriptor layer, long offset, int count, CancellationToken ct)
    {
        await using var blob = File.OpenRead(PathOf(layer.Digest));
        if (blob.Length < count) return null;
        blob.Seek(offset, offset < 0 ? SeekOrigin.End : SeekOrigin.Begin);
        var bytes = new byte[count];
        await blob.ReadExactlyAsync(bytes, ct);
        return bytes;
    }

    string PathOf(string digest) => Path.Combine(folder, "blobs", "sha256", Digests.Hex(digest)!);

    static Task<byte[]> ReadAsync(string path, string tried, CancellationToken ct) => Reading(tried, async () =>
        new FileInfo(path).Length <= LargestDocument ? await File.ReadAllBytesAsync(path, ct) : throw new DeviceException(DeviceFault.Failed, tried, $"{path} is too large for a document"));

    sealed class Source(OciFolder place, IReadOnlyList<Descriptor> layers, IProgress<long>? progress, string tried) : IImageSource
    {
        public Task<IReadOnlyList<string>> ReadLayersAsync(Predicate<string> wanted, LayerVisit visit, CancellationToken ct) => Task.Run<IReadOnlyList<string>>(
            () =>
            {
                var read = 0L;
                foreach (var layer in layers.DistinctBy(layer => layer.Digest).Where(layer => wanted(layer.Digest)))
                {
                    Read(layer, visit, ct);
                    progress?.Report(read += layer.Size);
                }

                return [.. layers.Select(layer => layer.Digest)];
            },
            ct);

        void Read(Descriptor layer, LayerVisit visit, CancellationToken ct)
        {
            var doing = $"{tried}, layer {layer.Digest}";
            try
            {
                using var blob = place.Open(layer.Digest, doing);
                LayerStream.Read(blob, found => found.Stored == layer.Digest ? null : $"its digest is {found.Stored}", hashPlain: false, tar => visit(layer.Digest, tar), doing, ct);
            }
            catch (IOException e)
            {
                throw new DeviceException(DeviceFault.BadDisk, doing, e.Message, e);
            }
        }
    }
}
