using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>The room that is left on partitions while the needs of a run are summed up. Each is looked at once: nothing changes meanwhile.</summary>
/// <param name="device">The device.</param>
sealed class Room(IDevice device)
{
    const long MiB = 1 << 20;
    const int MostNamed = 2;

    readonly Dictionary<string, List<SpaceNeed>> taken = [];
    readonly Dictionary<string, PartitionState?> looked = [];

    /// <summary>Why there is no room for a need beside those before, or null; one that lasts is taken from the room of those behind.</summary>
    internal async ValueTask<string?> WhyTooSmallAsync(SpaceNeed need, CancellationToken ct)
    {
        if (!taken.TryGetValue(need.Partition, out var earlier)) taken[need.Partition] = earlier = [];
        var (before, others) = (earlier.Sum(other => other.Bytes), string.Join(" and ", earlier.OrderByDescending(other => other.Bytes).Take(MostNamed).Select(other => other.Why)));
        if (need.Lasting) earlier.Add(need);
        if (!looked.TryGetValue(need.Partition, out var state)) looked[need.Partition] = state = await device.Disks.LookAsync(need.Partition, ct);
        if (state is null) return $"the device has no partition {need.Partition}";
        if (need.Whole)
        {
            var usable = state.Size - KeptByFileSystem(state.Size);
            return before + need.Bytes <= usable ? null : $"{need.Why} needs {ByteSize.Format(before + need.Bytes)} and {need.Partition} has {ByteSize.Format(usable)}";
        }

        if (state.Free is not { } free) return $"{need.Partition} has no file system that can be read";
        return before + need.Bytes <= free ? null : $"{need.Why} needs {ByteSize.Format(need.Bytes)}{(before > 0 ? $" beside {ByteSize.Format(before)} for {others}" : "")}, and {need.Partition} has {ByteSize.Format(free)} free";
    }

    /// <summary>What a fresh ext4 keeps of a partition for its inode tables and journal, as mke2fs sizes them: a little more than it does.</summary>
    static long KeptByFileSystem(long size) => Math.Min(size / 8, (size / 40) + (32 * MiB));
}
