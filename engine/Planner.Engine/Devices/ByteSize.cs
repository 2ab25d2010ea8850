using System.Text.RegularExpressions;

namespace Planner.Engine.Devices;

/// <summary>Sizes as people write them: <c>170MiB</c>, <c>1.5GB</c>, <c>4096</c>; KiB, MiB, GiB, TiB are powers of 1024, kB, MB, GB, TB of 1000.</summary>
public static partial class ByteSize
{
    static readonly (string Unit, long Bytes)[] Units =
    [
        ("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10),
        ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000), ("B", 1), ("", 1),
    ];

    /// <summary>Reads a size; false when the text is none, is negative or too large.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var match = Form().Match(text);
        if (!match.Success) return false;
        var unit = Array.Find(Units, unit => unit.Unit == match.Groups["unit"].Value);
        if (unit.Bytes == 0 || !decimal.TryParse(match.Groups["number"].Value, out var number)) return false;
        if (number > long.MaxValue / unit.Bytes) return false;
        bytes = (long)(number * unit.Bytes);
        return true;
    }

    /// <summary>The shortest spelling with at most one decimal: <c>312 MiB</c>, <c>1.5 GiB</c>, <c>97 B</c>.</summary>
    public static string Format(long bytes)
    {
        var unit = Array.Find(Units, unit => unit.Unit.EndsWith("iB", StringComparison.Ordinal) && Math.Abs(bytes) >= unit.Bytes);
        return unit.Bytes == 0 ? $"{bytes} B" : FormattableString.Invariant($"{(double)bytes / unit.Bytes:0.#} {unit.Unit}");
    }

    [GeneratedRegex(@"^(?<number>[0-9]{1,15}(?:\.[0-9]{1,6})?) ?(?<unit>[A-Za-z]*)\z")]
    private static partial Regex Form();
}
