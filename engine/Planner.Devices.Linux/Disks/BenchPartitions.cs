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
            var tried = $"open the image {image} of {partition}";
            var path = RealPath.Of(Path.Combine(root, image)) ?? throw new DeviceException(DeviceFault.NotFound, tried, "there is no such file");
            if (!path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal)) throw new DeviceException(DeviceFault.Failed, tried, $"{path} lies outside of the bench's folder");
            using var file = Libc.Open(path, OpenFlags.NoFollow | OpenFlags.NonBlocking | OpenFlags.CloseOnExec, 0);
            if (file.IsInvalid || Libc.StatX(file, "", OpenFlags.AtEmptyPath, FileStatus.BasicMask, out var status) != 0) throw Errno.Failure(tried);
            if (status.Kind != FileKind.File) throw new DeviceException(DeviceFault.Failed, tried, "an image must be a plain file");

            // Two partitions that are one file, by two names or by two links, must be seen to be one.
            var inode = (status.DeviceMajor, status.DeviceMinor, status.Inode);
            if (!known.TryGetValue(inode, out var first)) known[inode] = first = path;
            devices[partition] = new PartitionDevice(partition, first, Path.GetRelativePath(root, first), true);
        }
    }

    /// <inheritdoc/>
    public PartitionDevice? Find(string partition) => devices.GetValueOrDefault(partition);
}
