using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Planner.Devices.Linux.Images.Tar;

/// <summary>Fields of a 512-byte tar header: ustar of POSIX.1-2001 and the format of GNU tar.</summary>
static class TarHeader
{
    /// <summary>Bytes of a header and of the unit that contents are padded to.</summary>
    public const int Size = 512;

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether the sum of the header's bytes is the one that it names, its own field counted as spaces.</summary>
    public static bool SumIsRight(ReadOnlySpan<byte> header)
    {
        var sum = 8 * ' ';
        for (var at = 0; at < Size; at++)
            if (at is < 148 or >= 156) sum += header[at];
        return TryNumber(header.Slice(148, 8), out var named) && named == sum;
    }

    /// <summary>The entry as its header alone describes it; null when a number of it can not be read.</summary>
    public static TarEntry? Read(ReadOnlySpan<byte> header)
    {
        if (!TryNumber(header.Slice(100, 8), out var mode) || !TryNumber(header.Slice(108, 8), out var uid) || !TryNumber(header.Slice(116, 8), out var gid)
            || !TryNumber(header.Slice(124, 12), out var size) || !TryNumber(header.Slice(136, 12), out var time)) return null;
        var isPosix = header.Slice(257, 6).SequenceEqual("ustar\0"u8);
        var isGnu = header.Slice(257, 6).SequenceEqual("ustar "u8);
        var (major, minor) = (0L, 0L);
        if ((isPosix || isGnu) && (!TryNumber(header.Slice(329, 8), out major) || !TryNumber(header.Slice(337, 8), out minor))) return null;
        var name = Text(header[..100]);
        var prefix = isPosix ? Text(header.Slice(345, 155)) : "";
        if (size < 0 || (ulong)uid > uint.MaxValue || (ulong)gid > uint.MaxValue) return null;
        return new TarEntry
        {
            Name = prefix.Length > 0 ? $"{prefix}/{name}" : name,
            Type = header[156] == '7' ? '0' : (char)header[156],
            Mode = (int)(mode & 0xFFF),
            Uid = (int)uid,
            Gid = (int)gid,
            Size = size,
            Time = new FileTime(time, 0),
            LinkName = Text(header.Slice(157, 100)),
            Device = ((int)major, (int)minor),
        };
    }

    /// <summary>UTF-8 up to the first NUL. Throws <see cref="DecoderFallbackException"/> on other encodings: a guessed name would be another file.</summary>
    public static string Text(ReadOnlySpan<byte> field) => Strict.GetString(field.IndexOf((byte)0) is >= 0 and var end ? field[..end] : field);

    /// <summary>UTF-8, with NUL bytes kept where there are any.</summary>
    public static string WholeText(ReadOnlySpan<byte> field) => Strict.GetString(field);

    /// <summary>A number: octal digits, or GNU's base 256 for what is negative or needs more digits.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> field, out long number)
    {
        number = 0;
        if ((field[0] & 0x80) != 0)
        {
            number = BinaryPrimitives.ReadInt64BigEndian(field[^8..]);
            if (field.Length == 8 && field[0] == 0x80) number &= long.MaxValue;
            return field[0] == 0xFF ? number < 0 : field[0] == 0x80 && number >= 0;
        }

        var text = Encoding.ASCII.GetString(field).Trim('\0', ' ');
        if (text.Length == 0) return true;
        foreach (var digit in text)
        {
            if (digit is < '0' or > '7') return false;
            number = number << 3 | (uint)(digit - '0');
        }

        return number >= 0;
    }

    /// <summary>A PAX time: seconds with a fraction of any length.</summary>
    public static bool TryTime(string text, out FileTime time)
    {
        time = default;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (!long.TryParse(dot < 0 ? text : text[..dot], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)) return false;
        var fraction = dot < 0 ? "0" : text[(dot + 1)..].PadRight(9, '0')[..9];
        if (!int.TryParse(fraction, NumberStyles.None, CultureInfo.InvariantCulture, out var nanoseconds)) return false;
        time = text.StartsWith('-') && nanoseconds > 0 ? new FileTime(seconds - 1, 1_000_000_000 - nanoseconds) : new FileTime(seconds, nanoseconds);
        return true;
    }
}
