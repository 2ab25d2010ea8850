using System.Text.Json.Nodes;
using Planner.Cli.Output;

namespace Planner.Cli.Simulation;

/// <summary>What is said about a simulated run beside its events, as JSON.</summary>
static class SimulationJson
{
    /// <summary>The line before a run's events: which device they are about.</summary>
    internal static JsonObject Device(string name, string file)
    {
        var line = Json.Event("device");
        line["device"] = name;
        line["file"] = file;
        return line;
    }

    /// <summary>The line before a run's outcome: what it would cost, and whether it is as it should be.</summary>
    internal static JsonObject Verdict(Simulated run)
    {
        var line = Json.Event("simulated");
        line["device"] = run.Device.Name;
        line["expect"] = run.Device.Expect.ToString().ToLowerInvariant();
        line["as-expected"] = run.IsAsExpected;
        line["seconds"] = Math.Round(run.Time.TotalSeconds, 3);
        line["reboots"] = run.Boots;
        line["bytes"] = new JsonObject { ["fetched"] = run.Fetched, ["written"] = run.Written };
        line["down"] = Json.List(run.Downtimes.Select(down => new JsonObject { ["service"] = down.Service, ["seconds"] = Math.Round(down.Time.TotalSeconds, 3), ["at-the-end"] = down.IsDownAtTheEnd }));
        line["broken"] = Json.List(run.Broken.Select(broken => new JsonObject { ["promise"] = "P6", ["story"] = Json.Texts([broken]) }));
        return line;
    }
}
