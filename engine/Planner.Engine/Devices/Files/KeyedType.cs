using System.Text.Json.Nodes;
using Planner.Engine.Language;

namespace Planner.Engine.Devices.Files;

/// <summary>A mapping whose keys are no names but paths, units or image references.</summary>
/// <param name="what">What a key is, for messages: <c>an absolute path like /etc/hosts</c>.</param>
/// <param name="pattern">Its JSON Schema pattern, or null.</param>
/// <param name="isKey">Whether a text is such a key.</param>
/// <param name="item">The type of the values.</param>
/// <typeparam name="T">The value's type in the engine.</typeparam>
sealed class KeyedType<T>(string what, string? pattern, Func<string, bool> isKey, FieldType<T> item) : FieldType<IReadOnlyList<Named<T>>>
    where T : notnull
{
    public override string Name => $"a mapping from {what} to {item.Name}";

    public override JsonNode Schema(SchemaContext schemas)
    {
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = item.Schema(schemas) };
        if (pattern is not null) schema["propertyNames"] = new JsonObject { ["pattern"] = pattern };
        return schema;
    }

    public override bool TryRead(Node node, ReadContext context, out IReadOnlyList<Named<T>> value)
    {
        var members = new List<Named<T>>();
        value = members;
        if (node is not MappingNode mapping) return context.Refuse(ProblemCodes.WrongType, node.At, $"must be {Name}, not {node.Shape}");
        var ok = true;
        foreach (var (key, member) in mapping.Members)
        {
            if (!isKey(key.Text)) ok = context.Refuse(ProblemCodes.WrongType, key.At, $"must be {what}, not '{key.Text}'");
            else if (member is not RefusedNode && item.TryRead(member, context, out var read)) members.Add(new Named<T>(key.At, key.Text, read));
            else ok = false;
        }

        return ok;
    }
}
