using Planner.Cli.Output;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Steps;
using Spectre.Console;

namespace Planner.Cli.Simulation;

/// <summary>A simulated run for people.</summary>
static class SimulationText
{
    /// <summary>Everything about one run.</summary>
    internal static IEnumerable<string> Of(Simulated run)
    {
        yield return $"{run.Device.Name}: {run.Device.Summary}".TrimEnd(' ', ':');
        yield return $"{run.Plan.Plan.Id}, {run.Outcome.OsBefore ?? "unknown OS"} on {run.Device.Board}";
        yield return "";
        foreach (var step in run.Plan.Plan.Steps)
            foreach (var line in OfStep(run, step)) yield return line;
        if (run.Plan.Plan.Steps.Any(step => run.PartsOf(step).Any())) yield return "";
        foreach (var line in Sums(run)) yield return line;
        foreach (var line in EventText.Of(new RunEnded(run.Outcome))) yield return line;
        yield return run.IsAsExpected ? $"as expected: {Word(run.Device.Expect)}" : $"NOT AS EXPECTED: the device file says {Word(run.Device.Expect)}";
        foreach (var broken in run.Broken) yield return $"BROKEN PROMISE P6: {broken}";
    }

    /// <summary>One line for each of several runs.</summary>
    internal static Table Of(IReadOnlyList<Simulated> runs)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in (string[])["device", "outcome", "expected", "time", "boots", "fetched", "written", "why"]) table.AddColumn(column);
        foreach (var run in runs)
        {
            table.AddRow(
                Markup.Escape(Visible.Of(run.Device.Name)),
                $"[{(run.IsGood ? "green" : "red")}]{EventText.Word(run.Outcome.Kind)}[/]",
                $"{Word(run.Device.Expect)}{(run.IsAsExpected ? "" : " [red]NO[/]")}",
                Words.Of(run.Time),
                $"{run.Boots}",
                ByteSize.Format(run.Fetched),
                ByteSize.Format(run.Written),
                Markup.Escape(Visible.Of(Why(run))));
        }

        return table;
    }

    static string Why(Simulated run) => run.Broken.Count > 0 ? $"BROKEN PROMISE P6: {run.Broken[0]}"
        : run.Outcome.Failed is { } failed ? $"step {failed.Number} {failed.Kind}: {First(failed.Cause)}"
        : First(run.Outcome.Reasons);

    static string First(IReadOnlyList<string> texts) => texts is [var first, ..] ? first : "";

    static string Word(Expectation expected) => expected.ToString().ToLowerInvariant();

    static IEnumerable<string> OfStep(Simulated run, Step step)
    {
        var parts = run.PartsOf(step).ToList();
        var number = step.Header.Number;
        if (!run.Record.Ends.TryGetValue(number, out var end)) yield break;
        var calls = parts.SelectMany(part => part.Calls).ToList();
        var (fetched, written) = (calls.Sum(call => call.Fetched), calls.Where(call => !run.Places.Hold(call)).Sum(call => call.Written));
        var how = end.How switch { StepResult.Skipped => "left out", StepResult.AlreadyDone => "was done already", null => "FAILED", _ => Words.Of(parts.Aggregate(TimeSpan.Zero, (sum, part) => sum + part.Time)) };
        yield return $"{number,4}  {run.Record.Titles.GetValueOrDefault(number, step.Title)}: {how}{(fetched > 0 ? $", {ByteSize.Format(fetched)} fetched" : "")}{(written > 0 ? $", {ByteSize.Format(written)} written" : "")}";
        foreach (var cause in end.Cause) yield return $"        {cause}";
        if (end.How is StepResult.Skipped) yield break;
        foreach (var effect in step.Effects.Where(effect => effect.Kind != EffectKind.Reads)) yield return $"        {effect}";
        if (run.Record.Undone.Contains(number)) yield return "        undone";
    }

    static IEnumerable<string> Sums(Simulated run)
    {
        if (run.Outcome.Kind is OutcomeKind.Refused or OutcomeKind.Current or OutcomeKind.Busy) yield break;
        yield return $"time    {Words.Of(run.Time)}, with {Words.Count(run.Boots, "reboot")}";
        yield return $"bytes   {ByteSize.Format(run.Fetched)} fetched, {ByteSize.Format(run.Written)} written";
        foreach (var down in run.Downtimes) yield return $"down    service {down.Service} for {Words.Of(down.Time)}{(down.IsDownAtTheEnd ? ", and still at the end" : "")}";
    }
}
