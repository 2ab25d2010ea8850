using System.Text.Json.Nodes;

namespace Planner.Engine.Language;

/// <summary>Conditions on facts: a mapping from a fact's name to what it must match. All must hold.</summary>
public sealed class Conditions : FieldType<IReadOnlyList<FactCondition>>
{
    Conditions()
    {
    }

    /// <summary>The type of <c>for</c>'s entries, <c>that</c> and <c>when</c>.</summary>
    public static Conditions Type { get; } = new();

    /// <inheritdoc/>
    public override string Name => "a mapping from a fact to what it must match";

    /// <inheritdoc/>
    public override JsonNode Schema(SchemaContext schemas) => schemas.Refer("conditions", () => new JsonObject
    {
        ["type"] = "object",
        ["description"] = "Facts and what each must match; all must hold.",
        ["minProperties"] = 1,
        ["additionalProperties"] = MatcherReader.Schema(schemas),
    });

    /// <inheritdoc/>
    public override bool TryRead(Node node, ReadContext context, out IReadOnlyList<FactCondition> value)
    {
        var conditions = new List<FactCondition>();
        value = conditions;
        if (node is not MappingNode mapping) return context.Refuse(ProblemCodes.WrongType, node.At, $"must be {Name}, not {node.Shape}");
        if (mapping.Members.Count == 0) return context.Refuse(ProblemCodes.OutOfRange, node.At, "needs at least one fact");
        var ok = true;
        foreach (var (key, member) in mapping.Members)
        {
            context.Refer(ReferenceKind.Fact, key.Text, key.At);
            if (member is not RefusedNode && MatcherReader.Read(member, context.TypeOf(key.Text), key.Text, context) is { } matcher) conditions.Add(new FactCondition(key.At, key.Text, matcher));
            else ok = false;
        }

        return ok;
    }
}
