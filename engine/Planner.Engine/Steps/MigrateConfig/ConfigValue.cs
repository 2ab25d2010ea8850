using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>A value for a member of a JSON object, as a plan writes it: <c>true</c>, <c>false</c> and whole numbers are what they are, everything else and whatever is quoted is a text.</summary>
/// <param name="Text">The text.</param>
/// <param name="IsText">Whether it is a text.</param>
public sealed partial record ConfigValue(Template Text, bool IsText)
{
    /// <summary>How it is written.</summary>
    public static FieldType<ConfigValue> Type { get; } = new ValueType();

    /// <summary>The JSON value.</summary>
    internal JsonNode ToJson(Func<Template, string> expand) => IsText ? JsonValue.Create(expand(Text)) : JsonNode.Parse(Text.Text)!;

    [GeneratedRegex(@"^(true|false|-?(0|[1-9][0-9]{0,14}))\z")]
    private static partial Regex Bare();

    sealed class ValueType : FieldType<ConfigValue>
    {
        public override string Name => "a text that may hold ${names}, a whole number, true or false";

        public override JsonNode Schema(SchemaContext schemas) => FieldTypes.ScalarSchema(null);

        public override bool TryRead(Node node, ReadContext context, out ConfigValue value)
        {
            value = null!;
            if (node is not ScalarNode { Shape: not "nothing" } scalar) return context.Refuse(ProblemCodes.WrongType, node.At, $"must be {Name}, not {node.Shape}");
            if (!TemplateReader.TryRead(scalar, context, out var text)) return false;
            value = new ConfigValue(text, scalar.Quoted || !Bare().IsMatch(scalar.Text));
            return true;
        }
    }
}
