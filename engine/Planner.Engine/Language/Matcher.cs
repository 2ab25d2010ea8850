namespace Planner.Engine.Language;

/// <summary>What a fact is compared with, in <c>for</c>, <c>that</c> and <c>when</c>.</summary>
/// <param name="At">Where it stands.</param>
public abstract record Matcher(Position At)
{
    /// <summary>As an author would write it.</summary>
    public abstract override string ToString();
}

/// <summary>The fact equals a value of its type.</summary>
public sealed record EqualMatcher(Position At, Template Value) : Matcher(At)
{
    /// <inheritdoc/>
    public override string ToString() => Value.Text;
}

/// <summary>All comparisons hold: <c>&gt;=2.0.0 &lt;3.0.0</c>, <c>&gt; ${os.version}</c>, <c>&gt;= 170MiB</c>.</summary>
public sealed record RangeMatcher(Position At, IReadOnlyList<Comparison> Comparisons) : Matcher(At)
{
    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', Comparisons.Select(comparison => $"{comparison.Operator}{comparison.Value.Text}"));
}

/// <summary>One of several matches.</summary>
public sealed record AnyMatcher(Position At, IReadOnlyList<Matcher> Options) : Matcher(At)
{
    /// <inheritdoc/>
    public override string ToString() => string.Join(" or ", Options);
}

/// <summary>The inner one does not match; a fact that is unknown still fails.</summary>
public sealed record NotMatcher(Position At, Matcher Inner) : Matcher(At)
{
    /// <inheritdoc/>
    public override string ToString() => $"not {Inner}";
}

/// <summary>A comparison.</summary>
/// <param name="Operator"><c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c> or <c>=</c>.</param>
/// <param name="Value">What to compare with.</param>
public sealed record Comparison(string Operator, Template Value);

/// <summary>A condition on a fact.</summary>
/// <param name="At">Where the fact's name stands.</param>
/// <param name="Fact">The fact's name.</param>
/// <param name="Matcher">What it must match.</param>
public sealed record FactCondition(Position At, string Fact, Matcher Matcher)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Fact}: {Matcher}";
}
