using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Disks;

/// <summary>The image files of a bench: plain files within its folder, whatever links lead to them.</summary>
public sealed class BenchPartitions : IPartitions
{
    readonly Dictionary<string, PartitionDevice> devices = new(StringComparer.Ordinal);

    /// <summary>Checks every image. Missing: <see cref="DeviceFault.NotFound"/>; a device, or outside of the folder: <see cref="DeviceFault.Failed"/>.</summary>
    /// <param name="bench">The bench.</param>
    /// <param name="folder">Its device file's folder.</param>
    public BenchPartitions(BenchSpec bench, string folder)
    {
        var root = RealPath.Of(folder) ?? throw new DeviceException(DeviceFault.NotFound, $"open the bench {folder}", "there is no such folder");
        var known = new Dictionary<(uint, uint, ulong), string>();
        foreach (var (partition, image) in bench.Images)
        {
            var found = BenchImage.Find(image, folder, $"open the image {image} of {partition}");

            // Two partitions that are one file, by two names or by two links, must be seen to be one.
            if (!known.TryGetValue(found.Inode, out var first)) known[found.Inode] = first = found.Path;
            devices[partition] = new PartitionDevice(partition, first, Path.GetRelativePath(root, first), true);
        }
    }

    /// <inheritdoc/>
    public PartitionDevice? Find(string partition) => devices.GetValueOrDefault(partition);
}
