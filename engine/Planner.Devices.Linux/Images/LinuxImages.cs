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
/// <param name="logins">Credentials by registry host.</param>
public sealed class LinuxImages(Board board, IMounts mounts, LinuxContainers engine, string folder, IReadOnlyDictionary<string, RegistryLogin> logins) : IImages, IAsyncDisposable
{
    const int BlobMode = 0b110_100_100;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly HttpClient http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Patience };
    readonly ConcurrentDictionary<string, ImageTree> trees = new();

    Registry? registry;

    Registry AskedRegistry => registry ??= new Registry(http, logins);

    /// <inheritdoc/>
    public async ValueTask<ImageInfo> ResolveAsync(ImageReference reference, CancellationToken ct)
    {
        var platform = Platform.OfBoard(board.Architecture);
        return reference.IsFolder
            ? await FolderOf(reference).ResolveAsync(reference, platform, ct)
            : await AskedRegistry.ResolveAsync(reference, platform, ct);
    }

    /// <inheritdoc/>
    public async ValueTask<TreeManifest> ReadTreeAsync(PinnedImage image, CancellationToken ct) => (await TreeAsync(image, ct)).Manifest;

    /// <inheritdoc/>
    public async ValueTask<byte[]?> ReadFileAsync(PinnedImage image, string path, CancellationToken ct) => await (await TreeAsync(image, ct)).ReadFileAsync(path, ct);

    /// <inheritdoc/>
    public async ValueTask ExportAsync(PinnedImage image, TreeSelection selection, PartitionPath target, CancellationToken ct)
    {
        var tree = await TreeAsync(image, ct);
        using var place = TargetTree.Open(mounts.RootOf(target.Partition), target);
        await tree.WriteAsync(selection, place, $"export {image} to {target}", ct);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ImagePart>> PartsAsync(PinnedImage image, CancellationToken ct) => await AskedRegistry.PartsAsync(image, ct);

    /// <inheritdoc/>
    public async ValueTask FetchAsync(PinnedImage image, ImagePart part, PartitionPath file, IProgress<long>? progress, CancellationToken ct)
    {
        var tried = $"fetch {part.Digest} of {image} to {file}";
        using var held = await Task.Run(() => PartFile.Open(mounts.RootOf(file.Partition), file, BlobMode, tried, ct), ct);
        await Fetch.IntoAsync(held, part.Size, part.Hex, (from, stop) => AskedRegistry.OpenAsync(image.Reference, part, from, tried, stop), progress, tried, ct);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
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
