using Planner.Devices.Simulated.Exploration;

namespace Planner.Cli.Simulation;

/// <summary>An exploration as one HTML file.</summary>
static class ExplorationPage
{
    internal static string Of(IReadOnlyList<Explored> devices, ExplorationOptions options) => "";
}
