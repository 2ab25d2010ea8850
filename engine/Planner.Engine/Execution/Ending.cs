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

    /// <summary>Tells how the run ends, writes it down and frees what it kept.</summary>
    internal async ValueTask<Outcome> CloseAsync(Outcome outcome, string status)
    {
        await TellAsync(outcome, status);
        try
        {
            await run.MarkAsync(new JournalEntry(JournalEntry.OutcomeMark, null, new JsonObject { ["outcome"] = EventText.Word(outcome.Kind), ["os"] = outcome.OsAfter, ["left"] = JournalEntry.Texts(outcome.Left) }), CancellationToken.None);
            return await FreeAsync(outcome);
        }
        catch (Exception e) when (Causes.IsExpected(e))
        {
            return outcome with { Reasons = [.. outcome.Reasons, $"the run could not be closed: {e.Message}"] };
        }
    }

    /// <summary>Frees what a run kept whose outcome is written down, and closes it.</summary>
    internal async ValueTask<Outcome> FreeAsync(Outcome outcome)
    {
        // Undo data that is still needed by hand stays until the next run.
        var left = new List<string>(outcome.Left.Count > 0 ? [] : await CleanAsync());
        await run.MarkAsync(JournalEntry.Of(JournalEntry.ClosedMark), CancellationToken.None);
        left.AddRange(await new Arming(run.Device).DisarmAsync(CancellationToken.None));
        if (outcome.Left.Count == 0) await StoredPlan.ForgetAsync(run.Device, CancellationToken.None);
        return outcome with { Reasons = [.. outcome.Reasons, .. left] };
    }

    /// <summary>Ends a run that was taken back as far as its damaged journal tells: what the lost lines told was not undone, and that must not look like a device that is as it was.</summary>
    internal async ValueTask<Outcome> PutAsideAsync(Outcome outcome, string damage)
    {
        outcome = outcome with { Left = [.. outcome.Left, $"what came after the damage: {damage}"] };
        await TellAsync(outcome, RunStatus.Failed);
        await Journal.SetAsideAsync(run.Device.Files, run.Device.Layout, CancellationToken.None);
        return outcome with { Reasons = [.. outcome.Reasons, .. await new Arming(run.Device).DisarmAsync(CancellationToken.None)] };
    }

    /// <summary>Leaves the run open, to be gone on with at the next boot, and tells why.</summary>
    internal async ValueTask<Outcome> LeaveAsync(Outcome outcome, string status)
    {
        await TellAsync(outcome, status);
        return outcome;
    }

    async ValueTask TellAsync(Outcome outcome, string status)
    {
        run.Report(new StatusChanged(status, 100));
        foreach (var line in EventText.Of(new RunEnded(outcome))) run.Log.AddLine(line);
        await run.Log.WriteAsync(CancellationToken.None);
        await run.Status.WriteAsync(status, 100, null, EventText.Word(outcome.Kind), [.. run.State.Cause, .. outcome.Reasons.Except(run.State.Cause)], CancellationToken.None);
    }

    async ValueTask<IReadOnlyList<string>> CleanAsync()
    {
        var left = new List<string>();
        foreach (var step in run.Plan.Steps.Where(step => run.State.Steps.TryGetValue(step.Header.Number, out var state) && state.IsBegun))
        {
            try
            {
                using var time = run.Device.Clock.Within(step.Header.Timeout, CancellationToken.None);
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
