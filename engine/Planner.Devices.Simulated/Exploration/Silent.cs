using Planner.Engine.Execution;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>Tells nobody.</summary>
sealed class Silent : IRunObserver
{
    internal static Silent Instance { get; } = new();

    /// <inheritdoc/>
    public void On(RunEvent happened)
    {
    }
}
