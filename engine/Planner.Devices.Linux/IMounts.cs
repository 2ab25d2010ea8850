using Planner.Engine.Devices;

namespace Planner.Devices.Linux;

/// <summary>Where this instance's private mounts of the partitions are.</summary>
public interface IMounts
{
    /// <summary>The absolute path of the partition's file system, mounted now if it was not yet. It stays valid until the partition is formatted, remounted or the device disposed. Not of the device: <see cref="DeviceFault.NotFound"/>; not mountable: <see cref="DeviceFault.Failed"/>.</summary>
    /// <param name="partition">The partition's name in the layout.</param>
    string RootOf(string partition);

    /// <summary>The block device that holds the partition's file system, for others to mount beside this instance: with its type, and whether it can only be mounted read-only. What it must be written to and can not: <see cref="DeviceFault.Failed"/>.</summary>
    /// <param name="partition">The partition's name in the layout.</param>
    /// <param name="readOnly">Whether nothing is to be written.</param>
    /// <param name="ct">Ends the call.</param>
    Task<(string Device, string Type, bool IsReadOnly)> DeviceOfAsync(string partition, bool readOnly, CancellationToken ct);
}
