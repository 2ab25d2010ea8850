using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Disks;

namespace Planner.Devices.Simulated;

/// <summary>The partition table of a simulated disk. A sector is written wholly or not at all, so nothing here can be torn.</summary>
/// <param name="Written">What the disk holds.</param>
/// <param name="InForce">What the system works with until it follows or boots.</param>
/// <param name="Chain">The table whose logical partitions were written last.</param>
public sealed record SimulatedTable(PartitionTable Written, PartitionTable InForce, PartitionTable Chain)
{
    // Before the first partition, and before each logical one, where the layout does not say where they begin.
    const long Gap = 4 << 20;

    /// <summary>The table of a device at its start: as the layout says, with the sizes that its partitions have.</summary>
    public static SimulatedTable Of(Layout layout, IEnumerable<SimulatedPartition> partitions)
    {
        var entries = new List<TableEntry>();
        var end = Gap;
        foreach (var partition in partitions.Where(partition => partition.Number is not null).OrderBy(partition => partition.Number))
        {
            var isLogical = partition.Number > 4;
            var start = layout.Partitions[partition.Name].Start ?? end + (isLogical ? Gap : 0);
            var type = partition.Type == "vfat" ? TableEntry.FatType : TableEntry.LinuxType;
            entries.Add(new TableEntry(partition.Number!.Value, start, partition.Size, isLogical ? EntryPlace.Logical : EntryPlace.Primary) { Type = type });
            end = start + partition.Size;
        }

        var table = PlannedTable.Around(entries, new PartitionTable(end, [], []));
        return new SimulatedTable(table, table, table);
    }

    /// <summary>Whether the disk holds the chain of a table.</summary>
    public bool HoldsChainOf(PartitionTable table)
    {
        var sectors = MbrWriter.Chain(Written).Concat(MbrWriter.Chain(Chain)).GroupBy(link => link.At).ToDictionary(link => link.Key, link => link.Last().Sector);
        return TableChange.HoldsChain(table, at => sectors.TryGetValue(at, out var sector) ? sector.AsMemory() : default);
    }

    /// <summary>The world after the chain of a table was written: what lay at those places is lost.</summary>
    public DeviceWorld WithChain(DeviceWorld world, PartitionTable table)
    {
        if (HoldsChainOf(table)) return world;
        var links = MbrWriter.Chain(table).Select(link => link.At).Except(MbrWriter.Chain(Written).Select(link => link.At)).ToList();
        var hit = InForce.Partitions.Where(entry => links.Exists(at => at >= entry.Start && at < entry.End)).Select(entry => entry.Number).ToHashSet();
        return world with { Table = this with { Chain = table }, Partitions = [.. world.Partitions.Select(partition => partition.Number is { } number && hit.Contains(number) ? Emptied(partition) : partition)] };
    }

    /// <summary>The world when the system works with what the disk holds.</summary>
    public static DeviceWorld Followed(DeviceWorld world)
    {
        if (world.Table is not { } table || table.Written.IsSameAs(table.InForce)) return world;
        var partitions = world.Partitions.Where(partition => partition.Number is not { } number || table.Written[number] is { Place: not EntryPlace.Extended }).Select(partition =>
            partition.Number is { } number ? Resized(partition, table.InForce[number]!, table.Written[number]!) : partition).ToList();
        partitions.AddRange(table.Written.Partitions.Where(entry => partitions.TrueForAll(partition => partition.Number != entry.Number)).Select(entry => Fresh(entry, world.Layout)));
        return world with { Partitions = [.. partitions], Table = table with { InForce = table.Written } };
    }

    /// <summary>The world with everything called as a layout calls it: partitions by their numbers, in the layout's order, and the slot that runs by its partition.</summary>
    public static DeviceWorld Named(DeviceWorld world, Layout layout, SimulatedStart start)
    {
        if (world.Table is null || world.Layout.Id == layout.Id) return world;
        var order = layout.Partitions.Keys.ToList();
        var root = world.Running is { } slot ? world[world.Layout.Slots[slot]]?.Number : null;
        return world with
        {
            Layout = layout,
            Partitions = [.. world.Partitions
                .Select(partition => partition with { Name = start.NameOf(layout, partition.Number!.Value) })
                .OrderBy(partition => order.IndexOf(partition.Name) is >= 0 and var place ? place : int.MaxValue)],
            Running = root is { } number ? layout.Slots.FirstOrDefault(named => named.Value == start.NameOf(layout, number)).Key : null,
        };
    }

    /// <summary>The world halfway to another table: the chain has only spoilt what lay there; the first sector is written, and nobody follows yet.</summary>
    internal static DeviceWorld Halfway(DeviceWorld before, DeviceWorld after) => before.Table is not { } former || after.Table is not { } table || former.InForce.IsSameAs(table.InForce)
        ? after with { Table = before.Table }
        : before with { Table = former with { Written = table.Written } };

    static SimulatedPartition Resized(SimulatedPartition partition, TableEntry former, TableEntry entry) =>
        former.Start != entry.Start || entry.Size < partition.Room ? Emptied(partition) with { Size = entry.Size }
        : entry.Size == partition.Size ? partition
        : partition with { Size = entry.Size, Made = entry.Size == partition.Room || partition.Type is null ? null : partition.Room };

    static SimulatedPartition Emptied(SimulatedPartition partition) => partition with { Type = null, Label = null, Uuid = null, Other = 0, Made = null, Root = TreeNode.Folder, Durable = TreeNode.Folder };

    static SimulatedPartition Fresh(TableEntry entry, Layout layout) =>
        new() { Name = layout.Partitions.FirstOrDefault(named => named.Value.Number == entry.Number).Key ?? $"#{entry.Number}", Number = entry.Number, Id = $"partition-{entry.Number}", Size = entry.Size, Root = TreeNode.Folder, Durable = TreeNode.Folder };
}
