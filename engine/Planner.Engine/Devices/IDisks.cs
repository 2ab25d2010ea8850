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
}

/// <summary>A file system to make.</summary>
/// <param name="Type"><c>ext4</c>, <c>ext3</c>, <c>vfat</c> or <c>btrfs</c>.</param>
/// <param name="Label">The label to give it.</param>
/// <param name="Uuid">The UUID to give it; on vfat its first eight digits are the volume id.</param>
public sealed record FileSystem(string Type, string Label, Guid Uuid);

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
