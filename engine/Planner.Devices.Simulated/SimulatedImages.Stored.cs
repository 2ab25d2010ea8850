using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <content>Images stored in folders: files of the right sizes whose digests stand for their bytes.</content>
sealed partial class SimulatedImages
{
    public ValueTask<IReadOnlyList<ImagePart>> PartsAsync(PinnedImage image, CancellationToken ct)
    {
        var tried = $"ask for {image}";
        device.Note("images.parts", EffectKind.Reads, ResourceKind.Network, image.Reference.Name, "", device.Times.Ask, ct);
        RefuseWithoutNetwork(image, tried);
        return new(Offered(image, tried).Parts);
    }

    public ValueTask FetchAsync(PinnedImage image, ImagePart part, PartitionPath file, IProgress<long>? progress, CancellationToken ct)
    {
        var tried = $"fetch {part.Digest} of {image} to {file}";
        device.Live();
        RefuseWithoutNetwork(image, tried);
        var found = Offered(image, tried);
        var isDamaged = !found.Snapshot.Authentic && part == found.Parts[0];
        var entry = new TreeEntry { Path = file.Path, Type = EntryType.File, Mode = 0b110_100_100, Size = part.Size, Digest = isDamaged ? $"{new string('f', part.Hex.Length)}" : part.Hex };
        SimulatedFetch.Into(device, "images.fetch", image.Reference.Name, image.Reference.IsFolder, file, found.Parts.Contains(part) ? new TreeNode(entry) : null, (part.Size, part.Hex), tried, ct);
        progress?.Report(part.Size);
        return default;
    }

    /// <summary>The image that a folder holds, every part of it whole.</summary>
    SimulatedImage Stored(PinnedImage image, PartitionPath folder, string tried)
    {
        var root = device.Mounted(folder.Partition, tried).Root;
        var found = Offered(image, tried);
        foreach (var part in found.Parts.Reverse())
        {
            if (TreeEdits.Find(root, folder.Below($"blobs/sha256/{part.Hex}").Path) is not { Type: EntryType.File } blob) throw new DeviceException(DeviceFault.NotFound, tried, $"{part.Digest} is not in {folder}");
            if (blob.Size != part.Size || blob.Digest != part.Hex) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"{part.Digest} is damaged");
        }

        return found;
    }

    /// <summary>A folder is on the device, a registry is not.</summary>
    void RefuseWithoutNetwork(PinnedImage image, string tried)
    {
        if (!image.Reference.IsFolder && !device.Things.Online) throw new DeviceException(DeviceFault.Unreachable, tried, "the registry does not answer");
    }

    SimulatedImage Offered(PinnedImage image, string tried)
    {
        foreach (var offered in device.Start.Images)
            if (offered.Is(image)) return offered;
        throw new DeviceException(DeviceFault.NotFound, tried, "no such image");
    }
}
