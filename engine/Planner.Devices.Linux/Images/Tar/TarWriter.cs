using System.Globalization;
using System.Text;

namespace Planner.Devices.Linux.Images.Tar;

/// <summary>Writes a tar stream with PAX headers, as GNU tar and <see cref="TarStream"/> read it: names of any length, times to the nanosecond, extended attributes in their own bytes, holes by the map of PAX sparse format 1.0.</summary>
/// <param name="stream">Takes the archive.</param>
sealed class TarWriter(Stream stream)
{
    const int NameLength = 100;
    const long LargestOctal = 0x1FFFFFFFF;
    const int LargestId = 0x1FFFFF;

    static readonly byte[] Zeros = new byte[TarHeader.Size];

    /// <summary>Begins an entry; the bytes of a file follow by <see cref="Content"/>, those of a sparse one part by part.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="map">Which parts of a sparse file follow; null for all other entries.</param>
    public void Begin(TarEntry entry, SparseMap? map = null)
    {
        var records = new MemoryStream();
        var stored = entry.Size;
        var lines = map is null ? [] : MapLines(map);
        var name = entry.Name;
        if (map is not null)
        {
            stored = lines.Length + map.Stored;
            foreach (var (key, value) in new[] { ("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.name", entry.Name), ("GNU.sparse.realsize", Text(entry.Size)) }) Record(records, key, Encoding.UTF8.GetBytes(value));
            name = "GNUSparseFile.0/" + entry.Name[(entry.Name.LastIndexOf('/') + 1)..];
        }

        if (map is null && !Fits(name)) Record(records, "path", Encoding.UTF8.GetBytes(name));
        if (!Fits(entry.LinkName)) Record(records, "linkpath", Encoding.UTF8.GetBytes(entry.LinkName));
        if (stored > LargestOctal) Record(records, "size", Encoding.UTF8.GetBytes(Text(stored)));
        if ((uint)entry.Uid > LargestId) Record(records, "uid", Encoding.UTF8.GetBytes(Text((uint)entry.Uid)));
        if ((uint)entry.Gid > LargestId) Record(records, "gid", Encoding.UTF8.GetBytes(Text((uint)entry.Gid)));
        if (entry.Time.Nanoseconds > 0 || entry.Time.Seconds is < 0 or > LargestOctal) Record(records, "mtime", Encoding.UTF8.GetBytes(Text(entry.Time)));
        foreach (var (attribute, value) in entry.Attributes) Record(records, $"SCHILY.xattr.{attribute}", value.AsSpan());
        if (records.Length > 0)
        {
            Header(new TarEntry { Name = "PaxHeader", Type = 'x', Mode = 0x1A4, Size = records.Length }, records.Length);
            stream.Write(records.GetBuffer().AsSpan(0, (int)records.Length));
            Pad(records.Length);
        }

        Header(entry with { Name = name }, stored);
        stream.Write(lines);
        left = stored - lines.Length;
        padding = stored;
    }

    long left;
    long padding;

    /// <summary>Writes bytes of the current file.</summary>
    public void Content(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, left);
        stream.Write(bytes);
        left -= bytes.Length;
    }

    /// <summary>Ends the current entry; false when its content is shorter than it was to be.</summary>
    public bool End()
    {
        if (left > 0) return false;
        Pad(padding);
        return true;
    }

    /// <summary>Ends the archive.</summary>
    public void Close()
    {
        stream.Write(Zeros);
        stream.Write(Zeros);
    }

    void Header(TarEntry entry, long stored)
    {
        var header = new byte[TarHeader.Size];
        Put(header.AsSpan(0, NameLength), entry.Name);
        Octal(header.AsSpan(100, 8), entry.Mode);
        Octal(header.AsSpan(108, 8), Math.Min((uint)entry.Uid, LargestId));
        Octal(header.AsSpan(116, 8), Math.Min((uint)entry.Gid, LargestId));
        Octal(header.AsSpan(124, 12), Math.Min(stored, LargestOctal));
        Octal(header.AsSpan(136, 12), Math.Clamp(entry.Time.Seconds, 0, LargestOctal));
        header[156] = (byte)entry.Type;
        Put(header.AsSpan(157, NameLength), entry.LinkName);
        "ustar\0"u8.CopyTo(header.AsSpan(257));
        "00"u8.CopyTo(header.AsSpan(263));
        Octal(header.AsSpan(329, 8), entry.Device.Major);
        Octal(header.AsSpan(337, 8), entry.Device.Minor);
        header.AsSpan(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var one in header) sum += one;
        Octal(header.AsSpan(148, 7), sum);
        stream.Write(header);
    }

    static void Record(MemoryStream records, string key, ReadOnlySpan<byte> value)
    {
        var keyed = Encoding.UTF8.GetBytes($" {key}=");
        var bare = keyed.Length + value.Length + 1;

        // The length counts its own digits.
        var length = bare + Text(bare).Length;
        length = bare + Text(length).Length;
        records.Write(Encoding.ASCII.GetBytes(Text(length)));
        records.Write(keyed);
        records.Write(value);
        records.WriteByte((byte)'\n');
    }

    static byte[] MapLines(SparseMap map)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{map.Parts.Count}\n");
        foreach (var (offset, length) in map.Parts) text.Append(CultureInfo.InvariantCulture, $"{offset}\n{length}\n");
        var lines = new byte[(text.Length + TarHeader.Size - 1) / TarHeader.Size * TarHeader.Size];
        Encoding.ASCII.GetBytes(text.ToString(), lines);
        return lines;
    }

    void Pad(long size) => stream.Write(Zeros.AsSpan(0, (int)((TarHeader.Size - (size % TarHeader.Size)) % TarHeader.Size)));

    static bool Fits(string name) => Encoding.UTF8.GetByteCount(name) <= NameLength;

    static void Put(Span<byte> field, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        bytes.AsSpan(0, Math.Min(bytes.Length, field.Length)).CopyTo(field);
    }

    static void Octal(Span<byte> field, long number) => Encoding.ASCII.GetBytes(Convert.ToString(number, 8).PadLeft(field.Length - 1, '0'), field);

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    static string Text(FileTime time) => time.Seconds >= 0 || time.Nanoseconds == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{time.Seconds}.{time.Nanoseconds:000000000}")
        : string.Create(CultureInfo.InvariantCulture, $"{(time.Seconds == -1 ? "-0" : Text(time.Seconds + 1))}.{1_000_000_000 - time.Nanoseconds:000000000}");
}
