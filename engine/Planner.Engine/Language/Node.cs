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
    public override string Shape => Text.Length == 0 && !Quoted ? "nothing" : $"'{Text}'";
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
