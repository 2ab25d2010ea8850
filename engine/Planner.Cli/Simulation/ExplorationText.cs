using Planner.Cli.Output;
using Planner.Devices.Simulated.Exploration;
using Planner.Engine.Execution;
using Spectre.Console;

namespace Planner.Cli.Simulation;

/// <summary>An exploration for people.</summary>
static class ExplorationText
{
    /// <summary>Everything about one device.</summary>
    internal static IEnumerable<string> Of(Explored explored)
    {
        var report = explored.Report;
        yield return $"{explored.Device.File.Name}: {explored.Device.File.Summary}".TrimEnd(' ', ':');
        yield return $"{explored.Plan.Plan.Id}, {report.Outcome.OsBefore ?? "unknown OS"} on {explored.Device.File.Board}";
        yield return "";
        yield return $"without faults  {EventText.Word(report.Outcome.Kind)}, {(explored.IsAsExpected ? "as expected" : $"NOT AS EXPECTED: the device file says {explored.Device.File.Expect.ToString().ToLowerInvariant()}")}";
        yield return $"points          {Words.Grouped(report.Points)}";
        yield return $"runs            {Words.Grouped(report.Runs)}, and {Words.Grouped(report.Same)} more that go on like one of them";
        yield return $"outcomes        {Words.Grouped(report.Done)} done, {Words.Grouped(report.Failed)} failed and undone, {Words.Grouped(report.NotBegun)} refused or not begun{(report.Parked > 0 ? $", {Words.Grouped(report.Parked)} parked" : "")}";
        yield return $"exposed         {Words.Grouped(report.Exposed)}{(report.Exposed > 0 && explored.Device.Layout.Boards[explored.Device.File.Board].Exposes is { } declared ? $": {declared}" : "")}";
        foreach (var (reason, count) in report.ExposedBy) yield return $"                {Words.Grouped(count)}: {reason}";
        yield return report.Broken.Count == 0 ? "promises        every one is kept" : $"promises        BROKEN in {Words.Grouped(report.BrokenRuns)} runs";
        foreach (var broken in report.Broken)
            foreach (var line in OfBroken(explored, broken)) yield return line;
    }

    /// <summary>One line for each of several devices.</summary>
    internal static Table Of(IReadOnlyList<Explored> devices)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in (string[])["device", "without faults", "expected", "points", "runs", "done", "failed", "exposed", "broken"]) table.AddColumn(column);
        foreach (var one in devices)
        {
            table.AddRow(
                Markup.Escape(Visible.Of(one.Device.File.Name)),
                EventText.Word(one.Report.Outcome.Kind),
                $"{one.Device.File.Expect.ToString().ToLowerInvariant()}{(one.IsAsExpected ? "" : " [red]NO[/]")}",
                Words.Grouped(one.Report.Points),
                Words.Grouped(one.Report.Runs),
                Words.Grouped(one.Report.Done),
                Words.Grouped(one.Report.Failed),
                Words.Grouped(one.Report.Exposed),
                one.Report.Broken.Count == 0 ? "[green]none[/]" : $"[red]{Words.Grouped(one.Report.BrokenRuns)}[/]");
        }

        return table;
    }

    /// <summary>A run that was replayed.</summary>
    internal static IEnumerable<string> Of(Story story)
    {
        foreach (var line in story.Lines) yield return line;
        if (story.Broken.Count == 0) yield return "every promise is kept";
    }

    static IEnumerable<string> OfBroken(Explored explored, BrokenPromise broken)
    {
        yield return "";
        yield return $"BROKEN PROMISE {broken.Promise} in {Words.Count((int)broken.Count, "run")}: {broken.What}";
        foreach (var line in broken.Story) yield return $"  {line}";
        yield return $"  {explored.Replay} {broken.Token}";
    }
}
