using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <summary>Fetches into files of partitions: behind what a file holds already, where that is the beginning of what is fetched.</summary>
static class SimulatedFetch
{
    const string Unknown = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>Fetches.</summary>
    /// <param name="device">The device.</param>
    /// <param name="call">The port call.</param>
    /// <param name="peer">Who is asked.</param>
    /// <param name="isFolder">Whether that is a folder, and not reached over the network.</param>
    /// <param name="file">Where it goes.</param>
    /// <param name="whole">What is fetched; null when the peer has no such thing.</param>
    /// <param name="declared">Its declared size, and its declared digest in hex.</param>
    /// <param name="tried">What is being done, for messages.</param>
    /// <param name="ct">Ends the call.</param>
    internal static void Into(SimulatedDevice device, string call, string peer, bool isFolder, PartitionPath file, TreeNode? whole, (long Size, string Digest) declared, string tried, CancellationToken ct)
    {
        var target = device.Mounted(file.Partition, tried);
        if (TreeEdits.Find(target.Root, file.Folder.Path) is not { Type: EntryType.Folder }) throw new DeviceException(DeviceFault.NotFound, tried, $"there is no folder {file.Folder}");
        var there = TreeEdits.Find(target.Root, file.Path);
        if (there is { Type: not EntryType.File }) throw new DeviceException(DeviceFault.Failed, tried, $"{file} is no file");
        var left = whole is null ? 0 : Math.Max(0, whole.Size - (there?.Size ?? 0));
        device.Note(call, EffectKind.Reads, ResourceKind.Network, peer, "", device.Times.Fetching(left), ct, fetched: isFolder ? 0 : left);
        if (whole is null) throw new DeviceException(DeviceFault.NotFound, tried, $"{peer} has no such file");
        if (there?.Size > declared.Size) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"the file holds {there.Size} bytes already, of {declared.Size} declared");
        if (whole.Size != declared.Size) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"it has {whole.Size} bytes, and {declared.Size} are declared");
        device.Note(call, EffectKind.Changes, ResourceKind.Partition, file.Partition, file.Path, device.Times.Writing(left), ct, left);
        var result = there is null || IsBeginning(there, whole) ? whole : new TreeNode(whole.Look with { Digest = Unknown });
        Put(device, target, file, result, tried);
        if (result.Digest != declared.Digest) throw new DeviceException(DeviceFault.NotAuthentic, tried, "the content does not match its digest");
    }

    static void Put(SimulatedDevice device, SimulatedPartition target, PartitionPath file, TreeNode content, string tried)
    {
        var root = TreeEdits.Put(target.Root, file.Path, target.FormOf(content.With(content.Look with { Path = file.Path, Digest = content.Digest, ModifiedAt = device.Now })));
        if (target.Fits(root))
        {
            device.Put(target with { Root = root });
            return;
        }

        var room = (TreeEdits.Find(target.Root, file.Path)?.Space ?? 0) + (target.Free / FileContent.BlockSize * FileContent.BlockSize);
        var part = content.Content is { } bytes ? content.With(bytes.Cut(room), device.Now) : content.With(content.Look with { Size = room, Digest = Unknown });
        device.Put(target with { Root = TreeEdits.Put(target.Root, file.Path, target.FormOf(part)) });
        throw new DeviceException(DeviceFault.NoSpace, tried, "no space left on the partition");
    }

    // Of a file whose bytes are not known, a part may be anything.
    static bool IsBeginning(TreeNode there, TreeNode whole) =>
        there.Size == 0 || there.HasSameBytes(whole)
        || (there.Content is { } part && whole.Content is { } content && part.Length <= content.Length && content.Cut(part.Length).FirstDifference(part) is null);
}
