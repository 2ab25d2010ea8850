namespace Planner.Engine.Language;

/// <summary>A place in an input file.</summary>
/// <param name="File">The file's path as the user gave it.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based, in characters.</param>
public readonly record struct Position(string File, int Line, int Column)
{
    /// <summary>A place in no file: values that a program made.</summary>
    public static Position None { get; } = new("", 0, 0);

    /// <summary><c>file:line:column</c>.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}";
}
