namespace Planner.Engine.Boot;

/// <summary>Lines of <c>name=value</c>, as boot loaders keep them. Other lines stay as they are; of two lines with one name the last counts.</summary>
/// <param name="Lines">The lines, without their ends.</param>
public sealed record VariableLines(IReadOnlyList<string> Lines)
{
    /// <summary>The value of a name, or null.</summary>
    public string? this[string name]
    {
        get
        {
            for (var place = Lines.Count - 1; place >= 0; place--)
                if (IsOf(Lines[place], name)) return Lines[place].AsSpan(name.Length + 1).TrimEnd("\r\0 ").ToString();
            return null;
        }
    }

    /// <summary>Reads a text; empty lines are padding and dropped.</summary>
    public static VariableLines Parse(string text) => new([.. text.Split('\n').Where(line => line.Trim('\r', '\0', ' ').Length > 0)]);

    /// <summary>These lines with one name set, in the place where it stood.</summary>
    public VariableLines With(string name, string value)
    {
        var set = $"{name}={value}";
        return this[name] is not { } now ? new([.. Lines, set])
            : now == value ? this
            : new([.. Lines.Select(line => IsOf(line, name) ? set : line)]);
    }

    /// <summary>The lines, each with its end.</summary>
    public override string ToString() => string.Concat(Lines.Select(line => line + "\n"));

    static bool IsOf(string line, string name) => line.Length > name.Length && line[name.Length] == '=' && line.StartsWith(name, StringComparison.Ordinal);
}
