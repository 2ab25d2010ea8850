namespace Planner.Engine.Steps;

/// <summary>Every step kind; a new one has its line here.</summary>
public static class StepKinds
{
    /// <summary>All, in the order of the docs.</summary>
    public static IReadOnlyList<StepKind> All { get; } = [];

    /// <summary>The kind of a name, or null.</summary>
    public static StepKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
