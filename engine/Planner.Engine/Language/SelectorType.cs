using System.Text.Json.Nodes;

namespace Planner.Engine.Language;

/// <summary>An entry of <c>for</c>.</summary>
sealed class SelectorType : FieldType<Selector>
{
    SelectorType()
    {
    }

    /// <summary>The one type.</summary>
    public static SelectorType Plain { get; } = new();

    /// <inheritdoc/>
    public override string Name => Conditions.Type.Name;

    /// <inheritdoc/>
    public override JsonNode Schema(SchemaContext schemas) => Conditions.Type.Schema(schemas);

    /// <inheritdoc/>
    public override bool TryRead(Node node, ReadContext context, out Selector value)
    {
        var read = Conditions.Type.TryRead(node, context, out var conditions);
        value = new Selector(node.At, conditions);
        return read;
    }
}

/// <summary>An entry of <c>not-for</c>: conditions with <c>because</c> among them.</summary>
sealed class ExclusionType : FieldType<Exclusion>
{
    const string Because = "because";

    /// <inheritdoc/>
    public override string Name => $"{Conditions.Type.Name}, and '{Because}'";

    /// <inheritdoc/>
    public override JsonNode Schema(SchemaContext schemas) => new JsonObject
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { [Because] = new JsonObject { ["type"] = "string", ["description"] = "Told to whoever is refused." } },
        ["required"] = new JsonArray(Because),
        ["minProperties"] = 2,
        ["additionalProperties"] = MatcherReader.Schema(schemas),
    };

    /// <inheritdoc/>
    public override bool TryRead(Node node, ReadContext context, out Exclusion value)
    {
        value = null!;
        if (node is not MappingNode mapping) return context.Refuse(ProblemCodes.WrongType, node.At, $"must be {Name}, not {node.Shape}");
        var said = mapping.Members.Where(member => member.Key.Text == Because).Select(member => member.Value).FirstOrDefault();
        var read = SelectorType.Plain.TryRead(mapping with { Members = [.. mapping.Members.Where(member => member.Key.Text != Because)] }, context, out var selector);
        if (said is null) return context.Refuse(ProblemCodes.MissingField, node.At, $"not-for needs '{Because}': why these devices are refused");
        if (!FieldTypes.Text.TryRead(said, context, out var because)) return false;
        if (string.IsNullOrWhiteSpace(because)) return context.Refuse(ProblemCodes.OutOfRange, said.At, $"'{Because}' needs words: they are told to whoever is refused");
        value = new Exclusion(selector, because);
        return read;
    }
}
