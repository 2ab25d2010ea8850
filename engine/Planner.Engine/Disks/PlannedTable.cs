using Planner.Engine.Devices;

namespace Planner.Engine.Disks;

/// <summary>Partition tables as layouts describe them: by <c>number</c>, <c>start</c> and <c>size</c>.</summary>
public static class PlannedTable
{
    // What tools leave free at the end of a disk that a partition "fills".
    const long Slack = 8 << 20;

    /// <summary>Whether a layout says anything of its partition table.</summary>
    public static bool IsIn(Layout layout) => layout.Partitions.Values.Any(partition => partition.Number is not null);

    /// <summary>In which ways a table differs from what a layout says of it: a line for each, with both; empty when it is that layout's.</summary>
    public static IEnumerable<string> Differences(Layout layout, PartitionTable table)
    {
        foreach (var (name, partition) in Numbered(layout))
        {
            var found = table[partition.Number!.Value];
            if (found is null && partition.Optional) continue;
            if (found is null) yield return $"{name}: the layout says partition {partition.Number}, and the disk has none of that number";
            else if (Differs(partition, found, table)) yield return $"{name}: the layout says {Words(partition)}, and the disk has {PartitionTable.Words(found)}";
        }

        foreach (var entry in table.Partitions)
            if (Numbered(layout).All(named => named.Value.Number != entry.Number)) yield return $"the disk has {PartitionTable.Words(entry)}, and the layout has none of that number";
    }

    /// <summary>The table that a layout describes, made from the present one: what the layout leaves open, and types, flags, signature and boot code, stay as they are. What can not be: <see cref="InvalidDataException"/>.</summary>
    public static PartitionTable Of(Layout layout, PartitionTable now)
    {
        var entries = new List<TableEntry>();
        foreach (var (name, partition) in Numbered(layout).OrderBy(named => named.Value.Number))
            if (Entry(name, partition, now) is { } entry) entries.Add(entry);
        entries = [.. entries.Select(entry => entry.Size > 0 ? entry : entry with { Size = Room(entry, entries, now.DiskSize) })];
        var table = Around(entries, now);
        return table.Problems().FirstOrDefault() is { } problem ? throw new InvalidDataException($"the table of {layout.Id} can not be made on this disk: {problem}") : table;
    }

    /// <summary>A table of these partitions, with an extended one around the logical ones.</summary>
    public static PartitionTable Around(IEnumerable<TableEntry> partitions, PartitionTable now)
    {
        var entries = partitions.ToList();
        if (entries.Exists(entry => entry.Place == EntryPlace.Logical)) AddExtended(entries, now);
        return now with { Entries = [.. entries.OrderBy(entry => entry.Number)] };
    }

    static TableEntry? Entry(string name, Partition partition, PartitionTable now)
    {
        var number = partition.Number!.Value;
        var former = now[number];
        if (partition.Start is not { } start) return former is not null ? former with { Size = partition.Size ?? former.Size } : (partition.Optional ? null : throw new InvalidDataException($"the disk has no partition {number} for {name}, and the layout does not say where it starts"));
        var made = new TableEntry(number, start, partition.Size ?? 0, number > 4 ? EntryPlace.Logical : EntryPlace.Primary) { Type = partition.Type == "vfat" ? TableEntry.FatType : TableEntry.LinuxType };
        return former is { Place: not EntryPlace.Extended } ? made with { Type = former.Type, Flag = former.Flag } : made;
    }

    static long Room(TableEntry entry, List<TableEntry> entries, long diskSize)
    {
        var end = entries.Where(other => other.Start > entry.Start).Select(other => other.Start).Append(diskSize / PartitionTable.Sector * PartitionTable.Sector).Min();
        return Math.Min(end - entry.Start, PartitionTable.MostSectors * PartitionTable.Sector);
    }

    // Before the first logical partition, as the images of the field have it.
    const long Gap = 4 << 20;

    // The extended partition stays where it is while its first logical one does. Else it begins a little before that one, so that the sectors of both tables are apart; each other logical one is described where the one before it ends.
    static void AddExtended(List<TableEntry> entries, PartitionTable now)
    {
        var logical = entries.Where(entry => entry.Place == EntryPlace.Logical).ToList();
        var behind = entries.Where(entry => entry.Place == EntryPlace.Primary && entry.Start < logical.Min(one => one.Start)).Select(entry => entry.End).DefaultIfEmpty(PartitionTable.Sector).Max();
        var start = Math.Max(behind, logical[0].Start - Gap);
        if (now.Extended is { } former && former.Start >= behind && now.Logical.FirstOrDefault() is { } first && (first.Start, first.Size) == (logical[0].Start, logical[0].Size)) start = former.Start;
        var end = logical.Max(entry => entry.End);
        var number = Enumerable.Range(1, 4).FirstOrDefault(number => entries.TrueForAll(entry => entry.Number != number));
        if (number == 0) throw new InvalidDataException("the layout has logical partitions and leaves no number of 1 to 4 for the extended one");
        var type = now.Extended?.Type ?? TableEntry.ExtendedType;
        entries.Add(new TableEntry(number, start, end - start, EntryPlace.Extended) { Type = type });
        var link = start;
        foreach (var entry in logical)
        {
            var kept = now.Logical.FirstOrDefault(other => other.Start == entry.Start && other.Number == entry.Number)?.Link is { } known && known >= link && entry.Number > 5 ? known : link;
            entries[entries.IndexOf(entry)] = entry with { Link = kept };
            link = entry.End;
        }
    }

    static bool Differs(Partition partition, TableEntry found, PartitionTable table)
    {
        if (partition.Start is { } start && start != found.Start) return true;
        if (partition.Size is { } size) return size != found.Size;
        if (partition.Start is null) return false;
        var end = table.Partitions.Where(other => other.Start > found.Start).Select(other => other.Start).Append(table.DiskSize).Min();
        return found.Place == EntryPlace.Extended || Math.Min(end, PartitionTable.MostSectors * PartitionTable.Sector) - found.End > Slack;
    }

    static string Words(Partition partition) =>
        $"partition {partition.Number}{(partition.Start is { } start ? $" ({ByteSize.Format(start)} to {(partition.Size is { } size ? ByteSize.Format(start + size) : "the end of what is free")})" : partition.Size is { } only ? $" of {ByteSize.Format(only)}" : "")}";

    static IEnumerable<KeyValuePair<string, Partition>> Numbered(Layout layout) => layout.Partitions.Where(partition => partition.Value.Number is not null);
}
