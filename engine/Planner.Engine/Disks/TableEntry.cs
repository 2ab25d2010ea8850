namespace Planner.Engine.Disks;

/// <summary>Where an entry of a partition table stands.</summary>
public enum EntryPlace
{
    /// <summary>In the first sector of the disk: numbers 1 to 4.</summary>
    Primary,

    /// <summary>In the first sector too, around the logical ones.</summary>
    Extended,

    /// <summary>In the chain within the extended one: numbers from 5 on.</summary>
    Logical,
}

/// <summary>One entry of a partition table.</summary>
/// <param name="Number">Its number, as the kernel counts it.</param>
/// <param name="Start">Its first byte on the disk.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Place">Where it stands.</param>
public sealed record TableEntry(int Number, long Start, long Size, EntryPlace Place)
{
    /// <summary>What an ordinary Linux file system has as its type.</summary>
    public const byte LinuxType = 0x83;

    /// <summary>The type of a FAT file system.</summary>
    public const byte FatType = 0x0C;

    /// <summary>The type of an extended partition.</summary>
    public const byte ExtendedType = 0x0F;

    /// <summary>What it says that it holds.</summary>
    public byte Type { get; init; } = LinuxType;

    /// <summary>0x80 on the one that a PC boots from.</summary>
    public byte Flag { get; init; }

    /// <summary>For a logical one the byte at which the sector lies that describes it; else 0.</summary>
    public long Link { get; init; }

    /// <summary>The byte after its last one.</summary>
    public long End => Start + Size;

    /// <summary>Whether two entries have a byte in common.</summary>
    public bool Overlaps(TableEntry other) => Start < other.End && other.Start < End;
}
