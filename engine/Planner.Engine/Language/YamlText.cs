using System.Text;

namespace Planner.Engine.Language;

/// <summary>Turns the bytes of a file into text, and refuses what is no text.</summary>
static class YamlText
{
    /// <summary>The most that a file may hold, in bytes.</summary>
    public const int Limit = 1 << 20;

    /// <summary>The file's text without byte order mark; null when it is too large or binary. Bytes that are no UTF-8 are reported and replaced, so that the rest can be checked.</summary>
    public static string? Decode(string file, ReadOnlySpan<byte> bytes, ReadContext context)
    {
        var start = new Position(file, 1, 1);
        if (bytes.Length > Limit)
        {
            context.Report(ProblemCodes.TooLarge, start, $"has more than {Limit >> 20} MiB, which is the most that a file may have");
            return null;
        }

        if (bytes.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[Encoding.UTF8.Preamble.Length..];
        if (FirstControl(bytes) is >= 0 and var control)
        {
            context.Report(ProblemCodes.Binary, PlaceOf(file, bytes, control), $"is not a text: it holds the control character 0x{bytes[control]:X2}");
            return null;
        }

        ReportInvalid(file, bytes, context);
        return Encoding.UTF8.GetString(bytes);
    }

    static int FirstControl(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
            if (bytes[i] is 0x7F or < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r')) return i;
        return -1;
    }

    static void ReportInvalid(string file, ReadOnlySpan<byte> bytes, ReadContext context)
    {
        var (first, count) = (-1, 0);
        for (var i = 0; i < bytes.Length;)
        {
            var valid = Rune.DecodeFromUtf8(bytes[i..], out _, out var consumed) == System.Buffers.OperationStatus.Done;
            if (!valid && count++ == 0) first = i;
            i += consumed;
        }

        if (count == 0) return;
        var more = count == 1 ? "" : $", and {count - 1} more such places";
        context.Report(ProblemCodes.NotUtf8, PlaceOf(file, bytes, first), $"is not UTF-8: byte 0x{bytes[first]:X2} at offset {first}{more}");
    }

    static Position PlaceOf(string file, ReadOnlySpan<byte> bytes, int offset)
    {
        var before = Encoding.UTF8.GetString(bytes[..offset]).ReplaceLineEndings("\n");
        return new Position(file, before.Count(character => character == '\n') + 1, before.Length - before.LastIndexOf('\n'));
    }
}
