using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Devices.Files;

/// <summary>Reads what <see cref="TreeFileWriter"/> writes.</summary>
public static class TreeFileReader
{
    static readonly string[] Known = ["path", "type", "mode", "uid", "gid", "mtime", "same-as", "size", "sha256", "md5", "content", "target", "device", "xattrs"];

    /// <summary>Reads a tree file; null when a line is broken, all of which are reported with their line.</summary>
    public static TreeSnapshot? Read(string file, ReadOnlySpan<byte> bytes, ReadContext context)
    {
        var tree = new TreeSnapshotBuilder();
        var paths = new HashSet<string>(StringComparer.Ordinal);
        var links = new List<(Position At, string SameAs)>();
        var ok = true;
        for (var line = 1; bytes.Length > 0; line++)
        {
            var end = bytes.IndexOf((byte)'\n');
            var text = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? [] : bytes[(end + 1)..];
            if (text.Trim(" \r"u8).IsEmpty) continue;
            var at = new Position(file, line, 1);
            var (entry, problem) = Entry(text, tree);
            if (problem is null && !paths.Add(entry!.Path)) problem = $"{entry.Path} stands here a second time";
            if (problem is not null) ok = context.Refuse(ProblemCodes.BadTreeLine, at, problem);
            else if (entry!.SameAs is { } other) links.Add((at, other));
        }

        foreach (var (at, other) in links)
            if (!paths.Contains(other)) ok = context.Refuse(ProblemCodes.BadTreeLine, at, $"same-as {other} is not in this file");
        return ok ? tree.Build() : null;
    }

    static (TreeEntry? Entry, string? Problem) Entry(ReadOnlySpan<byte> text, TreeSnapshotBuilder tree)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return (null, "must be a JSON object");
            foreach (var member in document.RootElement.EnumerateObject())
                if (!Known.Contains(member.Name)) return (null, $"takes no '{member.Name}'{Suggestion.For(member.Name, Known)}");
            var entry = Entry(document.RootElement);
            if (document.RootElement.TryGetProperty("content", out var content)) return AddContent(tree, entry, content.GetBytesFromBase64());
            tree.Add(entry);
            return (entry, null);
        }
        catch (JsonException)
        {
            return (null, "is no JSON");
        }
        catch (Exception wrong) when (wrong is FormatException or InvalidOperationException or OverflowException or KeyNotFoundException or ArgumentException)
        {
            return (null, wrong is FormatException { Message: var said } && said.StartsWith('\'') ? said : "lacks a member, or one of them has the wrong type");
        }
    }

    static (TreeEntry? Entry, string? Problem) AddContent(TreeSnapshotBuilder tree, TreeEntry entry, byte[] content)
    {
        if (entry.Size != content.Length || entry.Digest != TreeSnapshotBuilder.DigestOf(content)) return (null, $"the content of {entry.Path} does not have its size and sha256");
        tree.Add(entry, content);
        return (entry, null);
    }

    static TreeEntry Entry(JsonElement line)
    {
        var type = TreeFileFormat.TypeOf(line.GetProperty("type").GetString()!) ?? throw new FormatException("'type' must be file, folder, link, block, character, pipe or socket");
        var path = line.GetProperty("path").GetString()!;
        var sameAs = line.TryGetProperty("same-as", out var other) ? other.GetString() : null;
        return new TreeEntry
        {
            Path = DeviceFieldTypes.IsPath(path) ? path : throw new FormatException($"'path' must be an absolute path, not '{path}'"),
            Type = type,
            Mode = Convert.ToInt32(line.GetProperty("mode").GetString(), 8) is >= 0 and <= 0b111_111_111_111 and var mode ? mode : throw new FormatException("'mode' must be at most 7777"),
            Uid = line.GetProperty("uid").GetInt32(),
            Gid = line.GetProperty("gid").GetInt32(),
            ModifiedAt = line.TryGetProperty("mtime", out var at) ? DateTimeOffset.ParseExact(at.GetString()!, TreeFileFormat.Moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : default,
            SameAs = sameAs,
            Size = type == EntryType.File && sameAs is null ? line.GetProperty("size").GetInt64() is >= 0 and var size ? size : throw new FormatException("'size' must not be negative") : 0,
            Digest = line.TryGetProperty("sha256", out var digest) ? digest.GetString() : null,
            Md5 = line.TryGetProperty("md5", out var md5) ? md5.GetString() : null,
            Target = type == EntryType.Link ? line.GetProperty("target").GetString() : null,
            Device = type is EntryType.BlockDevice or EntryType.CharacterDevice ? Device(line.GetProperty("device").GetString()!) : default,
            Attributes = line.TryGetProperty("xattrs", out var attributes)
                ? attributes.EnumerateObject().ToImmutableSortedDictionary(attribute => attribute.Name, attribute => attribute.Value.GetBytesFromBase64().ToImmutableArray())
                : ImmutableSortedDictionary<string, ImmutableArray<byte>>.Empty,
        };
    }

    static (int Major, int Minor) Device(string text)
    {
        var parts = text.Split(':');
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, null, out var major) && int.TryParse(parts[1], NumberStyles.None, null, out var minor)
            ? (major, minor) : throw new FormatException($"'device' must be like 5:1, not '{text}'");
    }
}
