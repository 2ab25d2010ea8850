using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Disks;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Files;

/// <content>The calls that change something.</content>
public sealed partial class LinuxFiles
{
    const uint OwnerOnly = 0x180;

    /// <inheritdoc/>
    public ValueTask WriteAsync(PartitionPath path, ReadOnlyMemory<byte> content, int mode, CancellationToken ct) => Making("write", path, (place, tried) =>
    {
        using var file = OpenToWrite(place, OpenFlags.Write | OpenFlags.Truncate, tried);
        Content.Write(file, content.Span, tried);
        if (place.HasOwners && Libc.ChangeMode(file, (uint)mode) != 0) throw Errno.Failure(tried);
    }, ct);

    /// <inheritdoc/>
    public ValueTask AppendAsync(PartitionPath path, ReadOnlyMemory<byte> content, CancellationToken ct) => Making("append to", path, (place, tried) =>
    {
        using var file = OpenToWrite(place, OpenFlags.Write | OpenFlags.Append, tried);
        Content.Write(file, content.Span, tried);
    }, ct);

    /// <inheritdoc/>
    public ValueTask OverwriteAsync(PartitionPath path, long offset, ReadOnlyMemory<byte> content, CancellationToken ct) => In("overwrite", path, toWrite: true, (mount, tried) =>
    {
        using var place = Walk.Find(mount, path, tried) ?? throw Errno.Failure(tried, Errno.NoEntry);
        using var file = place.OpenFile(OpenFlags.Write, tried);
        var size = (long)(place.Look(tried) ?? throw Errno.Failure(tried, Errno.NoEntry)).Size;
        if (offset < 0 || offset + content.Length > size)
            throw new DeviceException(DeviceFault.Failed, tried, $"{content.Length} bytes at {offset} would change its length of {size}");
        if (Libc.Seek(file, offset, 0) != offset) throw Errno.Failure(tried);
        Content.Write(file, content.Span, tried);
    }, ct);

    /// <inheritdoc/>
    public async ValueTask CopyAsync(PartitionPath from, PartitionPath to, CancellationToken ct) =>
        await mounts.UseBothAsync(from.Partition, to.Partition, (source, target) => Copy(source, target, from, to, $"copy {from} to {to}", ct), ct).ConfigureAwait(false);

    void Copy(Mount source, Mount target, PartitionPath from, PartitionPath to, string tried, CancellationToken ct)
    {
        using var there = Walk.Find(source, from, tried) ?? throw Errno.Failure(tried, Errno.NoEntry);
        if (from == to) return;
        if (from.Partition == to.Partition && TreeSelection.IsAtOrBelow(to.Path, from.Path))
            throw new DeviceException(DeviceFault.Failed, tried, "a folder can not be copied into itself");
        using var place = Walk.Make(target, to, tried, fresh.Add);
        new TreeCopier(there, place, tried, ct).Copy();
        fresh.Add(to);
    }

    /// <inheritdoc/>
    public ValueTask RenameAsync(PartitionPath from, PartitionPath to, CancellationToken ct) => In($"rename {from} to", to, toWrite: true, (mount, tried) =>
    {
        if (from.Partition != to.Partition) throw new DeviceException(DeviceFault.Failed, tried, "they are on different partitions");
        using var old = Walk.Find(mount, from, tried) ?? throw Errno.Failure(tried, Errno.NoEntry);
        using var place = Walk.Find(mount, to, tried) ?? throw Errno.Failure(tried, Errno.NoEntry);
        if (Libc.RenameAt(old.Folder, old.Name, place.Folder, place.Name) != 0) throw Errno.Failure(tried);
        fresh.Add(to);
    }, ct);

    /// <inheritdoc/>
    public ValueTask DeleteAsync(PartitionPath path, CancellationToken ct) => In("delete", path, toWrite: true, (mount, tried) =>
    {
        if (path.Path == "/") throw new DeviceException(DeviceFault.Failed, tried, "the root of a partition can not be deleted");
        using var place = Walk.Find(mount, path, tried);
        if (place is not null) TreeRemover.Remove(place.Folder, place.Name, tried, ct);
    }, ct);

    /// <inheritdoc/>
    public ValueTask LinkAsync(PartitionPath path, string target, CancellationToken ct) => Making("link", path, (place, tried) =>
    {
        if (place.Look(tried) is { Kind: not FileKind.Folder } && Libc.UnlinkAt(place.Folder, place.Name, 0) != 0) throw Errno.Failure(tried);
        if (Libc.MakeLinkAt(target, place.Folder, place.Name) != 0) throw Errno.Failure(tried);
        fresh.Add(path);
    }, ct);

    /// <inheritdoc/>
    public ValueTask MakeFolderAsync(PartitionPath path, int mode, CancellationToken ct) => Making("make the folder", path, (place, tried) =>
    {
        if (path.Path == "/") return;
        if (Libc.MakeFolderAt(place.Folder, place.Name, (uint)mode) != 0)
        {
            if (Errno.Last != Errno.Exists || place.Look(tried) is not { Kind: FileKind.Folder }) throw Errno.Failure(tried, Errno.Exists);
            return;
        }

        fresh.Add(path);
        using var folder = place.OpenFolder(tried);
        if (place.HasOwners && Libc.ChangeMode(folder, (uint)mode) != 0) throw Errno.Failure(tried);
    }, ct);

    SafeFileHandle OpenToWrite(Place place, int flags, string tried)
    {
        if (place.Look(tried) is null) fresh.Add(place.Path);
        return place.OpenFile(flags | OpenFlags.Create, tried, OwnerOnly);
    }

    ValueTask Making(string verb, PartitionPath path, Action<Place, string> work, CancellationToken ct) => In(verb, path, toWrite: true, (mount, tried) =>
    {
        using var place = Walk.Make(mount, path, tried, fresh.Add);
        work(place, tried);
    }, ct);
}
