using Planner.Engine.Devices;

namespace Planner.Devices.Linux;

/// <summary>Where this instance's private mounts of the partitions are.</summary>
public interface IMounts
{
    /// <summary>The absolute path of the partition's file system, mounted now if it was not yet. It stays valid until the partition is formatted, remounted or the device disposed. Not of the device: <see cref="DeviceFault.NotFound"/>; not mountable: <see cref="DeviceFault.Failed"/>.</summary>
    /// <param name="partition">The partition's name in the layout.</param>
    string RootOf(string partition);
}
