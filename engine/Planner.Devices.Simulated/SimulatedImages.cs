using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <summary>Images of the device file: an <c>oci:</c> one is on the device, any other in a registry until it is pulled.</summary>
sealed partial class SimulatedImages(SimulatedDevice device) : IImages
{
    const int LinksFollowed = 40;

    public ValueTask<ImageInfo> ResolveAsync(ImageReference reference, CancellationToken ct)
    {
        var tried = $"ask for {reference}";
        device.Note("images.resolve", EffectKind.Reads, ResourceKind.Network, reference.Name, "", device.Times.Ask, ct);
        if (!reference.IsFolder && !device.Things.Online) throw new DeviceException(DeviceFault.Unreachable, tried, "the registry does not answer");
        var found = Offered(reference) ?? throw new DeviceException(DeviceFault.NotFound, tried, "no such image");
        if (found.Snapshot.Architecture != device.Board.Architecture)
            throw new DeviceException(DeviceFault.WrongPlatform, tried, $"it is for {found.Snapshot.Architecture}, not for {device.Board.Architecture}");
        return new(found.Info with { Image = reference.Pin(found.Snapshot.Digest) });
    }

    public ValueTask<TreeManifest> ReadTreeAsync(PinnedImage image, CancellationToken ct)
    {
        var found = OnDevice(image, $"read the tree of {image}");
        Read("images.read-tree", image, device.Times.Reading(found.Snapshot.Packed), ct);
        return new(found.Tree.Manifest);
    }

    public ValueTask<byte[]?> ReadFileAsync(PinnedImage image, string path, CancellationToken ct)
    {
        var tried = $"read {path} of {image}";
        var found = OnDevice(image, tried);
        Read("images.read-file", image, device.Times.Reading(found.Snapshot.Packed), ct);
        var node = Follow(found.Tree, path, tried);
        if (node is not { Type: EntryType.File }) return new((byte[]?)null);
        return new(node.Content?.ToArray() ?? throw new DeviceException(DeviceFault.Failed, tried, "the device file has its digest only, not its content"));
    }

    public ValueTask ExportAsync(PinnedImage image, TreeSelection selection, PartitionPath target, CancellationToken ct)
    {
        var tried = $"export {image} to {target}";
        device.Live();
        var (tree, hasRoot) = image.Tree is { } written ? Selected(written, selection, tried) : OnDevice(image, tried).Select(selection);
        var partition = device.Mounted(target.Partition, tried);
        RefuseWhatCanNotBe(partition, target, tree, tried);
        Read("images.export", image, TimeSpan.Zero, ct);
        device.Note("images.export", EffectKind.Changes, ResourceKind.Partition, target.Partition, target.Path, device.Times.Writing(tree.Space), ct, tree.Space);
        Write(partition, target, tree, hasRoot, tried);
        return default;
    }

    static void RefuseWhatCanNotBe(SimulatedPartition partition, PartitionPath target, TreeNode tree, string tried)
    {
        if (TreeEdits.InTheWay(partition.Root, target.Path) is { } obstacle) throw new DeviceException(DeviceFault.Failed, tried, $"{obstacle} is no folder");
        if (partition.Type == "vfat" && Vfat.Refuses(tree, "/") is { } refused) throw new DeviceException(DeviceFault.Failed, tried, $"vfat can not hold {refused}");
    }

    void Write(SimulatedPartition partition, PartitionPath target, TreeNode tree, bool hasRoot, string tried)
    {
        var under = TreeEdits.Find(partition.Root, target.Path) ?? TreeNode.Folder;
        var over = partition.FormOf(under.Children.IsEmpty ? tree : SharedFiles.Copy(tree));
        var root = TreeEdits.Put(partition.Root, target.Path, TreeEdits.Merge(under, over, !hasRoot));
        if (partition.Root.IsShared && !under.Children.IsEmpty) root = SharedFiles.Settle(root);
        if (!partition.Fits(root))
        {
            device.Put((partition with { Root = AsMuchAsFits(partition, over, target) }).Flushed());
            throw new DeviceException(DeviceFault.NoSpace, tried, "no space left on the partition");
        }

        device.Put((partition with { Root = root }).Flushed());
    }

    static TreeNode AsMuchAsFits(SimulatedPartition partition, TreeNode tree, PartitionPath target)
    {
        var root = partition.Root;
        foreach (var entry in tree.Manifest.Entries)
        {
            var node = TreeEdits.Find(tree, entry.Path)!;
            var place = target.Below(entry.Path).Path;
            if (node.Type == EntryType.Folder && TreeEdits.Find(root, place) is { Type: EntryType.Folder }) continue;
            if (TreeEdits.InTheWay(root, place) is { } obstacle) root = TreeEdits.Remove(root, obstacle);
            var next = TreeEdits.Put(root, place, node.With(TreeNames.None));
            if (!partition.Fits(next)) break;
            root = next;
        }

        return SharedFiles.Settle(root);
    }

    static TreeNode? Follow(TreeNode root, string path, string tried)
    {
        var pending = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var trail = new Stack<TreeNode>([root]);
        for (var links = 0; pending.TryPop(out var part);)
        {
            if (part == ".") continue;
            if (part == "..")
            {
                if (trail.Count > 1) trail.Pop();
                continue;
            }

            if (trail.Peek().Children.Find(part) is not { } next) return null;
            if (next.Type != EntryType.Link) trail.Push(next);
            else if (++links > LinksFollowed) throw new DeviceException(DeviceFault.Failed, tried, "too many links");
            else
            {
                var aim = next.Entry.Target!;
                if (aim.StartsWith('/')) trail = new([root]);
                foreach (var piece in aim.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) pending.Push(piece);
            }
        }

        return trail.Peek();
    }

    SimulatedImage? Offered(ImageReference reference)
    {
        foreach (var image in device.Start.Images)
        {
            if (image.Reference.Text == reference.Text) return image;
            if (image.Reference.Name == reference.Name && reference.Digest == image.Snapshot.Digest) return image;
        }

        return null;
    }

    SimulatedImage OnDevice(PinnedImage image, string tried)
    {
        device.Live();
        if (image.Folder is { } folder) return Stored(image, folder, tried);
        if (!image.Reference.IsFolder && !device.Things.EngineReady) throw new DeviceException(DeviceFault.Unreachable, tried, "the container engine does not answer");
        foreach (var offered in device.Start.Images)
        {
            if (!offered.Is(image) || !(image.Reference.IsFolder || device.Things.Held.ContainsKey(image.PullName))) continue;
            if (image.Reference.IsFolder && !offered.Snapshot.Authentic) throw new DeviceException(DeviceFault.NotAuthentic, tried, "the content of a layer does not match its digest");
            return offered;
        }

        throw new DeviceException(DeviceFault.NotFound, tried, "the image is not on this device");
    }

    void Read(string call, PinnedImage image, TimeSpan takes, CancellationToken ct)
    {
        if ((image.Folder ?? image.Tree) is { } folder) device.Note(call, EffectKind.Reads, ResourceKind.Partition, folder.Partition, folder.Path, takes, ct);
        else device.Note(call, EffectKind.Reads, ResourceKind.Engine, image.ToString(), "", takes, ct);
    }
}
