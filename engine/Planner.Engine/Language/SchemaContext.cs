using System.Text.Json.Nodes;

namespace Planner.Engine.Language;

/// <summary>Collects the definitions of one JSON Schema document.</summary>
public sealed class SchemaContext
{
    readonly SortedDictionary<string, JsonNode> definitions = new(StringComparer.Ordinal);

    /// <summary>Every definition by name.</summary>
    public IReadOnlyDictionary<string, JsonNode> Definitions => definitions;

    /// <summary>A <c>$ref</c> to a definition, which is made when it is new.</summary>
    public JsonNode Refer(string name, Func<JsonNode> make)
    {
        if (definitions.TryAdd(name, new JsonObject())) definitions[name] = make();
        return new JsonObject { ["$ref"] = $"#/$defs/{name}" };
    }
}
