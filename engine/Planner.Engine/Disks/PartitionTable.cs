using System.Collections.Immutable;
using Planner.Engine.Devices;

namespace Planner.Engine.Disks;

/// <summary>A partition table of the kind that PCs and most boards have (MBR), with logical partitions.</summary>
/// <param name="DiskSize">Bytes of the disk.</param>
/// <param name="Entries">Every partition by its number, the extended one among them.</param>
/// <param name="Head">The first sector as it was read: boot code, signature and whatever else stands there is kept.</param>
public sealed record PartitionTable(long DiskSize, ImmutableArray<TableEntry> Entries, ImmutableArray<byte> Head)
{
    /// <summary>Bytes that places and sizes are counted in.</summary>
    public const int Sector = 512;

    /// <summary>The most sectors that a table of this kind can count.</summary>
    public const long MostSectors = uint.MaxValue;

    /// <summary>The entry of a number, or null.</summary>
    public TableEntry? this[int number] => Entries.FirstOrDefault(entry => entry.Number == number);

    /// <summary>The extended one, or null.</summary>
    public TableEntry? Extended => Entries.FirstOrDefault(entry => entry.Place == EntryPlace.Extended);

    /// <summary>The logical ones in the order of the chain.</summary>
    public IEnumerable<TableEntry> Logical => Entries.Where(entry => entry.Place == EntryPlace.Logical);

    /// <summary>Those that hold file systems.</summary>
    public IEnumerable<TableEntry> Partitions => Entries.Where(entry => entry.Place != EntryPlace.Extended);

    /// <summary>Whether two tables have the same partitions at the same places; what else their first sectors hold does not count.</summary>
    public bool IsSameAs(PartitionTable other) => DiskSize == other.DiskSize && Entries.SequenceEqual(other.Entries);

    /// <summary>What can not be in a table; empty when it may be written.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var entry in Entries)
        {
            if (entry.Start % Sector != 0 || entry.Size % Sector != 0 || entry.Size <= 0 || entry.Start < Sector) yield return $"{Words(entry)} is not made of whole sectors";
            if (entry.End > DiskSize) yield return $"{Words(entry)} does not end within the disk of {ByteSize.Format(DiskSize)}";
            if (entry.Start / Sector > MostSectors || entry.Size / Sector > MostSectors) yield return $"{Words(entry)} lies beyond what such a table can count";
            if (entry.Place == EntryPlace.Logical ? entry.Number < 5 : entry.Number is < 1 or > 4) yield return $"{Words(entry)} can not have that number";
            if (entry.Place == EntryPlace.Logical && (Extended is not { } around || entry.Link < around.Start || entry.Start <= entry.Link || entry.End > around.End)) yield return $"{Words(entry)} does not lie within the extended partition";
            foreach (var other in Entries.Where(other => other.Number < entry.Number))
            {
                if (other.Number == entry.Number) yield return $"there are two partitions {entry.Number}";
                if (Clash(entry, other)) yield return $"{Words(entry)} and {Words(other)} overlap";
            }

            foreach (var link in Logical.Where(logical => entry.Place != EntryPlace.Extended && logical.Link >= entry.Start && logical.Link < entry.End))
                yield return $"partition {link.Number} would be described within {Words(entry)}";
        }

        if (Entries.Count(entry => entry.Place == EntryPlace.Extended) > 1) yield return "there are two extended partitions";
        if (Logical.Select((entry, index) => entry.Number == index + 5).Contains(false)) yield return "the numbers of the logical partitions do not follow each other";
        if (Logical.FirstOrDefault() is { } first && first.Link != Extended?.Start) yield return "the first logical partition is not described at the beginning of the extended one";
    }

    /// <summary>The same table with another size of the disk, as after a card was copied to a larger one.</summary>
    public PartitionTable OnDiskOf(long bytes) => this with { DiskSize = bytes };

    /// <summary>An entry as people read it: <c>partition 2 (44 MiB to 220 MiB)</c>.</summary>
    public static string Words(TableEntry entry) => $"partition {entry.Number} ({ByteSize.Format(entry.Start)} to {ByteSize.Format(entry.End)})";

    /// <summary>The whole table as people read it.</summary>
    public override string ToString() => Entries.IsEmpty ? "no partitions" : string.Join(", ", Entries.Select(entry => Words(entry)[10..] + (entry.Place == EntryPlace.Extended ? " extended" : "")));

    static bool Clash(TableEntry one, TableEntry other) =>
        one.Overlaps(other) && !(one.Place == EntryPlace.Extended && other.Place == EntryPlace.Logical) && !(other.Place == EntryPlace.Extended && one.Place == EntryPlace.Logical);
}
