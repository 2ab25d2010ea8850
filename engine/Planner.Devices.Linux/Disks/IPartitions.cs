namespace Planner.Devices.Linux.Disks;

/// <summary>Which device each partition of the layout is.</summary>
public interface IPartitions
{
    /// <summary>The partition's device, or null when there is none of that name.</summary>
    PartitionDevice? Find(string partition);
}
