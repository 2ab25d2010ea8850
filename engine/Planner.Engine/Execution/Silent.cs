namespace Planner.Engine.Execution;

/// <summary>Tells nobody.</summary>
public sealed class Silent : IRunObserver
{
    /// <summary>The one that there need be.</summary>
    public static Silent Instance { get; } = new();

    /// <inheritdoc/>
    public void On(RunEvent happened)
    {
    }
}
