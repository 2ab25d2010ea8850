using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Planner.Engine.Devices;

namespace Planner.Engine.Language;

/// <summary>The types of fields that files are made of.</summary>
public static partial class FieldTypes
{
    /// <summary>One line of text.</summary>
    public static FieldType<string> Text { get; } = new ScalarType<string>("a text", null, text => text);

    /// <summary>A name: letters, digits, <c>. _ -</c>.</summary>
    public static FieldType<string> Name { get; } = new ScalarType<string>("a name of letters, digits, '.', '_' or '-'", "^[A-Za-z0-9][A-Za-z0-9._-]*$", text => NameForm().IsMatch(text) ? text : null);

    /// <summary><c>true</c> or <c>false</c>; nothing else, not <c>yes</c>, <c>no</c>, <c>on</c>.</summary>
    public static FieldType<bool> Flag { get; } = new FlagType();

    /// <summary>A size like <c>170MiB</c>.</summary>
    public static FieldType<long> Size { get; } = new ValueType<long>("a size like 170MiB", "^[0-9]+([.][0-9]+)? ?(|B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$", text => ByteSize.TryParse(text, out var bytes) ? bytes : null);

    /// <summary>A duration like <c>90s</c>, <c>15m</c>, <c>1h</c>.</summary>
    public static FieldType<TimeSpan> Duration { get; } = new ValueType<TimeSpan>("a duration like 90s, 15m or 1h", "^[0-9]+(ms|s|m|h)$", ParseDuration);

    /// <summary>A whole number.</summary>
    public static FieldType<int> Number { get; } = new ValueType<int>("a whole number", "^[0-9]+$", text => int.TryParse(text, System.Globalization.NumberStyles.None, null, out var number) ? number : null);

    /// <summary>File permissions in octal, like <c>0644</c>.</summary>
    public static FieldType<int> Mode { get; } = new ValueType<int>("file permissions in octal like 0644", "^0?[0-7]{3,4}$", text => ModeForm().IsMatch(text) ? Convert.ToInt32(text, 8) : null);

    /// <summary>An absolute, normalised path, like <c>/resin-boot</c>.</summary>
    public static FieldType<string> AbsolutePath { get; } = new ScalarType<string>("an absolute path like /resin-boot", "^/", text => PartitionPath.TryParse($"x:{text}", out var path) ? path.Path : null);

    /// <summary>A relative, normalised path, like <c>splash/resin-logo.png</c>.</summary>
    public static FieldType<string> RelativePath { get; } = new ScalarType<string>("a relative path like splash/logo.png", "^[^/]", text => PartitionPath.TryParse($"x:/{text}", out var path) ? path.Path[1..] : null);

    /// <summary>A text with <c>${name}</c> in it.</summary>
    public static FieldType<Template> Template { get; } = new TemplateType();

    /// <summary>A partition of the layout or a role.</summary>
    public static FieldType<string> PartitionName { get; } = new NamedType(ReferenceKind.Partition, "a partition of the layout, or the role active or spare");

    /// <summary>A service of the layout.</summary>
    public static FieldType<string> ServiceName { get; } = new NamedType(ReferenceKind.Service, "a service of the layout");

    /// <summary>A file on a partition, like <c>boot:/config.json</c>.</summary>
    public static FieldType<PartitionPath> File { get; } = new FileType();

    /// <summary>One of a few words.</summary>
    public static FieldType<string> OneOf(params IReadOnlyList<string> words) =>
        new ScalarType<string>(string.Join(" or ", words), $"^({string.Join('|', words)})$", text => words.Contains(text) ? text : null);

    /// <summary>A list of values, or one value.</summary>
    public static FieldType<IReadOnlyList<T>> ListOf<T>(FieldType<T> item)
        where T : notnull => new ListType<T>(item);

    static TimeSpan? ParseDuration(string text)
    {
        var match = DurationForm().Match(text);
        if (!match.Success || !long.TryParse(match.Groups["number"].Value, out var number) || number > 31_536_000) return null;
        return match.Groups["unit"].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            _ => TimeSpan.FromHours(number),
        };
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    private static partial Regex NameForm();

    [GeneratedRegex("^(?<number>[0-9]+)(?<unit>ms|s|m|h)$")]
    private static partial Regex DurationForm();

    [GeneratedRegex("^0?[0-7]{3,4}$")]
    private static partial Regex ModeForm();

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
                ? TemplateReader.TryRead(scalar.Text, scalar.At, context, out value)
                : context.Refuse(ProblemCodes.WrongType, node.At, $"must be {Name}, not {node.Shape}");
        }
    }

    sealed class ListType<T>(FieldType<T> item) : FieldType<IReadOnlyList<T>>
        where T : notnull
    {
        public override string Name => $"a list, each item {item.Name}";

        public override JsonNode Schema(SchemaContext schemas) =>
            new JsonObject { ["anyOf"] = new JsonArray(item.Schema(schemas), new JsonObject { ["type"] = "array", ["items"] = item.Schema(schemas) }) };

        public override bool TryRead(Node node, ReadContext context, out IReadOnlyList<T> value)
        {
            var items = new List<T>();
            value = items;
            var ok = true;
            foreach (var one in node is SequenceNode sequence ? sequence.Items : [node])
                if (item.TryRead(one, context, out var read)) items.Add(read);
                else ok = false;
            return ok;
        }
    }

    internal static JsonObject ScalarSchema(string? pattern) => pattern is null
        ? new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") }
        : new JsonObject { ["type"] = new JsonArray("string", "number"), ["pattern"] = pattern };
}
