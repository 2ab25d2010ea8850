using System.Text.Json.Nodes;

namespace Planner.Engine.Execution;

/// <summary>The end of a run: the outcome is durable first, then everything that the run kept is freed.</summary>
/// <param name="run">The run.</param>
sealed class Ending(Run run)
{
    /// <summary>An outcome with what the run knows.</summary>
    internal static Outcome Of(Run run, OutcomeKind kind, string? osAfter) => new()
    {
        Run = run.State.Id,
        Kind = kind,
        OsBefore = run.State.OsBefore,
        OsAfter = osAfter,
        Failed = run.State.FailedStep is { } number && run.Plan.Steps.FirstOrDefault(step => step.Header.Number == number) is { } step
            ? new FailedStep(number, step.Header.Id, step.Kind.Name, run.State.Cause)
            : null,
        Reasons = run.State is { FailedStep: null, Cause.Count: > 0 } ? run.State.Cause : [],
        Boots = run.State.Boots,
        Time = run.Time,
        Fetched = run.Fetched,
        Written = run.Written,
    };

    internal async ValueTask<Outcome> CloseAsync(Outcome outcome, string status)
    {
        var ct = CancellationToken.None;
        run.Report(new StatusChanged(status, 100));
        foreach (var line in EventText.Of(new RunEnded(outcome))) run.Log.AddLine(line);
        await run.Log.WriteAsync(ct);
        await run.Status.WriteAsync(status, 100, null, EventText.Word(outcome.Kind), outcome.Failed?.Cause ?? outcome.Reasons, ct);
        // What could not be undone stays undoable: the run stays open with all that it saved, for 'planner abort' to try again.
        if (run.State.Steps.Values.Any(step => step is { UndoFailure: not null, IsUndone: false })) return outcome;
        try
        {
            var left = await CleanAsync(ct);
            await run.MarkAsync(new JournalEntry(JournalEntry.OutcomeMark, null, new JsonObject { ["outcome"] = EventText.Word(outcome.Kind), ["os"] = outcome.OsAfter, ["left"] = JournalEntry.Texts([.. outcome.Left, .. left]) }), ct);
            await run.MarkAsync(JournalEntry.Of(JournalEntry.ClosedMark), ct);
            await StoredPlan.ForgetAsync(run.Device, ct);
            return outcome.Kind == OutcomeKind.Failed ? outcome with { Left = [.. outcome.Left, .. left] } : outcome with { Reasons = [.. outcome.Reasons, .. left] };
        }
        catch (Exception e) when (Causes.IsExpected(e))
        {
            return outcome with { Reasons = [.. outcome.Reasons, $"the run could not be closed: {e.Message}"] };
        }
    }

    async ValueTask<IReadOnlyList<string>> CleanAsync(CancellationToken ct)
    {
        var left = new List<string>();
        foreach (var step in run.Plan.Steps.Where(step => run.State.Steps.TryGetValue(step.Header.Number, out var state) && state.IsBegun))
        {
            try
            {
                using var time = run.Device.Clock.Within(step.Header.Timeout, ct);
                await step.CleanAsync(run.ContextOf(step), time.Token);
            }
            catch (Exception e) when (Causes.IsExpected(e) || e is OperationCanceledException)
            {
                left.Add($"step {step.Header.Number} {step.Title} could not be cleaned up: {e.Message}");
            }
        }

        return left;
    }
}
