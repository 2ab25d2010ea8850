using System.Text.Json.Nodes;
using Planner.Engine.Execution;

namespace Planner.Cli.Output;

/// <summary>Events as JSON Lines, format 1.</summary>
static class EventJson
{
    /// <summary>The lines of an event: one, and for an end with reasons one before it, because the outcome has a fixed form.</summary>
    internal static IEnumerable<JsonObject> Of(RunEvent happened) => happened switch
    {
        RunBegan run => [With("run-began", ("run", run.Run), ("plan", run.Plan), ("from", run.From), ("to", run.To), ("steps", run.Steps))],
        RunResumed run => [With("run-resumed", ("run", run.Run), ("plan", run.Plan), ("why", run.Why))],
        StatusChanged status => [With("status", ("text", status.Text), ("percentage", status.Percentage))],
        StepBegan step => [With("step-began", ("step", step.Number), ("id", step.Id), ("kind", step.Kind), ("title", step.Title))],
        StepProgress step => [With("step-progress", ("step", step.Number), ("text", step.Text))],
        StepEnded step => [With("step-ended", ("step", step.Number), ("how", step.How switch { StepResult.Done => "done", StepResult.AlreadyDone => "already-done", _ => "skipped" }))],
        StepFailed step => [With("step-failed", ("step", step.Number), ("cause", Json.Texts(step.Cause)), ("tries-left", step.Left))],
        UndoBegan undo => [With("undo-began", ("cause", Json.Texts(undo.Cause)))],
        StepUndone step => [With("step-undone", ("step", step.Number), ("title", step.Title), ("failure", step.Failure))],
        Booting { Slot: null } => [With("reboot")],
        Booting boot => [With("booted", ("slot", boot.Slot))],
        RunEnded { Outcome: { Reasons.Count: > 0 } outcome } => [With("reasons", ("reasons", Json.Texts(outcome.Reasons))), Of(outcome)],
        RunEnded end => [Of(end.Outcome)],
        _ => [],
    };

    /// <summary>The last line of a run, in the form that other programs rely on.</summary>
    internal static JsonObject Of(Outcome outcome) => With(
        "outcome",
        ("run", outcome.Run),
        ("outcome", EventText.Word(outcome.Kind)),
        ("os", new JsonObject { ["before"] = outcome.OsBefore, ["after"] = outcome.OsAfter }),
        ("failed", outcome.Failed is not { } failed ? null : new JsonObject { ["step"] = failed.Number, ["id"] = failed.Id, ["kind"] = failed.Kind, ["cause"] = Json.Texts(failed.Cause) }),
        ("undone", outcome.Kind is OutcomeKind.Failed or OutcomeKind.Refused or OutcomeKind.Current && outcome.Left.Count == 0),
        ("left", Json.Texts(outcome.Left)),
        ("boots", outcome.Boots),
        ("seconds", Math.Round(outcome.Time.TotalSeconds, 3)),
        ("bytes", new JsonObject { ["fetched"] = outcome.Fetched, ["written"] = outcome.Written }));

    static JsonObject With(string name, params (string Key, JsonNode? Value)[] members)
    {
        var line = Json.Event(name);
        foreach (var (key, value) in members) line[key] = value;
        return line;
    }
}
