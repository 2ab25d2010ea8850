using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <content>Images that come from a registry straight onto a slot, and what is taken of them there.</content>
sealed partial class SimulatedImages
{
    public ValueTask<TreeManifest> StreamAsync(PinnedImage image, PartitionPath target, IProgress<long>? progress, CancellationToken ct)
    {
        var tried = $"stream {image} to {target}";
        device.Live();
        var found = Offered(image, tried);
        var partition = device.Mounted(target.Partition, tried);
        var (tree, hasRoot) = found.Select(TreeSelection.All);
        RefuseWhatCanNotBe(partition, target, tree, tried);
        RefuseWithoutNetwork(image, tried);
        device.Note("images.stream", EffectKind.Reads, ResourceKind.Network, image.Reference.Name, "", device.Times.Fetching(found.Snapshot.Packed), ct, fetched: image.Reference.IsFolder ? 0 : found.Snapshot.Packed);
        device.Note("images.stream", EffectKind.Changes, ResourceKind.Partition, target.Partition, target.Path, device.Times.Writing(tree.Space), ct, tree.Space);
        progress?.Report(found.Snapshot.Packed);
        if (!found.Snapshot.Authentic) throw new DeviceException(DeviceFault.NotAuthentic, tried, "the content of a layer does not match its digest");
        Write(partition, target, tree, hasRoot, tried);
        return new(found.Tree.Manifest);
    }

    /// <summary>Of a tree that was written to a folder, what is there now.</summary>
    (TreeNode Tree, bool HasRoot) Selected(PartitionPath written, TreeSelection selection, string tried)
    {
        var root = TreeEdits.Find(device.Mounted(written.Partition, tried).Root, written.Path);
        if (root is null || TreeEdits.Find(root, selection.From) is not { Type: EntryType.Folder }) throw new DeviceException(DeviceFault.NotFound, tried, $"there is no folder {written.Below(selection.From)}");
        var manifest = root.Manifest.Select(selection);
        return (TreeReading.NodeOf(new TreeSnapshot(manifest, TreeReading.ContentsOf(root))), manifest["/"] is not null);
    }
}
