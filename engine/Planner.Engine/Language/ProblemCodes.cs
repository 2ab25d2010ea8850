namespace Planner.Engine.Language;

/// <summary>Every code, each with its page.</summary>
public static class ProblemCodes
{
    /// <summary>A value is not of its field's type.</summary>
    public static ProblemCode WrongType { get; } = new("PLN011", Severity.Error, "Wrong type", "");

    /// <summary>A needed field is missing.</summary>
    public static ProblemCode MissingField { get; } = new("PLN012", Severity.Error, "Missing field", "");

    /// <summary>A key that the mapping does not take.</summary>
    public static ProblemCode UnknownKey { get; } = new("PLN010", Severity.Error, "Unknown key", "");
}
