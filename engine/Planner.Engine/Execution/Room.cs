using Planner.Engine.Devices;
using Planner.Engine.Disks;
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
    readonly HashSet<string> erased = [];
    PartitionTable? table;

    /// <summary>From here on the partition is empty: its size counts, and not what is free now.</summary>
    internal void Erase(string partition) => erased.Add(partition);

    /// <summary>Goes over to the layout that a step leads to, with the sizes that its table will have; what stays keeps what was taken of it.</summary>
    internal async ValueTask ChangeAsync(Repartition change, CancellationToken ct)
    {
        table ??= await FirstAsync(change, ct);
        table = change.TableFrom(table);
        var (before, states, empty) = (taken.ToList(), looked.ToList(), erased.ToList());
        taken.Clear();
        looked.Clear();
        erased.Clear();
        foreach (var (name, bytes) in before)
            if (After(name) is { } kept) taken[kept] = bytes;
        erased.UnionWith(empty.Select(After).OfType<string>());
        await device.NameAsync(change.Into!, ct);
        foreach (var (name, partition) in change.Into!.Partitions)
            if (partition.Number is { } number && table[number] is { } entry && change.From!.Partitions.Keys.All(former => After(former) != name))
            {
                looked[name] = new PartitionState(name, "", entry.Size, null, null, null, null, null, null);
                erased.Add(name);
            }

        foreach (var (name, state) in states)
            if (After(name) is { } kept && state is not null) looked[kept] = state with { Name = kept, Size = Math.Max(state.Size, table[change.Into!.Partitions[kept].Number!.Value]?.Size ?? 0) };

        string? After(string name) => change.From!.Partitions.ContainsKey(name) ? LayoutChange.NameAfter(change.From, change.Into!, name) : null;
    }

    async ValueTask<PartitionTable> FirstAsync(Repartition change, CancellationToken ct)
    {
        var found = (await device.Disks.TableAsync(ct))?.Written ?? throw new DeviceException(DeviceFault.NotFound, change.Describe(), "the partitions are not known to lie on one disk with a partition table");
        var known = 0;
        foreach (var name in change.From!.Partitions.Keys)
            if (await device.Disks.LookAsync(name, ct) is not null) known++;
        return found.Partitions.Count() <= known ? found : throw new DeviceException(DeviceFault.Failed, change.Describe(), $"the disk has {found.Partitions.Count()} partitions ({found}), and {change.From.Id} knows {known} of them: the others would be lost");
    }

    /// <summary>Why there is no room for a need beside those before, or null; one that lasts is taken from the room of those behind.</summary>
    internal async ValueTask<string?> WhyTooSmallAsync(SpaceNeed need, CancellationToken ct)
    {
        if (!taken.TryGetValue(need.Partition, out var earlier)) taken[need.Partition] = earlier = [];
        var (before, others) = (earlier.Sum(other => other.Bytes), string.Join(" and ", earlier.OrderByDescending(other => other.Bytes).Take(MostNamed).Select(other => other.Why)));
        if (need.Lasting) earlier.Add(need);
        if (!looked.TryGetValue(need.Partition, out var state)) looked[need.Partition] = state = await device.Disks.LookAsync(need.Partition, ct);
        if (state is null) return $"the device has no partition {need.Partition}";
        var beside = before > 0 ? $" beside {ByteSize.Format(before)} for {others}" : "";
        if (need.Whole || erased.Contains(need.Partition))
        {
            var usable = state.Size - KeptByFileSystem(state.Size);
            return before + need.Bytes <= usable ? null : $"{need.Why} needs {ByteSize.Format(need.Bytes)}{beside}, and {need.Partition} has {ByteSize.Format(usable)}";
        }

        if (state.Free is not { } free) return $"{need.Partition} has no file system that can be read";
        return before + need.Bytes <= free ? null : $"{need.Why} needs {ByteSize.Format(need.Bytes)}{beside}, and {need.Partition} has {ByteSize.Format(free)} free";
    }

    /// <summary>What a fresh ext4 keeps of a partition for its inode tables and journal, as mke2fs sizes them: a little more than it does.</summary>
    static long KeptByFileSystem(long size) => Math.Min(size / 8, (size / 40) + (32 * MiB));
}
