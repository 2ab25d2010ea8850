using Planner.Engine.Devices;

namespace Planner.Engine.Language;

/// <summary>What a name in a file refers to.</summary>
public enum ReferenceKind
{
    /// <summary>A partition of the layout, or a role.</summary>
    Partition,

    /// <summary>A service of the layout.</summary>
    Service,

    /// <summary>A fact, an input's fact or a step's output, within <c>${}</c>.</summary>
    Value,

    /// <summary>A fact that a condition asks for.</summary>
    Fact,

    /// <summary>A boot family.</summary>
    BootFamily,
}

/// <summary>A name in a file that must exist elsewhere: checked against the layout once the file is read.</summary>
/// <param name="Kind">What it names.</param>
/// <param name="Name">The name.</param>
/// <param name="At">Where it stands.</param>
public sealed record Reference(ReferenceKind Kind, string Name, Position At);

/// <summary>Collects what reading a file brings: problems, and names that must exist elsewhere.</summary>
public sealed class ReadContext
{
    readonly List<Problem> problems = [];
    readonly List<Reference> references = [];

    /// <summary>Every problem so far, file by file in the order of their places.</summary>
    public IReadOnlyList<Problem> Problems =>
        [.. problems.GroupBy(problem => problem.At.File).SelectMany(file => file.OrderBy(problem => problem.At.Line).ThenBy(problem => problem.At.Column))];

    /// <summary>Whether any problem so far makes the file invalid.</summary>
    public bool HasErrors => problems.Exists(problem => problem.Severity == Severity.Error);

    /// <summary>Every reference so far.</summary>
    public IReadOnlyList<Reference> References => references;

    /// <summary>The inputs that the plan declares, known before anything else of it is read.</summary>
    public IReadOnlyDictionary<string, InputType> Inputs { get; internal set; } = new Dictionary<string, InputType>();

    /// <summary>The type of a fact, or null when there is no such fact; partitions are not looked at.</summary>
    public FactType? TypeOf(string fact) => FactCatalogue.Find(fact, null, Inputs)?.Type;

    /// <summary>Codes of rules that are switched off. Only for tests, which show what becomes of a plan that a rule refuses.</summary>
    internal IReadOnlyCollection<ProblemCode> LeftOut { get; init; } = [];

    /// <summary>Adds a problem.</summary>
    public void Report(ProblemCode code, Position at, string message)
    {
        if (!LeftOut.Contains(code)) problems.Add(new Problem(code, at, message));
    }

    /// <summary>Adds a problem and gives false, for <c>TryRead</c>.</summary>
    public bool Refuse(ProblemCode code, Position at, string message)
    {
        Report(code, at, message);
        return false;
    }

    /// <summary>Adds a reference.</summary>
    public void Refer(ReferenceKind kind, string name, Position at) => references.Add(new Reference(kind, name, at));
}
