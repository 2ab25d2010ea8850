namespace Planner.Engine.Language;

/// <summary>A piece of a YAML file with its place, after everything that the language refuses (aliases, tags, duplicate keys, …) has been refused.</summary>
/// <param name="At">Where it starts.</param>
public abstract record Node(Position At)
{
    /// <summary>What it is, in an error message: <c>a mapping</c>.</summary>
    public abstract string Shape { get; }
}

/// <summary>A scalar, always as text: nothing is silently turned into a number or a boolean.</summary>
/// <param name="At">Where it starts.</param>
/// <param name="Text">Its text.</param>
/// <param name="Quoted">Whether it was quoted or a block scalar.</param>
public sealed record ScalarNode(Position At, string Text, bool Quoted) : Node(At)
{
    /// <inheritdoc/>
    public override string Shape => Text.Length == 0 && !Quoted ? "nothing" : Text.Length > 60 ? $"'{Text[..60]}…'" : $"'{Text}'";

    /// <summary>The place of a character of the text, as near as it can be told: block scalars and texts of several lines give their start.</summary>
    public Position PlaceOf(int index) => Text.Contains('\n', StringComparison.Ordinal) ? At : At with { Column = At.Column + index + (Quoted ? 1 : 0) };
}

/// <summary>A sequence.</summary>
/// <param name="At">Where it starts.</param>
/// <param name="Items">Its items.</param>
public sealed record SequenceNode(Position At, IReadOnlyList<Node> Items) : Node(At)
{
    /// <inheritdoc/>
    public override string Shape => "a list";
}

/// <summary>A mapping in the order of the file.</summary>
/// <param name="At">Where it starts.</param>
/// <param name="Members">Its members; keys are unique.</param>
public sealed record MappingNode(Position At, IReadOnlyList<(ScalarNode Key, Node Value)> Members) : Node(At)
{
    /// <inheritdoc/>
    public override string Shape => "a mapping";
}

/// <summary>A value that the reader refused and reported already (an alias, or too deep): nothing more is said about it.</summary>
/// <param name="At">Where it starts.</param>
public sealed record RefusedNode(Position At) : Node(At)
{
    /// <inheritdoc/>
    public override string Shape => "something that was refused";
}
