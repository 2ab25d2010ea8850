using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Planner.Devices.Linux.Images.Tar;

/// <summary>Records of a PAX extended header, <c>length key=value</c> each, with values in their own bytes: capabilities are binary and hold NUL and bytes that are no UTF-8.</summary>
sealed class PaxRecords
{
    const string AttributePrefix = "SCHILY.xattr.";

    readonly Dictionary<string, byte[]> values = new(StringComparer.Ordinal);
    readonly List<(long Offset, long Length)> holes = [];
    long sparseOffset = -1;

    /// <summary>Reads one header's content over what is known already; false when it is damaged.</summary>
    public bool TryAdd(ReadOnlySpan<byte> content)
    {
        while (content.Length > 0)
        {
            var space = content.IndexOf((byte)' ');
            if (space is <= 0 or > 10 || !int.TryParse(content[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length)) return false;
            if (length > content.Length || length <= space + 1 || content[length - 1] != '\n') return false;
            var record = content[(space + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals <= 0 || !Keep(Encoding.UTF8.GetString(record[..equals]), record[(equals + 1)..])) return false;
            content = content[length..];
        }

        return true;
    }

    /// <summary>What a record says as text, or null.</summary>
    public string? Text(string key) => values.TryGetValue(key, out var value) && value.Length > 0 ? TarHeader.WholeText(value) : null;

    /// <summary>The map of PAX sparse format 0.0, whose records repeat; empty for all other entries.</summary>
    public IReadOnlyList<(long Offset, long Length)> Sparse => holes;

    /// <summary>The entry with all that the records say of it; null when one can not be read.</summary>
    public TarEntry? ApplyTo(TarEntry entry)
    {
        var (uid, gid, size, time) = ((long)(uint)entry.Uid, (long)(uint)entry.Gid, entry.Size, entry.Time);
        if (!Number("uid", ref uid) || !Number("gid", ref gid) || !Number("size", ref size)) return null;
        if (uid > uint.MaxValue || gid > uint.MaxValue) return null;
        if (Text("mtime") is { } written && !TarHeader.TryTime(written, out time)) return null;
        var attributes = values.Where(pair => pair.Key.StartsWith(AttributePrefix, StringComparison.Ordinal) && pair.Key.Length > AttributePrefix.Length)
            .ToImmutableSortedDictionary(pair => pair.Key[AttributePrefix.Length..], pair => pair.Value.ToImmutableArray(), StringComparer.Ordinal);
        return entry with
        {
            Name = Text("path") ?? entry.Name,
            LinkName = Text("linkpath") ?? entry.LinkName,
            Uid = (int)uid,
            Gid = (int)gid,
            Size = size,
            Time = time,
            Attributes = attributes,
        };
    }

    bool Number(string key, ref long number)
    {
        if (Text(key) is not { } text) return true;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    bool Keep(string key, ReadOnlySpan<byte> value)
    {
        values[key] = value.ToArray();
        if (key is not ("GNU.sparse.offset" or "GNU.sparse.numbytes")) return true;
        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        if (key == "GNU.sparse.offset") sparseOffset = number;
        else holes.Add((sparseOffset, number));
        return true;
    }
}
