using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Planner.Engine.Devices;

namespace Planner.Engine.Steps;

/// <summary>The bytes of a JSON configuration. What is damaged is refused with its place and without a word of its content, which holds keys.</summary>
static class ConfigText
{
    /// <summary>Reads the object; fails when there is none.</summary>
    internal static JsonObject Read(PartitionPath path, byte[] content)
    {
        var tried = $"read {path}";
        // What a file system makes of a file that was cut short is empty, or nothing but zeros.
        if (content.All(one => one is 0 or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) throw new DeviceException(DeviceFault.Failed, tried, "it is empty");
        try
        {
            return JsonNode.Parse(content, null, new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw new DeviceException(DeviceFault.Failed, tried, "it is no JSON object");
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $" at line {line + 1}, byte {(e.BytePositionInLine ?? 0) + 1}" : ", or has a name twice";
            throw new DeviceException(DeviceFault.Failed, tried, $"it is no JSON{place}");
        }
    }

    /// <summary>Writes the object as its former text was written: indented or not, with a last line end or without.</summary>
    internal static byte[] Write(JsonObject config, byte[] former)
    {
        var text = Encoding.UTF8.GetString(former);
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, OptionsOf(text))) config.WriteTo(writer);
        return text.EndsWith('\n') ? [.. bytes.WrittenSpan, (byte)'\n'] : bytes.WrittenSpan.ToArray();
    }

    static JsonWriterOptions OptionsOf(string text)
    {
        // No page of a browser ever holds it, and people read it: their letters stay letters.
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };
        var first = text.IndexOf('"', StringComparison.Ordinal);
        var line = first < 0 ? -1 : text.LastIndexOf('\n', first);
        if (line < 0) return options;
        var indent = text[(line + 1)..first];
        var tabs = indent.StartsWith('\t');
        return options with { Indented = true, IndentCharacter = tabs ? '\t' : ' ', IndentSize = Math.Min(indent.Length, 127) };
    }
}
