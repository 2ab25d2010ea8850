namespace Planner.Engine.Language;

/// <summary>A text with <c>${name}</c> in it: facts, <c>input.&lt;name&gt;</c>, <c>steps.&lt;id&gt;.&lt;output&gt;</c>. Gives the values of the run's start; no expressions.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Parts">Literal texts and names in their order.</param>
/// <param name="At">Where it stands.</param>
public sealed record Template(string Text, IReadOnlyList<TemplatePart> Parts, Position At)
{
    /// <summary>A text without names.</summary>
    public static Template Literal(string text) => new(text, [new TemplatePart(text, false)], Position.None);

    /// <summary>Whether it holds no name.</summary>
    public bool IsLiteral => Names.Count == 0;

    /// <summary>The names in it.</summary>
    public IReadOnlyList<string> Names { get; } = [.. Parts.Where(part => part.IsName).Select(part => part.Text)];

    /// <summary>The text with every name replaced.</summary>
    public string Expand(Func<string, string> valueOf)
    {
        if (Parts is [{ IsName: false } only]) return only.Text;
        var texts = new string[Parts.Count];
        for (var place = 0; place < texts.Length; place++) texts[place] = Parts[place] is { IsName: true, Text: var name } ? valueOf(name) : Parts[place].Text;
        return string.Concat(texts);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A piece of a template.</summary>
/// <param name="Text">A literal text, or a name without <c>${}</c>.</param>
/// <param name="IsName">Which of the two.</param>
public readonly record struct TemplatePart(string Text, bool IsName);
