using System.Globalization;
using Planner.Devices.Linux.Disks;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Power;

/// <summary>How a bench remembers its slots: by their names, and on a whole disk, where a run may change the names, by the numbers of their partitions.</summary>
/// <param name="layout">The layout in force.</param>
/// <param name="partitions">The bench's partitions.</param>
public sealed class BenchSlots(Layout layout, IPartitions partitions)
{
    /// <summary>What is remembered of a slot; of one that another layout has, its name.</summary>
    public string KeyOf(string slot) =>
        partitions.Disk is not null && layout.Slots.TryGetValue(slot, out var partition) && partitions.Find(partition)?.Number is { } number ? number.ToString(CultureInfo.InvariantCulture) : slot;

    /// <summary>The slot that was remembered; null when the layout has none such.</summary>
    public string? SlotOf(string key) => layout.Slots.Keys.FirstOrDefault(slot => KeyOf(slot) == key);
}
