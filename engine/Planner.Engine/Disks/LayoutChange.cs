using Planner.Engine.Devices;

namespace Planner.Engine.Disks;

/// <summary>What becomes of a layout's partitions when a device gets another layout. They are the same where their numbers in the partition table are.</summary>
public static class LayoutChange
{
    /// <summary>What a partition is called afterwards; null when its content is lost: there is none of its number, or it begins elsewhere, or ends earlier.</summary>
    public static string? NameAfter(Layout from, Layout to, string partition)
    {
        if (from.Partitions[partition] is not { Number: { } number } former) return null;
        var (name, after) = to.Partitions.FirstOrDefault(other => other.Value.Number == number);
        if (name is null || (after.Start is { } start && start != former.Start)) return null;
        return after.Size is { } size && former.Size is { } before && size < before ? null : name;
    }

    /// <summary>Where a folder is afterwards; null when it is lost.</summary>
    public static PartitionPath? PathAfter(Layout from, Layout to, PartitionPath path) =>
        NameAfter(from, to, path.Partition) is { } name ? path with { Partition = name } : null;

    /// <summary>What a slot is called afterwards; null when none lies on its partition.</summary>
    public static string? SlotAfter(Layout from, Layout to, string slot) =>
        NameAfter(from, to, from.Slots[slot]) is { } partition ? to.Slots.FirstOrDefault(other => other.Value == partition).Key : null;
}
