using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <content>The calls that change names.</content>
sealed partial class SimulatedFiles
{
    public ValueTask CopyAsync(PartitionPath from, PartitionPath to, CancellationToken ct)
    {
        var tried = new Tried("copy", from, to);
        var source = TreeEdits.Find(device.Mounted(tried).Root, from.Path) ?? throw Missing(tried);
        var partition = device.Mounted(to.Partition, tried);
        Clear(partition, to, tried);
        if (from.Partition == to.Partition && TreeSelection.IsAtOrBelow(to.Path, from.Path)) throw new DeviceException(DeviceFault.Failed, tried, "it would be copied into itself");
        if (partition.Type == "vfat" && Vfat.Refuses(source, from.Path) is { } refused) throw new DeviceException(DeviceFault.Failed, tried, $"vfat can not hold {refused}");
        Read("files.copy", from, TimeSpan.Zero, ct);
        Change("files.copy", to, source.Space, ct);
        var copy = source.Shared is null ? partition.FormOf(SharedFiles.Copy(source)) : partition.FormOf(source.With(null, true));
        // A node of its own: a copy whose original is deleted is no rename.
        if (copy.Type == EntryType.File && ReferenceEquals(copy, source)) copy = source.With(source.Content is null ? source.Entry : source.Look);
        var former = TreeEdits.Find(partition.Root, to.Path);
        Settle(partition, TreeEdits.Put(partition.Root, to.Path, former is null ? copy : TreeEdits.Merge(former, copy)), former, tried);
        return default;
    }

    public ValueTask RenameAsync(PartitionPath from, PartitionPath to, CancellationToken ct)
    {
        var tried = new Tried("rename", from, to);
        if (from.Partition != to.Partition) throw new DeviceException(DeviceFault.Failed, tried, "they are on two partitions");
        var partition = device.Mounted(tried);
        var node = TreeEdits.Find(partition.Root, from.Path) ?? throw Missing(tried);
        Clear(partition, to, tried);
        if (TreeEdits.Find(partition.Root, to.Folder.Path) is null) throw new DeviceException(DeviceFault.NotFound, tried, $"there is no folder {to.Folder}");
        if (from.Path != to.Path && TreeSelection.IsAtOrBelow(to.Path, from.Path)) throw new DeviceException(DeviceFault.Failed, tried, "it would move into itself");
        var former = TreeEdits.Find(partition.Root, to.Path);
        if (former is not null && IsFolder(former) != IsFolder(node)) throw new DeviceException(DeviceFault.Failed, tried, IsFolder(former) ? "a folder is there" : "a file is there");
        if (former is { Children.IsEmpty: false }) throw new DeviceException(DeviceFault.Failed, tried, "a folder is there that is not empty");
        Change("files.rename", from, 0, ct);
        device.Note("files.rename", EffectKind.Changes, ResourceKind.Partition, to.Partition, to.Path, TimeSpan.Zero, ct);
        if (from.Path != to.Path) Settle(partition, TreeEdits.Put(TreeEdits.Remove(partition.Root, from.Path), to.Path, node), former, tried);
        return default;
    }

    public ValueTask DeleteAsync(PartitionPath path, CancellationToken ct)
    {
        var tried = new Tried("delete", path);
        var partition = device.Mounted(tried);
        var former = TreeEdits.Find(partition.Root, path.Path);
        Change("files.delete", path, 0, ct);
        if (former is not null) Settle(partition, TreeEdits.Remove(partition.Root, path.Path), former, tried);
        return default;
    }

    /// <summary>Takes a changed tree over where it fits; what was replaced or removed may have been one of several names of a file.</summary>
    void Settle(SimulatedPartition partition, TreeNode root, TreeNode? former, Tried tried)
    {
        if (former is { IsShared: true }) root = SharedFiles.Settle(root);
        if (!partition.Fits(root)) throw Full(tried);
        device.Put(partition with { Root = root });
    }

    static bool IsFolder(TreeNode node) => node.Type == EntryType.Folder;
}
