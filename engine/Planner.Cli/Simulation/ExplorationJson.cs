using System.Text.Json.Nodes;
using Planner.Cli.Output;
using Planner.Devices.Simulated.Exploration;

namespace Planner.Cli.Simulation;

/// <summary>An exploration as JSON, in the form that other programs rely on.</summary>
static class ExplorationJson
{
    internal static JsonObject Of(Explored explored)
    {
        var report = explored.Report;
        var line = Json.Event("exploration");
        line["device"] = explored.Device.File.Name;
        line["points"] = report.Points;
        line["runs"] = report.Runs;
        line["done"] = report.Done;
        line["failed"] = report.Failed;
        line["parked"] = report.Parked;
        line["exposed"] = report.Exposed;
        line["broken"] = Json.List(report.Broken.Select(broken => new JsonObject { ["promise"] = $"{broken.Promise}", ["replay"] = broken.Token, ["story"] = Json.Texts(broken.Story) }));
        return line;
    }

    /// <summary>A run that was replayed.</summary>
    internal static JsonObject Of(string device, string token, Story story)
    {
        var line = Json.Event("replay");
        line["device"] = device;
        line["replay"] = token;
        line["story"] = Json.Texts(story.Lines);
        line["broken"] = Json.List(story.Broken.Select(broken => new JsonObject { ["promise"] = $"{broken.Promise}", ["what"] = broken.What }));
        line["exposed"] = Json.Texts(story.Exposed);
        return line;
    }
}
