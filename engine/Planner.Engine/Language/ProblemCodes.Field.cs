namespace Planner.Engine.Language;

/// <content>Fields and their values.</content>
public static partial class ProblemCodes
{
    /// <summary>A key that the mapping does not take.</summary>
    public static ProblemCode UnknownKey { get; } = Error("PLN010", "Unknown key", """
        The mapping has a key that does not exist in this place. It is refused, since a misspelt key would silently do nothing.
        The message names a key that is spelled alike, if there is one.
        'planner explain KIND' lists the fields of a step kind; a newer key needs a newer 'language'.
        """);

    /// <summary>A value is not of its field's type.</summary>
    public static ProblemCode WrongType { get; } = Error("PLN011", "Wrong type", """
        The value cannot be read as what its field takes; the message names both.
        Nothing is turned into something else silently: 'yes' is no flag, '1.10' no version, '5' no duration.
        Write the value in the form named, for example 170MiB, 15m, true or 2.0.0+rev1.
        """);

    /// <summary>A needed field is missing.</summary>
    public static ProblemCode MissingField { get; } = Error("PLN012", "Missing field", """
        A field that must be given is not there; the message says what it is for.
        The place named is where its mapping starts.
        Add the field. 'planner explain KIND' shows the fields of a step kind and which of them are needed.
        """);

    /// <summary>The file needs a newer Planner.</summary>
    public static ProblemCode NewerLanguage { get; } = Error("PLN017", "Newer language", """
        The file, or a step kind in it, needs a newer version of the plan language than this Planner speaks.
        An older Planner would not understand what the file asks for, so it does not try.
        Use a newer Planner, or write the file for the language that is named.
        """);

    /// <summary>The version of a plan or layout file.</summary>
    public static ProblemCode NotSemver { get; } = Error("PLN018", "Not a semantic version", """
        The version of a plan or layout is a semantic version: three numbers like 1.0.0, optionally with a pre-release like 1.1.0-rc.1.
        Releases are ordered by it and a released file never changes again, so it must be exact.
        It is not an OS version: forms like 2.0.0+rev1 belong into facts, and 'v1' or '1.0' are refused.
        """);

    /// <summary>Name or version against the file's path.</summary>
    public static ProblemCode WrongPlace { get; } = Error("PLN019", "Name does not match the file's place", """
        A plan or layout lies in <name>/<version>.yaml, and what stands in the file must be the same as its path says.
        Otherwise two files could claim one identity, and a device would fetch another plan than the one it asked for.
        Rename the file or its folder, or correct the name or version in it.
        """);

    /// <summary>A step has no kind or several.</summary>
    public static ProblemCode NoStepKind { get; } = Error("PLN020", "Step without a kind", """
        A step is a mapping with exactly one step kind, or the bare name of one; beside it may stand id, summary, when, retry, timeout and no-return.
        Here there is no kind, or more than one; often a '-' is missing before the second one.
        Give each kind a step of its own.
        """);

    /// <summary>A kind that does not exist.</summary>
    public static ProblemCode UnknownStepKind { get; } = Error("PLN021", "Unknown step kind", """
        There is no step kind of this name in the plan language that this Planner speaks.
        The message names a kind that is spelled alike, if there is one; 'planner explain' lists them all.
        A kind of a later language needs a newer Planner.
        """);

    /// <summary>Two steps share an id.</summary>
    public static ProblemCode StepIdTwice { get; } = Error("PLN022", "Step id twice", """
        Two steps have the same id. The journal, the messages and '${steps.<id>.…}' tell steps apart by it.
        A step without an id gets '<number>-<kind>', like '3-pull'.
        Rename one of the two.
        """);

    /// <summary>An interpolation that can not be read.</summary>
    public static ProblemCode BadTemplate { get; } = Error("PLN023", "Broken ${…}", """
        A '${' must be followed by a name and '}': a fact, 'input.<name>' or 'steps.<id>.<output>'.
        There are no expressions, filters, defaults or environment variables, so that a plan means the same on every device.
        Write the whole name, without spaces, and close the brace.
        """);

    /// <summary>A value of the right type outside its bounds.</summary>
    public static ProblemCode OutOfRange { get; } = Error("PLN024", "Out of range", """
        The value has the right form but lies outside of what the field allows; the message names the bounds.
        An empty list where at least one item is needed is such a value too.
        Choose a value within the bounds.
        """);

    static ProblemCode[] FieldCodes() => [UnknownKey, WrongType, MissingField, NewerLanguage, NotSemver, WrongPlace, NoStepKind, UnknownStepKind, StepIdTwice, BadTemplate, OutOfRange];
}
