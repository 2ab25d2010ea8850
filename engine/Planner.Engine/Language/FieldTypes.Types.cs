using System.Text.Json.Nodes;
using Planner.Engine.Devices;

namespace Planner.Engine.Language;

/// <content>How each type reads and describes itself.</content>
public static partial class FieldTypes
{
    sealed class ScalarType<T>(string name, string? pattern, Func<string, T?> parse) : FieldType<T>
        where T : class
    {
        public override string Name => name;

        public override JsonNode Schema(SchemaContext schemas) => ScalarSchema(pattern);

        public override bool TryRead(Node node, ReadContext context, out T value)
        {
            value = (node is ScalarNode { Shape: not "nothing" } scalar ? parse(scalar.Text) : null)!;
            return value is not null || context.Refuse(ProblemCodes.WrongType, node.At, $"must be {name}, not {node.Shape}");
        }
    }

    sealed class ValueType<T>(string name, string pattern, Func<string, T?> parse) : FieldType<T>
        where T : struct
    {
        public override string Name => name;

        public override JsonNode Schema(SchemaContext schemas) => ScalarSchema(pattern);

        public override bool TryRead(Node node, ReadContext context, out T value)
        {
            var read = node is ScalarNode { Shape: not "nothing" } scalar ? parse(scalar.Text) : null;
            value = read.GetValueOrDefault();
            return read is not null || context.Refuse(ProblemCodes.WrongType, node.At, $"must be {name}, not {node.Shape}");
        }
    }

    sealed class FlagType : FieldType<bool>
    {
        public override string Name => "true or false";

        public override JsonNode Schema(SchemaContext schemas) => new JsonObject { ["type"] = "boolean" };

        public override bool TryRead(Node node, ReadContext context, out bool value)
        {
            value = node is ScalarNode { Text: "true" };
            return node is ScalarNode { Text: "true" or "false", Quoted: false } || context.Refuse(ProblemCodes.WrongType, node.At, $"must be true or false, not {node.Shape}");
        }
    }

    sealed class NamedType(ReferenceKind kind, string name) : FieldType<string>
    {
        public override string Name => name;

        public override JsonNode Schema(SchemaContext schemas) => ScalarSchema(null);

        public override bool TryRead(Node node, ReadContext context, out string value)
        {
            if (!FieldTypes.Name.TryRead(node, context, out value)) return false;
            context.Refer(kind, value, node.At);
            return true;
        }
    }

    sealed class FileType : FieldType<PartitionPath>
    {
        public override string Name => "a file on a partition like boot:/config.json";

        public override JsonNode Schema(SchemaContext schemas) => ScalarSchema("^[A-Za-z0-9._-]+:/");

        public override bool TryRead(Node node, ReadContext context, out PartitionPath value)
        {
            value = default;
            if (node is not ScalarNode scalar || !PartitionPath.TryParse(scalar.Text, out value))
                return context.Refuse(ProblemCodes.WrongType, node.At, $"must be {Name}, not {node.Shape}");
            context.Refer(ReferenceKind.Partition, value.Partition, node.At);
            return true;
        }
    }

    sealed class TemplateType : FieldType<Template>
    {
        public override string Name => "a text that may hold ${names}";

        public override JsonNode Schema(SchemaContext schemas) => ScalarSchema(null);

        public override bool TryRead(Node node, ReadContext context, out Template value)
        {
            value = null!;
            return node is ScalarNode { Shape: not "nothing" } scalar
                ? TemplateReader.TryRead(scalar, context, out value)
                : context.Refuse(ProblemCodes.WrongType, node.At, $"must be {Name}, not {node.Shape}");
        }
    }

    sealed class UrlType : FieldType<Template>
    {
        public override string Name => "a URL like https://example.org/ready that may hold ${names}";

        public override JsonNode Schema(SchemaContext schemas) => ScalarSchema(null);

        public override bool TryRead(Node node, ReadContext context, out Template value)
        {
            if (!FieldTypes.Template.TryRead(node, context, out value)) return false;
            return !value.IsLiteral || (Uri.TryCreate(value.Text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps))
                || context.Refuse(ProblemCodes.WrongType, node.At, $"must be {Name}, not {node.Shape}");
        }
    }

    sealed class ListType<T>(FieldType<T> item) : FieldType<IReadOnlyList<T>>
        where T : notnull
    {
        public bool IsNeeded { get; init; }

        public override string Name => $"a list, each item {item.Name}";

        public override JsonNode Schema(SchemaContext schemas) =>
            new JsonObject { ["anyOf"] = new JsonArray(item.Schema(schemas), new JsonObject { ["type"] = "array", ["items"] = item.Schema(schemas) }) };

        public override bool TryRead(Node node, ReadContext context, out IReadOnlyList<T> value)
        {
            var items = new List<T>();
            value = items;
            if (IsNeeded && node is SequenceNode { Items.Count: 0 }) return context.Refuse(ProblemCodes.OutOfRange, node.At, "needs at least one item");
            var ok = true;
            foreach (var one in node is SequenceNode sequence ? sequence.Items : [node])
                if (one is not RefusedNode && item.TryRead(one, context, out var read)) items.Add(read);
                else ok = false;
            return ok;
        }
    }

    sealed class CountType : FieldType<int>
    {
        const int Most = 1000;

        public override string Name => $"a whole number from 1 to {Most}";

        public override JsonNode Schema(SchemaContext schemas) => new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = Most };

        public override bool TryRead(Node node, ReadContext context, out int value) =>
            Number.TryRead(node, context, out value) && (value is >= 1 and <= Most || context.Refuse(ProblemCodes.OutOfRange, node.At, $"must be from 1 to {Most}, not {node.Shape}"));
    }
}
