using System.Collections.Immutable;

namespace Planner.Devices.Linux.Images.Tar;

/// <summary>One entry of a tar stream, all its extension headers applied.</summary>
sealed record TarEntry
{
    /// <summary>The name as it is written, with whatever slashes and dots it has.</summary>
    public required string Name { get; init; }

    /// <summary>The type flag of the header; the old flags for files are <c>'0'</c>.</summary>
    public required char Type { get; init; }

    /// <summary>Permission bits with setuid, setgid and sticky.</summary>
    public int Mode { get; init; }

    /// <summary>Owner.</summary>
    public int Uid { get; init; }

    /// <summary>Group.</summary>
    public int Gid { get; init; }

    /// <summary>Bytes of the file's content, holes included.</summary>
    public long Size { get; init; }

    /// <summary>Last change.</summary>
    public FileTime Time { get; init; }

    /// <summary>Where a symbolic link points, or which entry a hard link names.</summary>
    public string LinkName { get; init; } = "";

    /// <summary>Device number.</summary>
    public (int Major, int Minor) Device { get; init; }

    /// <summary>Extended attributes, in their own bytes.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<byte>> Attributes { get; init; } = ImmutableSortedDictionary<string, ImmutableArray<byte>>.Empty;

    /// <summary>Whether the stream holds only parts of the content, the rest being holes.</summary>
    public bool IsSparse { get; init; }
}

/// <summary>A time as file systems keep it.</summary>
/// <param name="Seconds">Since 1970, UTC; negative before.</param>
/// <param name="Nanoseconds">0 to 999,999,999, forward from the seconds.</param>
readonly record struct FileTime(long Seconds, int Nanoseconds)
{
    /// <summary>The same time in steps of 100 ns, cut to the years that .NET knows.</summary>
    public DateTimeOffset ToDateTimeOffset() =>
        DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(Seconds, -62_135_596_800, 253_402_300_799)).AddTicks(Nanoseconds / 100);
}
