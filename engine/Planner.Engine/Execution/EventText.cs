namespace Planner.Engine.Execution;

/// <summary>Events as lines for people: the log file and plain terminals show the same words.</summary>
public static class EventText
{
    /// <summary>The lines of an event; none for what only programs need.</summary>
    public static IEnumerable<string> Of(RunEvent happened) => happened switch
    {
        RunBegan run => [$"run {run.Run}: {run.Plan}, {run.From ?? "unknown OS"} to {run.To ?? "the plan's version"}, {run.Steps} steps"],
        RunResumed run => [$"run {run.Run}: {run.Plan} is taken up again: {run.Why}"],
        StatusChanged status => [$"{status.Percentage}% {status.Text}"],
        StepBegan step => [$"step {step.Number} {step.Kind}: {step.Title}"],
        StepProgress step => [$"step {step.Number}: {step.Text}"],
        StepEnded step => [$"step {step.Number} {step.How switch { StepResult.Done => "done", StepResult.AlreadyDone => "was done already", _ => "left out" }}"],
        StepFailed step => [$"step {step.Number} failed{(step.Left > 0 ? $", {step.Left} tries left" : "")}: {string.Join(": ", step.Cause)}"],
        UndoBegan undo => [$"undo: {string.Join("; ", undo.Cause)}"],
        StepUndone step => [step.Failure is null ? $"undone: step {step.Number} {step.Title}" : $"could not undo step {step.Number} {step.Title}: {step.Failure}"],
        Booting boot => [boot.Slot is null ? "reboot" : $"booted slot {boot.Slot}"],
        RebootDelayed reboot => [reboot.Text],
        RunEnded end => OfOutcome(end.Outcome),
        _ => [],
    };

    /// <summary>One word for a way to end, as programs get it.</summary>
    public static string Word(OutcomeKind kind) => kind == OutcomeKind.PendingReboot ? "pending-reboot" : kind.ToString().ToLowerInvariant();

    static IEnumerable<string> OfOutcome(Outcome outcome)
    {
        yield return $"{Word(outcome.Kind)}: {outcome.Kind switch
        {
            OutcomeKind.Done => $"the device runs {outcome.OsAfter}",
            OutcomeKind.Current when outcome.OsAfter is null => "there is nothing to go on with",
            OutcomeKind.Current => $"the device runs {outcome.OsAfter} already",
            OutcomeKind.Failed when outcome.Left.Count == 0 => $"the device runs {outcome.OsAfter} as before; everything was undone",
            OutcomeKind.Failed => $"the device runs {outcome.OsAfter}; not everything could be undone",
            OutcomeKind.Refused when outcome.Run.Length > 0 => "the run stays as it is",
            OutcomeKind.Refused => "nothing was changed",
            OutcomeKind.PendingReboot => "the run goes on after the next boot",
            OutcomeKind.Busy => "nothing was changed",
            _ => "the run is not over",
        }}";
        if (outcome.Failed is { } failed) yield return $"  step {failed.Number} {failed.Kind} failed: {string.Join(": ", failed.Cause)}";
        foreach (var reason in outcome.Reasons) yield return $"  {reason}";
        foreach (var left in outcome.Left) yield return $"  not undone: {left}";
    }
}
