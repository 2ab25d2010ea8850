using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Planner.Engine.Devices.Files;

/// <summary>Takes secrets out of files that leave a device: in a JSON file every text but those that facts read.</summary>
public static class Redaction
{
    /// <summary>What stands in the place of a text.</summary>
    public const string Word = "redacted";

    static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A JSON file without its secrets; null when it can not be read, so that nothing of it is kept.</summary>
    /// <param name="content">The file.</param>
    /// <param name="keys">Keys that facts read, with parts separated by dots.</param>
    public static byte[]? OfJson(byte[] content, IReadOnlyCollection<string> keys)
    {
        try
        {
            var root = JsonNode.Parse(content);
            if (root is not JsonObject) return null;
            var redacted = Redact(root, "", keys, out var changed);
            return changed ? Text(redacted!) : content;
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException)
        {
            return null;
        }
    }

    static byte[] Text(JsonNode node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Relaxed)) node.WriteTo(json);
        return buffer.WrittenSpan.ToArray();
    }

    static JsonNode? Redact(JsonNode? node, string path, IReadOnlyCollection<string> keys, out bool changed)
    {
        changed = false;
        switch (node)
        {
            case JsonObject members:
                var made = new JsonObject();
                foreach (var (name, member) in members)
                {
                    made[name] = Redact(member, path.Length == 0 ? name : $"{path}.{name}", keys, out var within);
                    changed |= within;
                }

                return made;
            case JsonArray items:
                var list = new JsonArray();
                foreach (var item in items)
                {
                    list.Add(Redact(item, path + "[]", keys, out var within));
                    changed |= within;
                }

                return list;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String && !keys.Contains(path):
                changed = value.GetValue<string>() != Word;
                return JsonValue.Create(Word);
            default:
                return node?.DeepClone();
        }
    }
}
