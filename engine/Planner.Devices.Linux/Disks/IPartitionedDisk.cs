using Planner.Engine.Disks;

namespace Planner.Devices.Linux.Disks;

/// <summary>The disk that the partitions lie on, as the system divides it.</summary>
public interface IPartitionedDisk
{
    /// <summary>Its block device or image file.</summary>
    string Path { get; }

    /// <summary>The block device of a partition, or null when the system has none of that number.</summary>
    string? PathOf(int number);

    /// <summary>Whether the system divides the disk as a table says.</summary>
    bool Follows(PartitionTable table);

    /// <summary>Makes the system divide the disk as a table says; what is in use and stays where it is goes on.</summary>
    void Follow(PartitionTable table, string tried);
}
