using System.Buffers;
using Planner.Devices.Linux.Disks;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Files;

/// <summary>Files on this instance's mounts.</summary>
public sealed partial class LinuxFiles(Mounts mounts) : IFiles
{
    const int LargestRead = 4 * 1024 * 1024;

    readonly FreshNames fresh = new();

    /// <inheritdoc/>
    public ValueTask<TreeEntry?> StatAsync(PartitionPath path, CancellationToken ct) => At<TreeEntry?>("look at", path, null, (place, tried) =>
        place.Look(tried) is { } status ? Entries.Of(path.Path, place.Folder, place.Name, status, tried) : null, ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TreeEntry>> ListAsync(PartitionPath folder, CancellationToken ct) => At<IReadOnlyList<TreeEntry>>("list", folder, [], (place, tried) =>
    {
        if (place.Look(tried) is not { Kind: FileKind.Folder }) return [];
        using var open = place.OpenFolder(tried);
        var entries = new List<TreeEntry>();
        foreach (var name in Folder.Names(open, tried))
        {
            if (Libc.StatX(open, name, OpenFlags.AtLinkItself, FileStatus.BasicMask, out var status) != 0) throw Errno.Failure($"{tried}, name {name}");
            entries.Add(Entries.Of($"/{name}", open, name, status, tried));
        }

        return entries;
    }, ct);

    /// <inheritdoc/>
    public ValueTask<TreeManifest> ReadTreeAsync(PartitionPath root, CancellationToken ct) =>
        At("read the tree", root, TreeManifest.Empty, (place, _) => TreeReader.Read(place, ct), ct);

    /// <inheritdoc/>
    public ValueTask<byte[]?> ReadAsync(PartitionPath path, CancellationToken ct) => At<byte[]?>("read", path, null, (place, tried) =>
    {
        if (place.Look(tried) is not { } status) return null;
        using var file = place.OpenFile(0, tried);
        var bytes = new ArrayBufferWriter<byte>((int)Math.Clamp((long)status.Size, 1, LargestRead));
        Content.ReadAll(file, tried, piece =>
        {
            if (bytes.WrittenCount + piece.Length > LargestRead) throw new DeviceException(DeviceFault.Failed, tried, "it has more than 4 MiB");
            bytes.Write(piece);
        }, ct);
        return bytes.WrittenSpan.ToArray();
    }, ct);

    /// <inheritdoc/>
    public ValueTask<string?> DigestAsync(PartitionPath path, CancellationToken ct) => At<string?>("digest", path, null, (place, tried) =>
    {
        if (place.Look(tried) is not { Kind: FileKind.File }) return null;
        using var file = place.OpenFile(0, tried);
        return Content.Digest(file, tried, ct);
    }, ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, string>> Md5Async(PartitionPath root, IReadOnlyList<string> except, CancellationToken ct) =>
        At("hash the files of", root, System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty, (place, _) => TreeHasher.Hash(place, except, ct), ct);

    /// <inheritdoc/>
    public ValueTask FlushAsync(PartitionPath path, CancellationToken ct) => In("flush", path, toWrite: false, (mount, tried) =>
    {
        FlushOne(mount, path, tried);
        foreach (var folder in fresh.FoldersToFlush(path)) FlushOne(mount, folder, tried);
    }, ct);

    /// <inheritdoc/>
    public ValueTask FlushAllAsync(string partition, CancellationToken ct) => In("flush", PartitionPath.Root(partition), toWrite: false, (mount, tried) =>
    {
        using var root = Libc.Open(mount.Root, OpenFlags.Folder, 0);
        if (root.IsInvalid || Libc.FlushFileSystem(root) != 0) throw Errno.Failure(tried);
        fresh.FlushedAll(partition);
    }, ct);

    void FlushOne(Mount mount, PartitionPath path, string tried)
    {
        using var place = Walk.Find(mount, path, tried) ?? throw Errno.Failure(tried, Errno.NoEntry);
        using var file = place.Open(0, tried);
        if (Libc.Flush(file) != 0) throw Errno.Failure(tried);
        fresh.Flushed(path);
    }

    async ValueTask<T> At<T>(string verb, PartitionPath path, T absent, Func<Place, string, T> work, CancellationToken ct)
    {
        var tried = $"{verb} {path}";
        return await mounts.UseAsync(path.Partition, toWrite: false, mount =>
        {
            using var place = Walk.Find(mount, path, tried);
            return place is null ? absent : work(place, tried);
        }, ct).ConfigureAwait(false);
    }

    async ValueTask In(string verb, PartitionPath path, bool toWrite, Action<Mount, string> work, CancellationToken ct) =>
        await mounts.UseAsync(path.Partition, toWrite, mount => work(mount, $"{verb} {path}"), ct).ConfigureAwait(false);
}
