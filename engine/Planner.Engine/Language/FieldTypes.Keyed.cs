using System.Text.Json.Nodes;

namespace Planner.Engine.Language;

/// <summary>A value under a key that its author chose.</summary>
/// <param name="At">Where the key stands.</param>
/// <param name="Name">The key.</param>
/// <param name="Value">The value.</param>
/// <typeparam name="T">The value's type in the engine.</typeparam>
public sealed record Named<T>(Position At, string Name, T Value);

/// <content>Types with keys or words of their own.</content>
public static partial class FieldTypes
{
    /// <summary>A mapping whose keys are names that the author chooses; in the order of the file. What could be read is there even when a member could not.</summary>
    /// <param name="what">What a member is, like <c>partition</c>.</param>
    /// <param name="item">The type of its values.</param>
    public static FieldType<IReadOnlyList<Named<T>>> MapOf<T>(string what, FieldType<T> item)
        where T : notnull => new MapType<T>(what, item);

    /// <summary>One word of a few.</summary>
    public static FieldType<string> OneOf(params IReadOnlyList<string> words) => new WordType(words);

    /// <summary>The members of a <see cref="MapOf"/> by name, in the order of the file.</summary>
    public static IReadOnlyDictionary<string, T> ByName<T>(this IEnumerable<Named<T>> members) => ByName(members, member => member.Value);

    /// <summary>Values made of the members of a <see cref="MapOf"/>, by name, in the order of the file.</summary>
    public static IReadOnlyDictionary<string, TValue> ByName<T, TValue>(this IEnumerable<Named<T>> members, Func<Named<T>, TValue> make) =>
        new OrderedDictionary<string, TValue>(members.Select(member => KeyValuePair.Create(member.Name, make(member))));

    sealed class MapType<T>(string what, FieldType<T> item) : FieldType<IReadOnlyList<Named<T>>>
        where T : notnull
    {
        public override string Name => $"a mapping from a {what}'s name to {item.Name}";

        public override JsonNode Schema(SchemaContext schemas) => new JsonObject
        {
            ["type"] = "object",
            ["propertyNames"] = new JsonObject { ["pattern"] = NamePattern },
            ["additionalProperties"] = item.Schema(schemas),
        };

        public override bool TryRead(Node node, ReadContext context, out IReadOnlyList<Named<T>> value)
        {
            var members = new List<Named<T>>();
            value = members;
            if (node is not MappingNode mapping) return context.Refuse(ProblemCodes.WrongType, node.At, $"must be {Name}, not {node.Shape}");
            foreach (var (key, member) in mapping.Members)
            {
                if (!NameForm().IsMatch(key.Text)) context.Report(ProblemCodes.WrongType, key.At, $"a {what} must have {FieldTypes.Name.Name}, not '{key.Text}'");
                else if (member is not RefusedNode && item.TryRead(member, context, out var read)) members.Add(new Named<T>(key.At, key.Text, read));
            }

            return true;
        }
    }

    sealed class WordType(IReadOnlyList<string> words) : FieldType<string>
    {
        public override string Name => string.Join(" or ", words);

        public override JsonNode Schema(SchemaContext schemas) => new JsonObject { ["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word)]) };

        public override bool TryRead(Node node, ReadContext context, out string value)
        {
            value = node is ScalarNode scalar ? scalar.Text : "";
            return words.Contains(value) || context.Refuse(ProblemCodes.WrongType, node.At, $"must be {Name}, not {node.Shape}{Suggestion.For(value, words)}");
        }
    }
}
