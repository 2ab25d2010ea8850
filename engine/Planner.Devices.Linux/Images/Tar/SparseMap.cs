using System.Globalization;

namespace Planner.Devices.Linux.Images.Tar;

/// <summary>Which parts of a sparse file are in the stream; between them are holes. All four ways in which GNU tar writes it.</summary>
/// <param name="Parts">Parts with data, ascending and apart.</param>
sealed record SparseMap(IReadOnlyList<(long Offset, long Length)> Parts)
{
    /// <summary>Bytes that the stream holds.</summary>
    public long Stored => Parts.Sum(part => part.Length);

    /// <summary>Whether the parts ascend, lie within a file of this size and are just what the stream holds.</summary>
    public bool Fits(long size, long stored)
    {
        var end = 0L;
        foreach (var (offset, length) in Parts)
        {
            if (offset < end || length < 0 || offset > size || length > size - offset) return false;
            end = offset + length;
        }

        return Stored == stored;
    }

    /// <summary>Reads offsets and lengths from a header block of the GNU format: <paramref name="count"/> pairs of 12 bytes each.</summary>
    public static bool TryAddBlock(ReadOnlySpan<byte> pairs, int count, List<(long Offset, long Length)> parts)
    {
        for (var at = 0; at < count; at++)
        {
            var pair = pairs.Slice(at * 24, 24);
            if (pair[0] == 0) return true;
            if (!TarHeader.TryNumber(pair[..12], out var offset) || !TarHeader.TryNumber(pair[12..], out var length)) return false;
            parts.Add((offset, length));
        }

        return true;
    }

    /// <summary>Reads the map of PAX sparse format 0.1: <c>offset,length,offset,length</c>.</summary>
    public static SparseMap? Parse(string map)
    {
        var numbers = map.Split(',');
        if (numbers.Length % 2 != 0) return null;
        var parts = new List<(long, long)>();
        for (var at = 0; at < numbers.Length; at += 2)
        {
            if (!TryRead(numbers[at], out var offset) || !TryRead(numbers[at + 1], out var length)) return null;
            parts.Add((offset, length));
        }

        return new SparseMap(parts);
    }

    /// <summary>Reads the map of PAX sparse format 1.0, which stands before the content: a count, then offsets and lengths, a line each.</summary>
    /// <param name="nextLine">Gives the next line of the stream, or null.</param>
    public static SparseMap? Read(Func<string?> nextLine)
    {
        if (!TryRead(nextLine(), out var count) || count > 1 << 20) return null;
        var parts = new List<(long, long)>();
        for (var at = 0; at < count; at++)
        {
            if (!TryRead(nextLine(), out var offset) || !TryRead(nextLine(), out var length)) return null;
            parts.Add((offset, length));
        }

        return new SparseMap(parts);
    }

    static bool TryRead(string? text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
