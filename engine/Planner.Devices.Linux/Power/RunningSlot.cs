using Planner.Devices.Linux.Disks;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Power;

/// <summary>Which slot a machine runs from.</summary>
static class RunningSlot
{
    // Where newer releases mount the running slot when their root is an overlay over it.
    const string ActiveSystem = "/mnt/sysroot/active";

    /// <summary>The slot whose device the root is mounted from, compared by device number; null when it is none of the layout's.</summary>
    internal static string? Find(Layout layout, IPartitions partitions)
    {
        var mounts = MountTable.Read();
        foreach (var point in (string[])["/", ActiveSystem])
        {
            // The last one of several at one place is the one in sight.
            if (mounts.LastOrDefault(mount => mount.Point == point) is not { } root) continue;
            foreach (var (slot, partition) in layout.Slots)
                if (partitions.Find(partition) is { } device && Holds(device, root)) return slot;
        }

        return null;
    }

    static bool Holds(PartitionDevice device, MountEntry mount) =>
        BlockDevice.NumberOf(device.Path) == mount.Device || (mount.Source.StartsWith('/') && RealPath.Of(mount.Source) == device.Path);
}
