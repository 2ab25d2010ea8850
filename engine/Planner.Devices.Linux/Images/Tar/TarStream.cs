using System.Globalization;
using System.Text;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Images.Tar;

/// <summary>Reads a tar stream forward, entry by entry. Not <c>System.Formats.Tar</c>, because that one turns extended attributes into text, which destroys capabilities, and does not know sparse files. Damage is a <see cref="DeviceException"/> (<see cref="DeviceFault.Failed"/>).</summary>
/// <param name="stream">The plain tar stream.</param>
/// <param name="tried">What is being done, for messages.</param>
/// <param name="ct">Ends the reading.</param>
sealed class TarStream(Stream stream, string tried, CancellationToken ct)
{
    /// <summary>No file of an operating system is as large; a header that says so lies.</summary>
    const long LargestFile = 1L << 40;

    const int LargestExtension = 1 << 20;

    readonly byte[] block = new byte[TarHeader.Size];
    PaxRecords shared = new();
    byte[] sharedContent = [];
    TarContent content = TarContent.Empty;

    /// <summary>The next entry, or null at the end of the archive. What is left of the last content is skipped.</summary>
    public TarEntry? Next()
    {
        var records = new PaxRecords();
        records.TryAdd(sharedContent);
        string? longName = null, longLink = null;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            Guard(() => content.Skip(), "the content ends early");
            if (!ReadBlock()) return null;
            var entry = Header();
            switch (entry.Type)
            {
                case 'x':
                    if (!records.TryAdd(Extension(entry))) throw Damaged($"the extended header before '{entry.Name}' can not be read");
                    break;
                case 'g':
                    sharedContent = Extension(entry);
                    shared = new PaxRecords();
                    if (!shared.TryAdd(sharedContent)) throw Damaged("the archive's extended header can not be read");
                    records.TryAdd(sharedContent);
                    break;
                case 'L':
                    longName = Decode(() => TarHeader.Text(Extension(entry)));
                    break;
                case 'K':
                    longLink = Decode(() => TarHeader.Text(Extension(entry)));
                    break;
                default:
                    entry = entry with { Name = longName ?? entry.Name, LinkName = longLink ?? entry.LinkName };
                    return Open(Decode(() => records.ApplyTo(entry)) ?? throw Damaged($"the header of '{entry.Name}' holds numbers that can not be read"), records);
            }
        }
    }

    /// <summary>Reads the current entry's content, holes as zeros; 0 at its end.</summary>
    public int Read(Span<byte> buffer)
    {
        ct.ThrowIfCancellationRequested();
        var read = content.Read(buffer);
        return read >= 0 ? read : throw Damaged("the content ends early");
    }

    /// <summary>All of the current content. At most 64 MiB.</summary>
    public byte[] ReadAll(TarEntry entry)
    {
        if (entry.Size > 64 << 20) throw Damaged($"'{entry.Name}' has {entry.Size} bytes, which is more than is read as a whole");
        var all = new byte[entry.Size];
        for (var at = 0; at < all.Length;)
            at += Read(all.AsSpan(at)) is > 0 and var read ? read : throw Damaged($"'{entry.Name}' ends early");
        return all;
    }

    /// <summary>The current content as a stream, for archives within the archive.</summary>
    public Stream OpenContent() => new ContentStream(this);

    TarEntry Open(TarEntry entry, PaxRecords records)
    {
        if (entry.Type is '1' or '2' or '3' or '4' or '5' or '6') entry = entry with { Size = 0 };
        if (entry.Name.Contains('\0') || entry.LinkName.Contains('\0')) throw Damaged($"the name '{entry.Name.Replace("\0", "\\0", StringComparison.Ordinal)}' holds a NUL");
        if (entry.Type == '\0') entry = entry with { Type = entry.Name.EndsWith('/') ? '5' : '0' };
        var stored = entry.Size;
        var map = entry.Type is 'S' ? GnuMap(ref entry) : entry.Type is '0' ? PaxMap(ref entry, records, ref stored) : null;
        if (entry.Size is < 0 or > LargestFile || stored > LargestFile) throw Damaged($"'{entry.Name}' claims {entry.Size} bytes");
        if (map is not null && !map.Fits(entry.Size, stored)) throw Damaged($"the map of the sparse file '{entry.Name}' does not fit its size");
        var padding = Pad(stored) - stored;
        content = map is null ? new TarContent(stream, entry.Size, padding) : new SparseContent(stream, entry.Size, padding, map);
        return map is null ? entry : entry with { IsSparse = true };
    }

    SparseMap GnuMap(ref TarEntry entry)
    {
        var parts = new List<(long, long)>();
        var more = block[482] != 0;
        var read = SparseMap.TryAddBlock(block.AsSpan(386), 4, parts);
        if (!read | !TarHeader.TryNumber(block.AsSpan(483, 12), out var size)) throw Damaged($"the map of the sparse file '{entry.Name}' can not be read");
        while (more)
        {
            if (!Fill() || !SparseMap.TryAddBlock(block, 21, parts)) throw Damaged($"the map of the sparse file '{entry.Name}' can not be read");
            more = block[504] != 0;
        }

        entry = entry with { Type = '0', Size = size };
        return new SparseMap(parts);
    }

    SparseMap? PaxMap(ref TarEntry entry, PaxRecords records, ref long stored)
    {
        var name = records.Text("GNU.sparse.name") ?? entry.Name;
        if ((records.Text("GNU.sparse.realsize") ?? records.Text("GNU.sparse.size")) is not { } real) return null;
        if (!long.TryParse(real, NumberStyles.None, CultureInfo.InvariantCulture, out var size)) throw Damaged($"the size of the sparse file '{name}' can not be read");
        SparseMap? map;
        if (records.Text("GNU.sparse.major") == "1")
        {
            var lines = new PaddedLines(this);
            map = SparseMap.Read(lines.Next);
            stored -= lines.Taken;
        }
        else map = records.Text("GNU.sparse.map") is { } text ? SparseMap.Parse(text) : new SparseMap(records.Sparse);

        entry = entry with { Name = name, Size = size };
        return map ?? throw Damaged($"the map of the sparse file '{name}' can not be read");
    }

    TarEntry Header()
    {
        if (!TarHeader.SumIsRight(block)) throw Damaged("it is no tar archive, or damaged: a header's sum is wrong");
        return Decode(() => TarHeader.Read(block)) ?? throw Damaged("a header holds numbers that can not be read");
    }

    byte[] Extension(TarEntry entry)
    {
        if (entry.Size > LargestExtension) throw Damaged($"an extended header of {entry.Size} bytes");
        content = new TarContent(stream, entry.Size, Pad(entry.Size) - entry.Size);
        return ReadAll(entry);
    }

    bool ReadBlock() => Fill() && block.AsSpan().ContainsAnyExcept((byte)0);

    bool Fill()
    {
        var read = stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
        return read == block.Length || (read == 0 ? false : throw Damaged("it ends within a header"));
    }

    T Decode<T>(Func<T> read)
    {
        try { return read(); }
        catch (DecoderFallbackException broken) { throw new DeviceException(DeviceFault.Failed, tried, "a name is not UTF-8", broken); }
    }

    void Guard(Func<bool> done, string otherwise)
    {
        if (!done()) throw Damaged(otherwise);
    }

    DeviceException Damaged(string how) => new(DeviceFault.Failed, tried, how);

    static long Pad(long size) => (size + TarHeader.Size - 1) / TarHeader.Size * TarHeader.Size;

    /// <summary>Lines before the content of a sparse file, which fill whole blocks.</summary>
    sealed class PaddedLines(TarStream tar)
    {
        int at = TarHeader.Size;

        public long Taken { get; private set; }

        public string? Next()
        {
            var line = new StringBuilder();
            while (line.Length < 32)
            {
                if (at == TarHeader.Size)
                {
                    if (!tar.Fill()) return null;
                    Taken += TarHeader.Size;
                    at = 0;
                }

                if (tar.block[at++] is var next && next == '\n') return line.ToString();
                line.Append((char)next);
            }

            return null;
        }
    }
}
