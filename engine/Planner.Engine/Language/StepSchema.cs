using System.Text.Json.Nodes;
using Planner.Engine.Steps;

namespace Planner.Engine.Language;

/// <summary>The JSON Schema of a step: the bare name of a kind that needs nothing, or a mapping with exactly one kind.</summary>
static class StepSchema
{
    /// <summary>Writes the schema for the kinds that there are.</summary>
    public static JsonNode Write(IReadOnlyList<StepKind> kinds, SchemaContext schemas)
    {
        var properties = new JsonObject();
        foreach (var kind in kinds)
        {
            var table = new Table<object>(kind.Name, kind.Fields, kind.Main, values => values).Schema(schemas);
            properties[kind.Name] = new JsonObject
            {
                ["description"] = kind.Summary,
                ["anyOf"] = NeedsNothing(kind) ? new JsonArray(table, new JsonObject { ["type"] = "null" }) : new JsonArray(table),
            };
        }

        StepTable.Table.WriteProperties(properties, schemas);
        var mapping = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
            ["oneOf"] = new JsonArray([.. kinds.Select(kind => (JsonNode)new JsonObject { ["required"] = new JsonArray(kind.Name) })]),
        };
        var bare = new JsonObject { ["enum"] = new JsonArray([.. kinds.Where(NeedsNothing).Select(kind => (JsonNode)kind.Name)]) };
        return new JsonObject { ["anyOf"] = new JsonArray(bare, mapping) };
    }

    static bool NeedsNothing(StepKind kind) => kind.Fields.All(field => !field.Required);
}
