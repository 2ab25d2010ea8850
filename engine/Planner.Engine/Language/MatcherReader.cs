using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Planner.Engine.Devices;

namespace Planner.Engine.Language;

/// <summary>Reads what a fact is compared with: the fact's type decides how.</summary>
static partial class MatcherReader
{
    const string Not = "not";

    /// <summary>A value, a list of matchers, or <c>not:</c> and a matcher.</summary>
    public static JsonNode Schema(SchemaContext schemas) => schemas.Refer("matcher", () => new JsonObject
    {
        ["anyOf"] = new JsonArray(
            FieldTypes.ScalarSchema(null),
            new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = schemas.Refer("matcher", () => new JsonObject()) },
            new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { [Not] = schemas.Refer("matcher", () => new JsonObject()) },
                ["required"] = new JsonArray(Not),
                ["additionalProperties"] = false,
            }),
    });

    /// <summary>Reads a matcher for a fact; null when it could not, with every problem reported. A fact without a type is unknown, which others report: its values are not judged.</summary>
    public static Matcher? Read(Node node, FactType? type, string fact, ReadContext context)
    {
        switch (node)
        {
            case ScalarNode { Shape: not "nothing" } scalar:
                return Scalar(scalar, type, fact, context);
            case SequenceNode { Items.Count: > 0 } list:
                var options = list.Items.Select(item => item is RefusedNode ? null : Read(item, type, fact, context)).ToList();
                return options.Contains(null) ? null : new AnyMatcher(node.At, options!);
            case SequenceNode:
                context.Report(ProblemCodes.OutOfRange, node.At, $"{fact} needs at least one value to match");
                return null;
            case MappingNode { Members: [var (key, inner)] } when key.Text == Not:
                return inner is not RefusedNode && Read(inner, type, fact, context) is { } matcher ? new NotMatcher(node.At, matcher) : null;
            default:
                context.Report(ProblemCodes.WrongType, node.At, $"{fact} must match a value, a list of values or 'not:', not {node.Shape}");
                return null;
        }
    }

    static Matcher? Scalar(ScalarNode scalar, FactType? type, string fact, ReadContext context)
    {
        if (!TemplateReader.TryRead(scalar, context, out var template)) return null;
        if (!Operator().IsMatch(scalar.Text)) return Fits(template, type, fact, context) ? new EqualMatcher(scalar.At, template) : null;
        if (type is FactType.Text or FactType.Boolean)
        {
            context.Report(ProblemCodes.NotComparable, scalar.At, $"{fact} is {Noun(type.Value)}, which '{scalar.Text}' can not compare; only versions and sizes have an order");
            return null;
        }

        var comparisons = new List<Comparison>();
        foreach (Match match in OneComparison().Matches(scalar.Text))
        {
            var text = match.Groups["value"].Value.TrimEnd();
            var operand = scalar with { Text = text, At = scalar.PlaceOf(match.Groups["value"].Index), Quoted = false };
            if (!TemplateReader.TryRead(operand, new ReadContext(), out var value) || !Fits(value with { At = operand.At }, type, fact, context)) return null;
            comparisons.Add(new Comparison(match.Groups["operator"].Value, value));
        }

        return new RangeMatcher(scalar.At, comparisons);
    }

    static bool Fits(Template template, FactType? type, string fact, ReadContext context) =>
        type is null || (template.Parts is [{ IsName: true, Text: var name }] ? HasType(name, type.Value, template, fact, context)
        : !template.IsLiteral || FactOrder.CanRead(type.Value, template.Text)
        || context.Refuse(ProblemCodes.FactValueUnreadable, template.At, $"{fact} is {Noun(type.Value)}, not '{template.Text}'"));

    static bool HasType(string name, FactType type, Template template, string fact, ReadContext context) =>
        context.TypeOf(name) is not { } other || other == type
        || context.Refuse(ProblemCodes.FactValueUnreadable, template.At, $"{fact} is {Noun(type)}, and '{name}' is {Noun(other)}");

    static string Noun(FactType type) => type switch
    {
        FactType.Version => "a version like 2.0.0+rev1",
        FactType.Size => "a size like 170MiB",
        FactType.Boolean => "true or false",
        _ => "a text",
    };

    [GeneratedRegex(@"^\s*[<>=]")]
    private static partial Regex Operator();

    [GeneratedRegex(@"\s*(?<operator><=|>=|<|>|=)\s*(?<value>[^<>=]*)")]
    private static partial Regex OneComparison();
}
