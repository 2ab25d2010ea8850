namespace Planner.Engine.Language;

/// <summary>How much a problem weighs.</summary>
public enum Severity
{
    /// <summary>The file is still valid.</summary>
    Warning,

    /// <summary>The file is invalid.</summary>
    Error,
}

/// <summary>Something wrong with an input file: a value that is collected, never thrown.</summary>
/// <param name="Code">A code of <see cref="ProblemCodes"/>, like <c>PLN012</c>.</param>
/// <param name="At">Where.</param>
/// <param name="Message">What is wrong and, where it helps, what would be right; one line, no full stop.</param>
public sealed record Problem(ProblemCode Code, Position At, string Message)
{
    /// <summary>Whether the problem makes the file invalid.</summary>
    public Severity Severity => Code.Severity;

    /// <summary><c>file:line:column: CODE: message</c>.</summary>
    public override string ToString() => $"{At}: {Code.Id}: {Message}";
}

/// <summary>One kind of problem, with the page that <c>planner explain CODE</c> shows.</summary>
/// <param name="Id"><c>PLN0xx</c> syntax and fields, <c>PLN1xx</c> references and types, <c>PLN2xx</c> safety, <c>PLN3xx</c> publishing.</param>
/// <param name="Severity">Error or warning.</param>
/// <param name="Title">A few words.</param>
/// <param name="Page">What is wrong, why it matters and how to mend it.</param>
public sealed record ProblemCode(string Id, Severity Severity, string Title, string Page);
