namespace Planner.Engine.Steps;

/// <summary>Words of a plan that stand for a slot; bound when a step begins.</summary>
public static class Roles
{
    /// <summary>The slot that runs.</summary>
    public const string Active = "active";

    /// <summary>The other slot.</summary>
    public const string Spare = "spare";

    /// <summary>Both.</summary>
    public static IReadOnlyList<string> All { get; } = [Active, Spare];
}
