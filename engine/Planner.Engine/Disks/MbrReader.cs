using System.Buffers.Binary;

namespace Planner.Engine.Disks;

/// <summary>Reads a partition table: the first sector of the disk, and the chain of sectors within the extended partition, each of which describes one logical partition and names the next sector.</summary>
public static class MbrReader
{
    internal const int FirstEntry = 446;
    internal const int EntrySize = 16;

    const byte ProtectiveType = 0xEE;

    // Of a chain that is longer something is wrong: perhaps it leads back to its beginning.
    const int MostLogical = 60;

    /// <summary>Reads a table. What is no table of this kind, or a damaged one: <see cref="InvalidDataException"/>.</summary>
    /// <param name="diskSize">Bytes of the disk.</param>
    /// <param name="sectorAt">The 512 bytes at a place.</param>
    public static PartitionTable Read(long diskSize, Func<long, byte[]> sectorAt)
    {
        var head = Signed(sectorAt(0), "the disk has no partition table");
        var entries = new List<TableEntry>();
        for (var index = 0; index < 4; index++)
        {
            var raw = RawEntry.At(head, index);
            if (raw.Type == ProtectiveType) throw new InvalidDataException("its partition table is GPT, which Planner does not change");
            if (raw.IsEmpty) continue;
            entries.Add(raw.ToEntry(index + 1, 0, raw.IsExtended ? EntryPlace.Extended : EntryPlace.Primary));
        }

        if (entries.Find(entry => entry.Place == EntryPlace.Extended) is { } extended) entries.AddRange(Chain(extended, sectorAt));
        return new PartitionTable(diskSize, [.. entries], [.. head]);
    }

    static IEnumerable<TableEntry> Chain(TableEntry extended, Func<long, byte[]> sectorAt)
    {
        var number = 5;
        for (var at = extended.Start; ;)
        {
            var sector = Signed(sectorAt(at), $"the sector at byte {at} that should describe partition {number} does not");
            var (raw, next) = (RawEntry.At(sector, 0), RawEntry.At(sector, 1));
            if (!raw.IsEmpty) yield return raw.ToEntry(number++, at, EntryPlace.Logical) with { Link = at };
            if (next.IsEmpty || !next.IsExtended) yield break;
            at = extended.Start + (next.Start * PartitionTable.Sector);
            if (number > MostLogical || at >= extended.End) throw new InvalidDataException("the chain of its logical partitions does not end");
        }
    }

    static byte[] Signed(byte[] sector, string otherwise) =>
        sector is { Length: PartitionTable.Sector } && sector[510] == 0x55 && sector[511] == 0xAA ? sector : throw new InvalidDataException(otherwise);
}

/// <summary>The 16 bytes of an entry.</summary>
/// <param name="Flag">0x80 on the one that is booted from.</param>
/// <param name="Type">What it holds; 0 when there is none.</param>
/// <param name="Start">First sector, counted from where the kind of entry says.</param>
/// <param name="Size">Sectors.</param>
readonly record struct RawEntry(byte Flag, byte Type, long Start, long Size)
{
    internal bool IsEmpty => Type == 0 || Size == 0;

    internal bool IsExtended => Type is 0x05 or 0x0F or 0x85;

    internal static RawEntry At(ReadOnlySpan<byte> sector, int index)
    {
        var bytes = sector.Slice(MbrReader.FirstEntry + (index * MbrReader.EntrySize), MbrReader.EntrySize);
        return new(bytes[0], bytes[4], BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]));
    }

    internal TableEntry ToEntry(int number, long from, EntryPlace place) =>
        new(number, from + (Start * PartitionTable.Sector), Size * PartitionTable.Sector, place) { Type = Type, Flag = Flag };
}
