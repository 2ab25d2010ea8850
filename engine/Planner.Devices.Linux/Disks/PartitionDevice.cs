namespace Planner.Devices.Linux.Disks;

/// <summary>Where a partition is.</summary>
/// <param name="Name">Its name in the layout.</param>
/// <param name="Path">Absolute path, without links, of its block device or image file.</param>
/// <param name="Id">What stays the same whatever is formatted.</param>
/// <param name="IsImage">Whether it is an image file.</param>
public sealed record PartitionDevice(string Name, string Path, string Id, bool IsImage)
{
    /// <summary>Its number in the disk's partition table, or null where that is not known.</summary>
    public int? Number { get; init; }
}
