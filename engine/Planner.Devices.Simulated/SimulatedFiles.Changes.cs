using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

sealed partial class SimulatedFiles
{
    public ValueTask WriteAsync(PartitionPath path, ReadOnlyMemory<byte> content, int mode, CancellationToken ct)
    {
        var tried = new Tried("write", path);
        var (partition, former) = FileAt(path, tried);
        Change("files.write", path, content.Length, ct);
        var entry = former is null ? Entry(path, mode) : former.Look with { Mode = mode, ModifiedAt = device.Now };
        Fill(partition, path, tried, new TreeNode(entry, FileContent.Empty), FileContent.Empty, content, former);
        return default;
    }

    public ValueTask OverwriteAsync(PartitionPath path, long offset, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var tried = new Tried("overwrite", path);
        var (partition, former) = FileAt(path, tried);
        if (former is null) throw Missing(tried);
        if (offset < 0 || offset + content.Length > former.Size) throw new DeviceException(DeviceFault.Failed, tried, $"it has only {former.Size} bytes");
        Change("files.overwrite", path, content.Length, ct);
        var known = former.Content ?? throw new DeviceException(DeviceFault.Failed, tried, "the device file has its digest only, not its content");
        Place(partition, path, former.With(known.With(offset, content.Span), device.Now), former);
        return default;
    }

    public ValueTask AppendAsync(PartitionPath path, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var tried = new Tried("append to", path);
        var (partition, former) = FileAt(path, tried);
        Change("files.append", path, content.Length, ct);
        if (former is { Content: null, Size: > 0 }) throw new DeviceException(DeviceFault.Failed, tried, "the device file has its digest only, not its content");
        var known = former?.Content ?? FileContent.Empty;
        Fill(partition, path, tried, former ?? new TreeNode(Entry(path, 0b110_000_000), FileContent.Empty), known, content, former);
        return default;
    }

    public ValueTask LinkAsync(PartitionPath path, string target, CancellationToken ct)
    {
        var tried = new Tried("link", path);
        var partition = device.Mounted(tried);
        Clear(partition, path, tried);
        var former = TreeEdits.Find(partition.Root, path.Path);
        if (former is { Type: EntryType.Folder }) throw new DeviceException(DeviceFault.Failed, tried, "a folder is there");
        if (partition.Type == "vfat") throw new DeviceException(DeviceFault.Failed, tried, "vfat can not hold a link");
        Change("files.link", path, 0, ct);
        PlaceOrRefuse(partition, path, tried, new TreeNode(new TreeEntry { Path = path.Path, Type = EntryType.Link, Mode = 0b111_111_111, Target = target, ModifiedAt = device.Now }), null);
        return default;
    }

    public ValueTask MakeFolderAsync(PartitionPath path, int mode, CancellationToken ct)
    {
        var tried = new Tried("make the folder", path);
        var partition = device.Mounted(tried);
        var found = TreeEdits.Find(partition.Root, path.Path);
        if (found is not null && found.Type != EntryType.Folder) throw new DeviceException(DeviceFault.Failed, tried, "something else is there");
        Clear(partition, path, tried);
        Change("files.make-folder", path, 0, ct);
        if (found is null) PlaceOrRefuse(partition, path, tried, new TreeNode(TreeNode.Folder.Entry with { Mode = mode, ModifiedAt = device.Now }), null);
        return default;
    }

    /// <summary>Writes as much after what is known as there is room for.</summary>
    void Fill(SimulatedPartition partition, PartitionPath path, Tried tried, TreeNode file, FileContent known, ReadOnlyMemory<byte> content, TreeNode? former)
    {
        var now = device.Now;
        if (TryPlace(partition, path, file.With(known.With(known.Length, content.Span), now), former)) return;
        var empty = PlaceOrRefuse(partition, path, tried, file.With(known, now), former);
        var blocks = (known.Length + FileContent.BlockSize - 1) / FileContent.BlockSize;
        var room = ((blocks + (empty.Free / FileContent.BlockSize)) * FileContent.BlockSize) - known.Length;
        if (room > 0) Place(empty, path, file.With(known.With(known.Length, content.Span[..(int)Math.Min(room, content.Length)]), now), TreeEdits.Find(empty.Root, path.Path));
        throw Full(tried);
    }

    (SimulatedPartition Partition, TreeNode? Former) FileAt(PartitionPath path, Tried tried)
    {
        var partition = device.Mounted(tried);
        var former = TreeEdits.Find(partition.Root, path.Path);
        if (former is null) Clear(partition, path, tried);
        else if (former.Type != EntryType.File) throw new DeviceException(DeviceFault.Failed, tried, former.Type == EntryType.Link ? "it is a symbolic link" : "it is no file");
        return (partition, former);
    }

    SimulatedPartition PlaceOrRefuse(SimulatedPartition partition, PartitionPath path, Tried tried, TreeNode node, TreeNode? former) =>
        TryPlace(partition, path, node, former) ? device[partition.Name]! : throw Full(tried);

    bool TryPlace(SimulatedPartition partition, PartitionPath path, TreeNode node, TreeNode? former)
    {
        var root = RootWith(partition, path, node, former);
        if (!partition.Fits(root)) return false;
        device.Put(partition with { Root = root });
        return true;
    }

    void Place(SimulatedPartition partition, PartitionPath path, TreeNode node, TreeNode? former) =>
        device.Put(partition with { Root = RootWith(partition, path, node, former) });

    static TreeNode RootWith(SimulatedPartition partition, PartitionPath path, TreeNode node, TreeNode? former)
    {
        var form = partition.FormOf(node);
        return former?.Shared is { } file ? SharedFiles.Replace(partition.Root, file, form) : TreeEdits.Put(partition.Root, path.Path, form);
    }

    static void Clear(SimulatedPartition partition, PartitionPath path, Tried tried)
    {
        if (TreeEdits.InTheWay(partition.Root, path.Path) is { } obstacle) throw new DeviceException(DeviceFault.Failed, tried, $"{obstacle} is no folder");
    }

    void Change(string call, PartitionPath path, long bytes, CancellationToken ct) =>
        device.Note(call, EffectKind.Changes, ResourceKind.Partition, path.Partition, path.Path, device.Times.Writing(bytes), ct, bytes);

    TreeEntry Entry(PartitionPath path, int mode) => new() { Path = path.Path, Type = EntryType.File, Mode = mode, ModifiedAt = device.Now };

    static DeviceException Full(Tried tried) => new(DeviceFault.NoSpace, tried, "no space left on the partition");
}
