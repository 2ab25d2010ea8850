using System.Text.Json.Nodes;
using Semver;

namespace Planner.Engine.Language;

/// <summary>Names a layout: <c>name@version</c>.</summary>
/// <param name="At">Where it stands.</param>
/// <param name="Name">The layout's name.</param>
/// <param name="Version">Its version.</param>
public sealed record LayoutId(Position At, string Name, string Version)
{
    /// <summary>How it is written.</summary>
    public static FieldType<LayoutId> Type { get; } = new IdType();

    /// <inheritdoc/>
    public override string ToString() => $"{Name}@{Version}";

    sealed class IdType : FieldType<LayoutId>
    {
        public override string Name => "a layout with its version like resinos-2.x@1.0.0";

        public override JsonNode Schema(SchemaContext schemas) => FieldTypes.ScalarSchema("^[A-Za-z0-9][A-Za-z0-9._-]*@[0-9]+[.][0-9]+[.][0-9]+");

        public override bool TryRead(Node node, ReadContext context, out LayoutId value)
        {
            var parts = node is ScalarNode scalar ? scalar.Text.Split('@') : [];
            value = parts.Length == 2 ? new LayoutId(node.At, parts[0], parts[1]) : null!;
            return (parts.Length == 2 && parts[0].Length > 0 && SemVersion.TryParse(parts[1], SemVersionStyles.Strict, out _))
                || context.Refuse(ProblemCodes.WrongType, node.At, $"must be {Name}, not {node.Shape}");
        }
    }
}
