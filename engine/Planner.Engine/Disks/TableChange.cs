namespace Planner.Engine.Disks;

/// <summary>What may be done on the way from one table to another.</summary>
public static class TableChange
{
    /// <summary>Why the chain of a table may not be written while another one holds; null when it may.</summary>
    public static string? WhyNoChain(PartitionTable now, PartitionTable table)
    {
        if (table.Problems().FirstOrDefault() is { } problem) return problem;
        var present = MbrWriter.Chain(now).ToDictionary(link => link.At, link => link.Sector);
        foreach (var (at, sector) in MbrWriter.Chain(table))
            if (present.TryGetValue(at, out var other) && !other.SequenceEqual(sector)) return $"the present table describes its own logical partitions at byte {at}, so the change would not be whole at every moment; begin the extended partition elsewhere";
        return null;
    }

    /// <summary>Whether what lies in an entry is lost by a change: it goes, begins elsewhere or ends earlier.</summary>
    public static bool Loses(TableEntry entry, PartitionTable table) =>
        table.Partitions.FirstOrDefault(other => other.Number == entry.Number) is not { } kept || kept.Start != entry.Start || kept.Size < entry.Size;

    /// <summary>The partitions that a change loses.</summary>
    public static IEnumerable<TableEntry> Lost(PartitionTable now, PartitionTable table) => now.Partitions.Where(entry => Loses(entry, table));

    /// <summary>Whether sectors hold what a table's chain should.</summary>
    public static bool HoldsChain(PartitionTable table, Func<long, ReadOnlyMemory<byte>> sectorAt) =>
        MbrWriter.Chain(table).All(link => sectorAt(link.At).Span.SequenceEqual(link.Sector.AsSpan()));
}
