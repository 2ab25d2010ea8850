using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <summary>Files in memory: the calls that read, and flushing. Those that change are in the other part.</summary>
sealed partial class SimulatedFiles(SimulatedDevice device) : IFiles
{
    const long LargestRead = 4 << 20;

    public ValueTask<TreeEntry?> StatAsync(PartitionPath path, CancellationToken ct)
    {
        var found = Find(path, "look at");
        Read("files.stat", path, device.Times.Look, ct);
        return new(found?.LookAt(path.Path));
    }

    public ValueTask<IReadOnlyList<TreeEntry>> ListAsync(PartitionPath folder, CancellationToken ct)
    {
        var found = Find(folder, "list");
        Read("files.list", folder, device.Times.Look, ct);
        if (found is null || found.Children.IsEmpty) return new([]);
        var listed = new List<TreeEntry>(found.Children.Count);
        foreach (var (name, child) in found.Children) listed.Add(child.LookAt($"/{name}"));
        return new(listed);
    }

    public ValueTask<TreeManifest> ReadTreeAsync(PartitionPath root, CancellationToken ct)
    {
        var found = Find(root, "read the tree");
        Read("files.read-tree", root, device.Times.Reading(found?.Space ?? 0), ct);
        return new(found?.Manifest ?? TreeManifest.Empty);
    }

    public ValueTask<byte[]?> ReadAsync(PartitionPath path, CancellationToken ct)
    {
        var found = Find(path, "read");
        Read("files.read", path, device.Times.Reading(found?.Size ?? 0), ct);
        if (found is null) return new((byte[]?)null);
        var tried = new Tried("read", path);
        if (found.Type != EntryType.File) throw new DeviceException(DeviceFault.Failed, tried, "it is no file");
        if (found.Size > LargestRead) throw new DeviceException(DeviceFault.Failed, tried, $"it is larger than {ByteSize.Format(LargestRead)}");
        return new(found.Content?.ToArray() ?? throw new DeviceException(DeviceFault.Failed, tried, "the device file has its digest only, not its content"));
    }

    public ValueTask<string?> DigestAsync(PartitionPath path, CancellationToken ct)
    {
        var found = Find(path, "read");
        Read("files.digest", path, device.Times.Reading(found?.Size ?? 0), ct);
        return new(found?.Digest);
    }

    public ValueTask<IReadOnlyDictionary<string, string>> Md5Async(PartitionPath root, IReadOnlyList<string> except, CancellationToken ct)
    {
        var found = Find(root, "hash the files of");
        Read("files.md5", root, device.Times.Reading(found?.Space ?? 0), ct);
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (found is not null) AddMd5(found, "/", root, except, files);
        return new(files);
    }

    static void AddMd5(TreeNode node, string path, PartitionPath root, IReadOnlyList<string> except, SortedDictionary<string, string> files)
    {
        foreach (var left in except)
            if (TreeSelection.IsAtOrBelow(path, left)) return;
        if (node.Type == EntryType.File)
            files[path] = node.Md5 ?? throw new DeviceException(DeviceFault.Failed, new Tried("hash the files of", root), $"the device file has of {path} neither content nor MD5");
        foreach (var (name, child) in node.Children) AddMd5(child, path == "/" ? $"/{name}" : $"{path}/{name}", root, except, files);
    }

    public ValueTask FlushAsync(PartitionPath path, CancellationToken ct)
    {
        var tried = new Tried("flush", path);
        var partition = device.Mounted(tried);
        var node = TreeEdits.Find(partition.Root, path.Path) ?? throw Missing(tried);
        Read("files.flush", path, device.Times.Flush, ct);
        device.Put(partition with { Durable = Durability.Flush(partition.Durable, path.Path, node) });
        return default;
    }

    public ValueTask FlushAllAsync(string partition, CancellationToken ct)
    {
        var found = device.Mounted(partition, $"flush {partition}");
        Read("files.flush-all", PartitionPath.Root(partition), device.Times.Flush, ct);
        device.Put(found.Flushed());
        return default;
    }

    TreeNode? Find(PartitionPath path, string verb)
    {
        var partition = device[path.Partition];
        if (partition?.Type is null) partition = device.Mounted(new Tried(verb, path));
        return TreeEdits.Find(partition.Root, path.Path);
    }

    void Read(string call, PartitionPath path, TimeSpan takes, CancellationToken ct) =>
        device.Note(call, EffectKind.Reads, ResourceKind.Partition, path.Partition, path.Path, takes, ct);

    static DeviceException Missing(Tried tried) => new(DeviceFault.NotFound, tried, "nothing is there");
}
