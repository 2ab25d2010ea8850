using Planner.Engine.Disks;

namespace Planner.Engine.Devices;

/// <summary>Partitions, by their names in the layout.</summary>
public interface IDisks
{
    /// <summary>The partition's state now, or null when the device has none of that name.</summary>
    ValueTask<PartitionState?> LookAsync(string partition, CancellationToken ct);

    /// <summary>Makes an empty file system, durably. Refuses a partition that anything but this device instance has mounted.</summary>
    ValueTask FormatAsync(string partition, FileSystem fileSystem, CancellationToken ct);

    /// <summary>Drops what the system remembers of the partition, so that the next reads come from the disk: unmount and mount again.</summary>
    ValueTask RemountAsync(string partition, CancellationToken ct);

    /// <summary>The partition table of the disk that the layout's partitions lie on, read anew; null where they are files of their own. A table that Planner can not read: <see cref="DeviceFault.Failed"/>.</summary>
    ValueTask<DiskTable?> TableAsync(CancellationToken ct);

    /// <summary>Writes the sectors that describe a table's logical partitions, durably. Until <see cref="WriteTableAsync"/> nobody looks at them: they may not lie where the present table describes its own. What lies at those places is lost.</summary>
    ValueTask WriteChainAsync(PartitionTable table, CancellationToken ct);

    /// <summary>Writes the first sector of a table, durably, and makes the system follow it: before that the old table holds, after it the new. A partition that keeps its start keeps its content; of all others nothing is known. Refused: a table whose chain was not written, and one that takes away, moves or shrinks what is mounted elsewhere. A system that goes on with the old table is <see cref="DeviceFault.Failed"/>; called again it is made to follow.</summary>
    ValueTask WriteTableAsync(PartitionTable table, CancellationToken ct);

    /// <summary>Lets a partition's file system fill it after it grew, in use or not, durably; nothing happens when it does already. A vfat can not: <see cref="DeviceFault.Failed"/>.</summary>
    ValueTask GrowAsync(string partition, CancellationToken ct);

    /// <summary>Gives a partition's file system another label, in use or not, durably.</summary>
    ValueTask LabelAsync(string partition, string label, CancellationToken ct);
}

/// <summary>A disk's partition table.</summary>
/// <param name="Written">What the disk holds: what the next boot finds.</param>
/// <param name="IsInForce">Whether the system works with it now, and not with an older one.</param>
public sealed record DiskTable(PartitionTable Written, bool IsInForce);

/// <summary>A file system to make.</summary>
/// <param name="Type"><c>ext4</c>, <c>ext3</c>, <c>vfat</c> or <c>btrfs</c>.</param>
/// <param name="Label">The label to give it.</param>
/// <param name="Uuid">The UUID to give it; on vfat its first eight digits are the volume id.</param>
public sealed record FileSystem(string Type, string Label, Guid Uuid)
{
    /// <summary>The program that makes it, on another partition, or null for the one of the running OS.</summary>
    public PartitionPath? Program { get; init; }
}

/// <summary>A partition as it is now.</summary>
/// <param name="Name">Its name in the layout.</param>
/// <param name="Id">What stays the same for the partition's life, whatever is formatted: PARTUUID, or the image file of a bench.</param>
/// <param name="Size">Bytes of the partition.</param>
/// <param name="Type">File system, or null when there is none that can be read.</param>
/// <param name="Label">File system label, or null.</param>
/// <param name="Uuid">File system UUID in its usual spelling, or null.</param>
/// <param name="Used">Bytes in use, or null when it can not be mounted.</param>
/// <param name="Free">Bytes that an ordinary write may still take, or null when it can not be mounted.</param>
/// <param name="MountedElsewhere">Where something other than Planner has it mounted, or null.</param>
public sealed record PartitionState(string Name, string Id, long Size, string? Type, string? Label, string? Uuid, long? Used, long? Free, string? MountedElsewhere);
