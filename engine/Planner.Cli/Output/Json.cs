using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Planner.Cli.Output;

/// <summary>JSON as the commands write it.</summary>
static class Json
{
    const int Format = 1;

    static readonly JsonSerializerOptions Line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    static readonly JsonSerializerOptions Page = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true, NewLine = "\n" };

    /// <summary>A new object of this format.</summary>
    internal static JsonObject New() => new() { ["format"] = Format };

    /// <summary>A new event.</summary>
    internal static JsonObject Event(string name) => new() { ["format"] = Format, ["event"] = name };

    /// <summary>Texts.</summary>
    internal static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    /// <summary>Objects.</summary>
    internal static JsonArray List(IEnumerable<JsonObject> items) => new([.. items]);

    /// <summary>Writes one line.</summary>
    internal static void WriteLine(Terminal terminal, JsonNode node) => terminal.Result(node.ToJsonString(Line));

    /// <summary>Writes one document.</summary>
    internal static void WritePage(Terminal terminal, JsonNode node) => terminal.Result(node.ToJsonString(Page));
}
