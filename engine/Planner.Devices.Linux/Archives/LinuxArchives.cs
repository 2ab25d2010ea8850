using System.IO.Compression;
using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Disks;
using Planner.Devices.Linux.Files;
using Planner.Devices.Linux.Images;
using Planner.Devices.Linux.Images.Tar;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Archives;

/// <summary>Archives on mounted partitions.</summary>
public sealed class LinuxArchives(Mounts mounts) : IArchives
{
    const uint OwnerOnly = 0x180;
    const string Layer = "archive";

    /// <inheritdoc/>
    public async ValueTask<ArchiveSize> MeasureAsync(PartitionPath folder, CancellationToken ct) => await mounts.UseAsync(folder.Partition, toWrite: false, mount =>
    {
        var tried = $"measure {folder}";
        using var place = Walk.Find(mount, folder, tried) ?? throw Errno.Failure(tried, Errno.NoEntry);
        return Pack(place, Stream.Null, tried, ct);
    }, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<ArchiveSize> PackAsync(PartitionPath folder, PartitionPath archive, CancellationToken ct)
    {
        ArchiveSize? size = null;
        await mounts.UseBothAsync(folder.Partition, archive.Partition, (source, target) => size = Pack(source, target, folder, archive, $"pack {folder} into {archive}", ct), ct).ConfigureAwait(false);
        return size!;
    }

    /// <inheritdoc/>
    public async ValueTask<TreeManifest> ReadTreeAsync(PartitionPath archive, CancellationToken ct) =>
        await mounts.UseAsync(archive.Partition, toWrite: false, mount => TreeOf(mount, archive, $"read {archive}", ct).ToManifest(), ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask UnpackAsync(PartitionPath archive, PartitionPath folder, CancellationToken ct) => await mounts.UseBothAsync(archive.Partition, folder.Partition, (source, target) =>
    {
        var tried = $"unpack {archive} into {folder}";
        var tree = TreeOf(source, archive, tried, ct);
        using var place = TargetTree.Open(target.Root, folder);
        var writer = new TreeWriter(place, tree.Root, TreeSelection.All, tried);
        writer.Begin();
        Visit(source, archive, tar => writer.Write(Layer, tar), tried, ct);
        writer.End();
    }, ct).ConfigureAwait(false);

    static ArchiveSize Pack(Mount source, Mount target, PartitionPath folder, PartitionPath archive, string tried, CancellationToken ct)
    {
        using var from = Walk.Find(source, folder, tried) ?? throw Errno.Failure(tried, Errno.NoEntry);
        using var to = Walk.Find(target, archive, tried) ?? throw Errno.Failure(tried, Errno.NoEntry);
        if (from.Look(tried) is null) throw Errno.Failure(tried, Errno.NoEntry);
        if (archive.Partition == folder.Partition && TreeSelection.IsAtOrBelow(archive.Path, folder.Path)) throw new DeviceException(DeviceFault.Failed, tried, "an archive can not lie in what it holds");
        TreeRemover.Remove(to.Folder, to.Name, tried, ct);
        using var file = to.OpenFile(OpenFlags.Write | OpenFlags.Create | OpenFlags.Exclusive, tried, OwnerOnly);
        using var stream = new HandleStream(file, tried);
        var size = Pack(from, stream, tried, ct);
        if (Libc.Flush(file) != 0 || Libc.Flush(to.Folder) != 0) throw Errno.Failure(tried);
        return size;
    }

    static ArchiveSize Pack(Place folder, Stream stream, string tried, CancellationToken ct)
    {
        using var counted = new CountingStream(stream);
        FolderPacker packer;
        using (var packed = new GZipStream(counted, CompressionLevel.Optimal, leaveOpen: true))
        {
            packer = new FolderPacker(new TarWriter(packed), tried, ct);
            packer.Pack(folder);
        }

        return new ArchiveSize(counted.Written, packer.Unpacked, packer.Count, packer.LeftOut);
    }

    static MergedTree TreeOf(Mount mount, PartitionPath archive, string tried, CancellationToken ct)
    {
        LayerIndex? index = null;
        Visit(mount, archive, tar => index = LayerIndex.Read(Layer, tar, tried), tried, ct);
        return index!.Entries.Count > 0 ? MergedTree.OfArchive(index, tried) : throw new DeviceException(DeviceFault.NotAuthentic, tried, "the archive is damaged: it holds nothing, not even a folder");
    }

    static void Visit(Mount mount, PartitionPath archive, Action<TarStream> visit, string tried, CancellationToken ct)
    {
        using var place = Walk.Find(mount, archive, tried) ?? throw Errno.Failure(tried, Errno.NoEntry);
        using var file = place.OpenFile(0, tried);
        using var stream = new FileStream(new SafeFileHandle(file.DangerousGetHandle(), ownsHandle: false), FileAccess.Read, 128 << 10);
        try
        {
            LayerStream.Read(stream, _ => null, hashPlain: false, visit, tried, ct);
        }
        catch (DeviceException damaged) when (damaged.Fault == DeviceFault.Failed)
        {
            throw new DeviceException(DeviceFault.NotAuthentic, tried, $"the archive is damaged: {damaged.Result}", damaged);
        }
    }
}
