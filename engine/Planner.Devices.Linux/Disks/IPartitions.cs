using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Disks;

/// <summary>Which device each partition of the layout is.</summary>
public interface IPartitions
{
    /// <summary>The disk that they lie on; null where each is a file of its own, or the disk can not be told.</summary>
    IPartitionedDisk? Disk => null;

    /// <summary>The partition's device, or null when there is none of that name.</summary>
    PartitionDevice? Find(string partition);

    /// <summary>From now on names are those of another layout. Where each is a file of its own they stay.</summary>
    void Name(Layout layout)
    {
    }
}
