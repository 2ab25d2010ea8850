using System.Text.Json.Nodes;

namespace Planner.Engine.Language;

/// <summary>A mapping with a fixed set of keys.</summary>
/// <param name="name">Its name in messages, schema and docs, like <c>mkfs</c>.</param>
/// <param name="fields">Its fields, in the order of the docs.</param>
/// <param name="main">The field that a bare scalar stands for, or null.</param>
/// <param name="make">Makes the value once every needed field was read.</param>
/// <typeparam name="T">The value's type in the engine.</typeparam>
public sealed class Table<T>(string name, IReadOnlyList<Field> fields, Field? main, Func<FieldValues, T> make) : FieldType<T>
    where T : notnull
{
    /// <inheritdoc/>
    public override string Name => $"a mapping of {name}";

    /// <summary>Its fields.</summary>
    public IReadOnlyList<Field> Fields { get; } = fields;

    /// <summary>The field that a bare scalar stands for, or null.</summary>
    public Field? Main { get; } = main;

    /// <summary>Fields of which a mapping has exactly one; empty when there is no such choice.</summary>
    public IReadOnlyList<Field> ExactlyOne { get; init; } = [];

    /// <summary>Makes the value of fields that were all read.</summary>
    public T Make(FieldValues values) => make(values);

    /// <inheritdoc/>
    public override bool TryRead(Node node, ReadContext context, out T value)
    {
        value = default!;
        if (!TryReadValues(node, context, out var values)) return false;
        value = make(values);
        return true;
    }

    /// <summary>Reads the fields without making the value: every problem of the mapping is reported.</summary>
    public bool TryReadValues(Node node, ReadContext context, out FieldValues values)
    {
        var read = new Dictionary<Field, (Position, object)>();
        values = new FieldValues(node.At, read);
        var ok = true;
        if (node is MappingNode mapping)
        {
            foreach (var (key, member) in mapping.Members)
            {
                if (Fields.FirstOrDefault(field => field.Name == key.Text) is not { } field)
                    ok = context.Refuse(ProblemCodes.UnknownKey, key.At, $"{name} takes no '{key.Text}'{Suggestion.For(key.Text, Fields.Select(field => field.Name))}");
                else if (member is not RefusedNode && field.Type.ReadBoxed(member, context) is { } found) read[field] = (key.At, found);
                else ok = false;
            }
        }
        else if (Main is not null && node is ScalarNode or SequenceNode && !IsNothing(node))
        {
            if (Main!.Type.ReadBoxed(node, context) is { } found) read[Main] = (node.At, found);
            else return false;
        }
        else if (!IsNothing(node)) return context.Refuse(ProblemCodes.WrongType, node.At, $"{name} must be a mapping, not {node.Shape}");

        var present = node is MappingNode { Members: var members } ? members.Select(member => member.Key.Text).ToHashSet() : [];
        foreach (var field in Fields.Where(field => field.Required && !read.ContainsKey(field) && !present.Contains(field.Name)))
            ok = context.Refuse(ProblemCodes.MissingField, node.At, $"{name} needs '{field.Name}': {field.Summary}");
        var chosen = ExactlyOne.Where(field => present.Contains(field.Name)).ToList();
        if (ExactlyOne.Count > 0 && chosen.Count != 1)
            ok = context.Refuse(chosen.Count == 0 ? ProblemCodes.MissingField : ProblemCodes.UnknownKey, node.At, $"{name} needs exactly one of {string.Join(" and ", ExactlyOne.Select(field => $"'{field.Name}'"))}");
        return ok;
    }

    /// <inheritdoc/>
    public override JsonNode Schema(SchemaContext schemas) => schemas.Refer(name, () =>
    {
        var properties = new JsonObject();
        WriteProperties(properties, schemas);
        var mapping = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (Fields.Any(field => field.Required)) mapping["required"] = new JsonArray([.. Fields.Where(field => field.Required).Select(field => (JsonNode)field.Name)]);
        return Main is null ? mapping : new JsonObject { ["anyOf"] = new JsonArray(Main.Type.Schema(schemas), mapping) };
    });

    /// <summary>Adds the schema of each field.</summary>
    internal void WriteProperties(JsonObject properties, SchemaContext schemas)
    {
        foreach (var field in Fields)
        {
            var schema = field.Type.Schema(schemas);
            schema["description"] = field.DefaultText is null ? field.Summary : $"{field.Summary} Default: {field.DefaultText}.";
            properties[field.Name] = schema;
        }
    }

    static bool IsNothing(Node node) => node is ScalarNode { Text: "", Quoted: false };
}
