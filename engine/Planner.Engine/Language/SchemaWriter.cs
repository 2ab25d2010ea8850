using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Planner.Engine.Configuration;
using Planner.Engine.Devices.Files;

namespace Planner.Engine.Language;

/// <summary>Writes JSON Schema (draft 2020-12) from the tables that the readers use.</summary>
public static class SchemaWriter
{
    static readonly JsonWriterOptions Style = new() { Indented = true, IndentSize = 2, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The kinds of files that have a schema, each with how it is written.</summary>
    public static IReadOnlyList<(string Name, FieldType Type)> Files { get; } = [("plan", PlanReader.Type), ("layout", LayoutReader.Type), ("device", DeviceFileReader.Type), ("config", ConfigurationReader.Type)];

    /// <summary>The schema of one of <see cref="Files"/>, or null when the name is none of them.</summary>
    public static string? Write(string name) => Files.FirstOrDefault(file => file.Name == name) is { Type: { } type } ? Write($"Planner {name}, language {FileHead.Language}", type) : null;

    /// <summary>The schema of a kind of file: the same text for the same tables, ending in a line feed.</summary>
    /// <param name="title">What the file is, like <c>Planner plan, language 1</c>.</param>
    /// <param name="type">How it is written, like <see cref="PlanReader.Type"/>.</param>
    public static string Write(string title, FieldType type)
    {
        var schemas = new SchemaContext();
        var root = type.Schema(schemas);
        var definitions = new JsonObject();
        foreach (var (name, definition) in schemas.Definitions) definitions[name] = definition;
        var document = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = title,
            ["allOf"] = new JsonArray(root),
            ["$defs"] = definitions,
        };
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Style)) document.WriteTo(writer);
        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }
}
