using System.Text.Json.Nodes;

namespace Planner.Engine.Language;

/// <summary>How values of one kind are written in YAML: feeds the reader, the JSON Schema, <c>explain</c> and the docs.</summary>
public abstract class FieldType
{
    /// <summary>What a value is called in messages and docs: <c>a size like 170MiB</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The JSON Schema of a value. Nested tables go to <c>$defs</c> through <paramref name="schemas"/>.</summary>
    public abstract JsonNode Schema(SchemaContext schemas);

    /// <summary>Reads a value; null when it could not, with at least one problem reported.</summary>
    internal abstract object? ReadBoxed(Node node, ReadContext context);
}

/// <inheritdoc cref="FieldType"/>
/// <typeparam name="T">The value's type in the engine.</typeparam>
public abstract class FieldType<T> : FieldType
    where T : notnull
{
    /// <summary>Reads a value; false when it could not, with at least one problem reported to the context.</summary>
    public abstract bool TryRead(Node node, ReadContext context, out T value);

    internal sealed override object? ReadBoxed(Node node, ReadContext context) => TryRead(node, context, out var value) ? value : null;
}

/// <summary>A field of a table: a key of a YAML mapping.</summary>
/// <param name="name">The key.</param>
/// <param name="type">How its value is written.</param>
/// <param name="summary">One sentence for <c>explain</c>, schema and docs.</param>
/// <param name="required">Whether it must be there.</param>
/// <param name="defaultText">What holds when it is not there, in words or as it would be written; null when that needs no word.</param>
public abstract class Field(string name, FieldType type, string summary, bool required, string? defaultText)
{
    /// <summary>The key.</summary>
    public string Name { get; } = name;

    /// <summary>How its value is written.</summary>
    public FieldType Type { get; } = type;

    /// <summary>One sentence for <c>explain</c>, schema and docs.</summary>
    public string Summary { get; } = summary;

    /// <summary>Whether it must be there.</summary>
    public bool Required { get; } = required;

    /// <summary>What holds when it is not there.</summary>
    public string? DefaultText { get; } = defaultText;

    /// <summary>A field that must be there.</summary>
    public static Field<T> Needed<T>(string name, FieldType<T> type, string summary)
        where T : notnull => new(name, type, summary, true, null);

    /// <summary>A field that may be left out.</summary>
    public static Field<T> Optional<T>(string name, FieldType<T> type, string summary, string? defaultText = null)
        where T : notnull => new(name, type, summary, false, defaultText);
}

/// <inheritdoc cref="Field"/>
/// <typeparam name="T">The value's type in the engine.</typeparam>
public sealed class Field<T>(string name, FieldType<T> type, string summary, bool required, string? defaultText)
    : Field(name, type, summary, required, defaultText)
    where T : notnull;

/// <summary>The values of one mapping, by the fields of its table.</summary>
/// <param name="at">Where the mapping starts.</param>
/// <param name="values">Values that were read, with the places of their keys.</param>
public sealed class FieldValues(Position at, IReadOnlyDictionary<Field, (Position At, object Value)> values)
{
    /// <summary>Where the mapping starts.</summary>
    public Position At { get; } = at;

    /// <summary>Whether a field is there.</summary>
    public bool Has(Field field) => values.ContainsKey(field);

    /// <summary>Where a field stands; the mapping's place when it is not there.</summary>
    public Position AtOf(Field field) => values.TryGetValue(field, out var found) ? found.At : At;

    /// <summary>The value of a needed field.</summary>
    public T Of<T>(Field<T> field)
        where T : notnull => (T)values[field].Value;

    /// <summary>The value of an optional field, or what to take in its place.</summary>
    public T Or<T>(Field<T> field, T otherwise)
        where T : notnull => values.TryGetValue(field, out var found) ? (T)found.Value : otherwise;

    /// <summary>The value of an optional field of a reference type, or null.</summary>
    public T? OrNull<T>(Field<T> field)
        where T : class => values.TryGetValue(field, out var found) ? (T)found.Value : null;

    /// <summary>The value of an optional field of a value type, or null.</summary>
    public T? OrNone<T>(Field<T> field)
        where T : struct => values.TryGetValue(field, out var found) ? (T)found.Value : null;
}
