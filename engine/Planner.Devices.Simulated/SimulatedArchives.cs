using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <summary>Archives in memory: files of the right size whose digests stand for trees.</summary>
sealed class SimulatedArchives(SimulatedDevice device) : IArchives
{
    public ValueTask<ArchiveSize> MeasureAsync(PartitionPath folder, CancellationToken ct)
    {
        var (tree, leftOut) = Packable(folder, $"measure {folder}");
        device.Note("archives.measure", EffectKind.Reads, ResourceKind.Partition, folder.Partition, folder.Path, device.Times.Reading(tree.Space), ct);
        return new(SizeOf(tree, leftOut));
    }

    public ValueTask<ArchiveSize> PackAsync(PartitionPath folder, PartitionPath archive, CancellationToken ct)
    {
        var tried = $"pack {folder} into {archive}";
        var (tree, leftOut) = Packable(folder, tried);
        var target = device.Mounted(archive.Partition, tried);
        if (TreeEdits.Find(target.Root, archive.Folder.Path) is not { Type: EntryType.Folder }) throw new DeviceException(DeviceFault.NotFound, tried, $"there is no folder {archive.Folder}");
        if (archive.Partition == folder.Partition && TreeSelection.IsAtOrBelow(archive.Path, folder.Path)) throw new DeviceException(DeviceFault.Failed, tried, "an archive can not lie in what it holds");
        var size = SizeOf(tree, leftOut);
        device.Note("archives.pack", EffectKind.Changes, ResourceKind.Partition, archive.Partition, archive.Path, device.Times.Writing(size.Packed), ct, size.Packed);
        target = target with { Root = TreeEdits.Remove(target.Root, archive.Path) };
        if (!TryPut(target, archive, size.Packed, device.Start.Archives.Keep(tree)))
        {
            TryPut(target, archive, target.Free, device.Start.Archives.Keep(tree) + " in part");
            throw new DeviceException(DeviceFault.NoSpace, tried, "no space left on the partition");
        }

        return new(size);
    }

    public ValueTask<TreeManifest> ReadTreeAsync(PartitionPath archive, CancellationToken ct)
    {
        var tried = $"read {archive}";
        var (tree, size) = Held(archive, tried);
        device.Note("archives.read-tree", EffectKind.Reads, ResourceKind.Partition, archive.Partition, archive.Path, device.Times.Reading(size), ct);
        return new((tree ?? throw Damaged(tried)).Manifest);
    }

    public ValueTask UnpackAsync(PartitionPath archive, PartitionPath folder, CancellationToken ct)
    {
        var tried = $"unpack {archive} into {folder}";
        var tree = Held(archive, tried).Tree ?? throw Damaged(tried);
        var target = device.Mounted(folder.Partition, tried);
        if (TreeEdits.InTheWay(target.Root, folder.Path) is { } obstacle) throw new DeviceException(DeviceFault.Failed, tried, $"{obstacle} is no folder");
        device.Note("archives.unpack", EffectKind.Changes, ResourceKind.Partition, folder.Partition, folder.Path, device.Times.Writing(tree.Space), ct, tree.Space);
        var under = TreeEdits.Find(target.Root, folder.Path) ?? TreeNode.Folder;
        var over = target.FormOf(under.Children.IsEmpty ? tree : SharedFiles.Copy(tree));
        var root = SharedFiles.Settle(TreeEdits.Put(target.Root, folder.Path, TreeEdits.Merge(under, over)));
        if (!target.Fits(root)) throw new DeviceException(DeviceFault.NoSpace, tried, "no space left on the partition");
        device.Things = device.Things.With((target with { Root = root }).Flushed());
        return default;
    }

    bool TryPut(SimulatedPartition target, PartitionPath archive, long size, string digest)
    {
        var file = new TreeNode(new TreeEntry { Path = archive.Path, Type = EntryType.File, Mode = 0b110_000_000, Size = size, Digest = digest, ModifiedAt = device.Now });
        var root = TreeEdits.Put(target.Root, archive.Path, file);
        if (!target.Fits(root)) return false;
        device.Things = device.Things.With((target with { Root = root }).Flushed());
        return true;
    }

    ArchiveSize SizeOf(TreeNode tree, IReadOnlyList<string> leftOut) => new(device.Start.Archives.SizeOf(tree), tree.Manifest.Size, tree.Manifest.Entries.Length, leftOut);

    (TreeNode? Tree, long Size) Held(PartitionPath archive, string tried)
    {
        var found = TreeEdits.Find(device.Mounted(archive.Partition, tried).Root, archive.Path);
        if (found is not { Type: EntryType.File }) throw new DeviceException(DeviceFault.NotFound, tried, "nothing is there");
        return (device.Start.Archives.Find(found.Digest), found.Size);
    }

    (TreeNode Tree, IReadOnlyList<string> LeftOut) Packable(PartitionPath folder, string tried)
    {
        var found = TreeEdits.Find(device.Mounted(folder.Partition, tried).Root, folder.Path) ?? throw new DeviceException(DeviceFault.NotFound, tried, "nothing is there");
        if (found.Type != EntryType.Folder) throw new DeviceException(DeviceFault.Failed, tried, $"{folder} is no folder");
        var sockets = found.Manifest.Entries.Where(entry => entry.Type == EntryType.Socket).Select(entry => entry.Path).ToList();
        return (sockets.Aggregate(found, TreeEdits.Remove), sockets);
    }

    static DeviceException Damaged(string tried) => new(DeviceFault.NotAuthentic, tried, "the archive is damaged");
}
