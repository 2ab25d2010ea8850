using System.Collections.Concurrent;
using Planner.Devices.Linux.Containers;
using Planner.Devices.Linux.Fetching;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Images;

/// <summary>Images in registries, in <c>oci:</c> folders and in the container engine. An image's tree is read and checked once for each process.</summary>
/// <param name="board">The board, which decides on the platform.</param>
/// <param name="mounts">Where partitions are mounted.</param>
/// <param name="engine">The container engine.</param>
/// <param name="folder">The folder that relative <c>oci:</c> paths start from.</param>
/// <param name="fetcher">Fetches from registries.</param>
public sealed class LinuxImages(Board board, IMounts mounts, LinuxContainers engine, string folder, HttpFetcher fetcher) : IImages
{
    const int BlobMode = 0b110_100_100;

    readonly Registry registry = new(fetcher);
    readonly ConcurrentDictionary<string, ImageTree> trees = new();

    /// <inheritdoc/>
    public async ValueTask<ImageInfo> ResolveAsync(ImageReference reference, CancellationToken ct)
    {
        var platform = Platform.OfBoard(board.Architecture);
        return reference.IsFolder
            ? await FolderOf(reference).ResolveAsync(reference, platform, ct)
            : await registry.ResolveAsync(reference, platform, ct);
    }

    /// <inheritdoc/>
    public async ValueTask<TreeManifest> ReadTreeAsync(PinnedImage image, CancellationToken ct) => (await TreeAsync(image, ct)).Manifest;

    /// <inheritdoc/>
    public async ValueTask<byte[]?> ReadFileAsync(PinnedImage image, string path, CancellationToken ct) => await (await TreeAsync(image, ct)).ReadFileAsync(path, ct);

    /// <inheritdoc/>
    public async ValueTask ExportAsync(PinnedImage image, TreeSelection selection, PartitionPath target, CancellationToken ct)
    {
        var tried = $"export {image} to {target}";
        if (image.Tree is { } written)
        {
            var placed = new PlacedTree(mounts.RootOf(written.Partition), written, tried);
            using var other = TargetTree.Open(mounts.RootOf(target.Partition), target);
            await Task.Run(() => placed.Write(selection, other, ct), ct);
            return;
        }

        var tree = await TreeAsync(image, ct);
        using var place = TargetTree.Open(mounts.RootOf(target.Partition), target);
        await tree.WriteAsync(selection, place, tried, ct);
    }

    /// <inheritdoc/>
    public async ValueTask<TreeManifest> StreamAsync(PinnedImage image, PartitionPath target, IProgress<long>? progress, CancellationToken ct)
    {
        var tried = $"stream {image} to {target}";
        var source = image.Reference.IsFolder ? await FolderOf(image.Reference).OpenAsync(image.Digest, ct, progress) : await registry.OpenAsync(image, progress, tried, ct);
        using var place = TargetTree.Open(mounts.RootOf(target.Partition), target);
        return await new StreamedTree(place, source, tried).WriteAsync(ct);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ImagePart>> PartsAsync(PinnedImage image, CancellationToken ct) =>
        image.Reference.IsFolder ? await FolderOf(image.Reference).PartsAsync(image.Digest, ct) : await registry.PartsAsync(image, ct);

    /// <inheritdoc/>
    public async ValueTask FetchAsync(PinnedImage image, ImagePart part, PartitionPath file, IProgress<long>? progress, CancellationToken ct)
    {
        var tried = $"fetch {part.Digest} of {image} to {file}";
        using var held = await Task.Run(() => PartFile.Open(mounts.RootOf(file.Partition), file, BlobMode, tried, ct), ct);
        if (image.Reference.IsFolder) await FolderOf(image.Reference).CopyAsync(part, held, progress, tried, ct);
        else await Fetch.IntoAsync(fetcher, held, part.Size, part.Hex, registry.PlacesOf(image.Reference, part.MediaType, part.Digest, tried), progress, tried, ct);
    }

    async Task<ImageTree> TreeAsync(PinnedImage image, CancellationToken ct)
    {
        if (trees.TryGetValue(image.ToString(), out var known)) return known;
        var tried = $"read {image}";
        IImageSource source;
        if (image.IsInFolder) source = await FolderOf(image).OpenAsync(image.Digest, ct);
        else
        {
            var (id, save) = await engine.OpenAsync(image, tried, ct);
            source = new EngineArchive(save, id, image.Digest, tried);
        }

        return trees[image.ToString()] = await ImageTree.ReadAsync(source, tried, ct);
    }

    OciFolder FolderOf(PinnedImage image) => image.Folder is { } place ? new(Path.Join(mounts.RootOf(place.Partition), place.Path), place.ToString()) : FolderOf(image.Reference);

    OciFolder FolderOf(ImageReference reference) => new(Path.GetFullPath(reference.Name, Path.GetFullPath(folder)), $"oci:{reference.Name}");
}
