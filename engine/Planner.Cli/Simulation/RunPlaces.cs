using Planner.Devices.Simulated;
using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Cli.Simulation;

/// <summary>Places that belong to the run itself and to no step: journal, staging and logs.</summary>
static class RunPlaces
{
    /// <summary>Whether a call is about one of them.</summary>
    internal static bool Hold(Layout layout, PortCall call) =>
        call.Resource == ResourceKind.Partition && new[] { layout.Journal, layout.Staging, layout.Logs }.Any(place =>
            call.Partition == place.Partition && (call.Path == place.Path || call.Path.StartsWith(place.Path.TrimEnd('/') + "/", StringComparison.Ordinal)));
}
