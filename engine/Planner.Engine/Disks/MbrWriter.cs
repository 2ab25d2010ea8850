using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Planner.Engine.Disks;

/// <summary>Writes a partition table as bytes. The chain of the logical partitions and the first sector are apart: while the first sector is the old one, nobody looks at the new chain.</summary>
public static class MbrWriter
{
    const byte LinkType = 0x05;

    // The geometry that every tool pretends when it writes places as cylinder, head and sector.
    const int Heads = 255;
    const int SectorsOfTrack = 63;

    /// <summary>The first sector of the disk. What of the former one says the same stays as it is, byte by byte.</summary>
    public static byte[] FirstSector(PartitionTable table)
    {
        var sector = table.Head is { Length: PartitionTable.Sector } head ? head.ToArray() : new byte[PartitionTable.Sector];
        for (var index = 0; index < 4; index++)
        {
            var former = RawEntry.At(sector, index);
            var place = sector.AsSpan(MbrReader.FirstEntry + (index * MbrReader.EntrySize), MbrReader.EntrySize);
            if (table[index + 1] is not { } entry) place.Clear();
            else if (former.ToEntry(entry.Number, 0, entry.Place) != entry) Put(place, entry, entry.Start, 0);
        }

        return Sign(sector);
    }

    /// <summary>The sectors of the chain by the byte that each lies at; one without a partition for an extended one that holds none.</summary>
    public static ImmutableArray<(long At, ImmutableArray<byte> Sector)> Chain(PartitionTable table)
    {
        if (table.Extended is not { } extended) return [];
        var logical = table.Logical.ToList();
        if (logical.Count == 0) return [(extended.Start, [.. Sign(new byte[PartitionTable.Sector])])];
        return [.. logical.Select((entry, index) =>
        {
            var sector = new byte[PartitionTable.Sector];
            Put(sector.AsSpan(MbrReader.FirstEntry, MbrReader.EntrySize), entry, entry.Start, entry.Link);
            if (index + 1 < logical.Count)
            {
                var next = logical[index + 1];
                var link = new TableEntry(next.Number, next.Link, next.End - next.Link, EntryPlace.Extended) { Type = LinkType };
                Put(sector.AsSpan(MbrReader.FirstEntry + MbrReader.EntrySize, MbrReader.EntrySize), link, next.Link, extended.Start);
            }

            return (entry.Link, Sign(sector).ToImmutableArray());
        })];
    }

    static void Put(Span<byte> place, TableEntry entry, long start, long from)
    {
        place[0] = entry.Flag;
        Geometry(place.Slice(1, 3), start / PartitionTable.Sector);
        place[4] = entry.Type;
        Geometry(place.Slice(5, 3), (start + entry.Size) / PartitionTable.Sector - 1);
        BinaryPrimitives.WriteUInt32LittleEndian(place[8..], (uint)((start - from) / PartitionTable.Sector));
        BinaryPrimitives.WriteUInt32LittleEndian(place[12..], (uint)(entry.Size / PartitionTable.Sector));
    }

    static void Geometry(Span<byte> place, long sector)
    {
        var cylinder = sector / (Heads * SectorsOfTrack);
        if (cylinder > 1023)
        {
            (place[0], place[1], place[2]) = (0xFE, 0xFF, 0xFF);
            return;
        }

        place[0] = (byte)(sector / SectorsOfTrack % Heads);
        place[1] = (byte)((sector % SectorsOfTrack) + 1 | (cylinder >> 2 & 0xC0));
        place[2] = (byte)cylinder;
    }

    static byte[] Sign(byte[] sector)
    {
        (sector[510], sector[511]) = (0x55, 0xAA);
        return sector;
    }
}
