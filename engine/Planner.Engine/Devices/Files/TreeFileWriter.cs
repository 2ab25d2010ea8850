using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Planner.Engine.Images;

namespace Planner.Engine.Devices.Files;

/// <summary>Writes a file tree as one JSON object a line, in path order: the same tree always gives the same text.</summary>
public static class TreeFileWriter
{
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of a tree file.</summary>
    public static string Write(TreeSnapshot tree)
    {
        var text = new StringBuilder();
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var entry in tree.Manifest.Entries)
        {
            buffer.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(buffer, Options)) Write(json, entry, tree);
            text.Append(Encoding.UTF8.GetString(buffer.WrittenSpan)).Append('\n');
        }

        return text.ToString();
    }

    static void Write(Utf8JsonWriter json, TreeEntry entry, TreeSnapshot tree)
    {
        json.WriteStartObject();
        json.WriteString("path", entry.Path);
        json.WriteString("type", TreeFileFormat.NameOf(entry.Type));
        json.WriteString("mode", Convert.ToString(entry.Mode, 8).PadLeft(4, '0'));
        json.WriteNumber("uid", entry.Uid);
        json.WriteNumber("gid", entry.Gid);
        if (entry.ModifiedAt != default) json.WriteString("mtime", entry.ModifiedAt.ToUniversalTime().ToString(TreeFileFormat.Moment));
        if (entry.SameAs is not null) json.WriteString("same-as", entry.SameAs);
        else if (entry.Type == EntryType.File) WriteContent(json, entry, tree);
        if (entry.Type == EntryType.Link) json.WriteString("target", entry.Target);
        if (entry.Type is EntryType.BlockDevice or EntryType.CharacterDevice) json.WriteString("device", $"{entry.Device.Major}:{entry.Device.Minor}");
        if (entry.SameAs is null && !entry.Attributes.IsEmpty)
        {
            json.WriteStartObject("xattrs");
            foreach (var (name, value) in entry.Attributes) json.WriteBase64String(name, value.AsSpan());
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    static void WriteContent(Utf8JsonWriter json, TreeEntry entry, TreeSnapshot tree)
    {
        json.WriteNumber("size", entry.Size);
        if (entry.Digest is null) return;
        json.WriteString("sha256", entry.Digest);
        if (entry.Md5 is not null) json.WriteString("md5", entry.Md5);
        if (tree.Contents.TryGetValue(entry.Digest, out var content)) json.WriteBase64String("content", content);
    }
}

/// <summary>Words of tree files.</summary>
static class TreeFileFormat
{
    /// <summary>How moments are written.</summary>
    internal const string Moment = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    static readonly (string Name, EntryType Type)[] Types =
    [
        ("file", EntryType.File), ("folder", EntryType.Folder), ("link", EntryType.Link), ("block", EntryType.BlockDevice),
        ("character", EntryType.CharacterDevice), ("pipe", EntryType.Pipe), ("socket", EntryType.Socket),
    ];

    internal static string NameOf(EntryType type) => Array.Find(Types, known => known.Type == type).Name;

    internal static EntryType? TypeOf(string name) => Array.Find(Types, known => known.Name == name) is { Name: not null } found ? found.Type : null;
}
