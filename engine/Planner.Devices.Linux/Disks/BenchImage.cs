using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Disks;

/// <summary>An image file of a bench: a plain file within its folder, whatever links lead to it.</summary>
/// <param name="Path">Absolute path without links.</param>
/// <param name="Inode">What tells it from other files.</param>
readonly record struct BenchImage(string Path, (uint Major, uint Minor, ulong Number) Inode)
{
    /// <summary>Finds and checks one. Missing: <see cref="DeviceFault.NotFound"/>; a device, or outside of the folder: <see cref="DeviceFault.Failed"/>.</summary>
    internal static BenchImage Find(string image, string folder, string tried)
    {
        var root = RealPath.Of(folder) ?? throw new DeviceException(DeviceFault.NotFound, $"open the bench {folder}", "there is no such folder");
        var path = RealPath.Of(System.IO.Path.Combine(root, image)) ?? throw new DeviceException(DeviceFault.NotFound, tried, "there is no such file");
        if (!path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal)) throw new DeviceException(DeviceFault.Failed, tried, $"{path} lies outside of the bench's folder");
        using var file = Libc.Open(path, OpenFlags.NoFollow | OpenFlags.NonBlocking | OpenFlags.CloseOnExec, 0);
        if (file.IsInvalid || Libc.StatX(file, "", OpenFlags.AtEmptyPath, FileStatus.BasicMask, out var status) != 0) throw Errno.Failure(tried);
        if (status.Kind != FileKind.File) throw new DeviceException(DeviceFault.Failed, tried, "an image must be a plain file");
        return new BenchImage(path, (status.DeviceMajor, status.DeviceMinor, status.Inode));
    }
}
