using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Planner.Engine.Language;

namespace Planner.Repository.Catalogues;

/// <summary>Between the metadata's <c>custom</c> and the plan language: what an author wrote in YAML goes into it as JSON, and is read from it by the same readers.</summary>
static class CustomJson
{
    const string Place = "custom";

    /// <summary>JSON text as an element of its own.</summary>
    internal static JsonElement Parse(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    /// <summary>A member's text, or null.</summary>
    internal static string? Text(JsonElement custom, string key) =>
        custom.ValueKind == JsonValueKind.Object && custom.TryGetProperty(key, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    /// <summary>Reads a member as the files of the plan language have it; false when it is there and can not be read. What is not there is the type's default.</summary>
    internal static bool TryRead<T>(JsonElement custom, Field<T> field, out T? value)
        where T : notnull
    {
        value = default;
        if (!custom.TryGetProperty(field.Name, out var member)) return true;
        // JSON is YAML too.
        var context = new ReadContext();
        return YamlReader.Read(Place, Encoding.UTF8.GetBytes(member.GetRawText()), context) is { } node && ((FieldType<T>)field.Type).TryRead(node, context, out value) && !context.HasErrors;
    }

    /// <summary>A piece of a YAML file as JSON. Only an unquoted <c>true</c> or <c>false</c> is no text.</summary>
    internal static JsonNode? Of(Node node) => node switch
    {
        ScalarNode { Quoted: false, Text: "true" or "false" } flag => flag.Text == "true",
        ScalarNode scalar => scalar.Text,
        SequenceNode list => new JsonArray([.. list.Items.Select(Of)]),
        MappingNode mapping => new JsonObject(mapping.Members.Select(member => KeyValuePair.Create(member.Key.Text, Of(member.Value)))),
        _ => null,
    };
}
