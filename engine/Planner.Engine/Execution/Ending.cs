using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Disks;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>The end of a run: the outcome is durable first, then everything that the run kept is freed.</summary>
/// <param name="run">The run.</param>
sealed class Ending(Run run)
{
    /// <summary>Boots in which it is tried to free what the run kept.</summary>
    const int Boots = 3;

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
        Goal = kind == OutcomeKind.Done ? run.State.Goal : null,
        Boots = run.State.Boots,
        Time = run.Time,
        Fetched = run.Fetched,
        Written = run.Written,
    };

    /// <summary>Writes down how the run ends, tells it and frees what it kept.</summary>
    internal async ValueTask<Outcome> CloseAsync(Outcome outcome, string status)
    {
        try
        {
            await run.MarkAsync(new JournalEntry(JournalEntry.OutcomeMark, null, new JsonObject { ["outcome"] = EventText.Word(outcome.Kind), ["os"] = outcome.OsAfter, ["left"] = JournalEntry.Texts(outcome.Left) }), CancellationToken.None);
        }
        catch (DeviceException e)
        {
            return NotClosed(outcome, e);
        }

        return await FreeAsync(outcome, status);
    }

    /// <summary>Tells how a run ended whose outcome is written down, frees what it kept, and closes it. Where that fails it stays open, for the next boot to do it; where something is to come behind it too, armed as it is, until that begins.</summary>
    internal async ValueTask<Outcome> FreeAsync(Outcome outcome, string status)
    {
        var left = new List<string>();
        if (await TellAsync(outcome, status) is { } untold) left.Add($"the status could not be written: {untold.Message}");

        // Undo data that is still needed by hand stays until the next run.
        if (outcome.Left.Count == 0) left.AddRange(await CleanAsync());
        if (outcome.Goal is not null) return outcome with { Reasons = [.. outcome.Reasons, .. left] };
        try
        {
            if (left.Count > 0 && run.State.FreeFailures + 1 < Boots)
            {
                await run.MarkAsync(JournalEntry.InBoot(JournalEntry.FreeFailedMark, run.State.LastBoot), CancellationToken.None);
                return outcome with { Reasons = [.. outcome.Reasons, .. left] };
            }

            await run.MarkAsync(JournalEntry.Of(JournalEntry.ClosedMark), CancellationToken.None);
            left.AddRange(await StoredPlan.FreeAsync(run.Device, run.State.Id, keepsUndoData: outcome.Left.Count > 0, CancellationToken.None));
            return outcome with { Reasons = [.. outcome.Reasons, .. left] };
        }
        catch (DeviceException e)
        {
            return NotClosed(outcome with { Reasons = [.. outcome.Reasons, .. left] }, e);
        }
    }

    /// <summary>Ends a run that was taken back as far as its damaged journal tells: what the lost lines told was not undone, and that must not look like a device that is as it was.</summary>
    internal async ValueTask<Outcome> PutAsideAsync(Outcome outcome, string damage)
    {
        var damaged = new DamagedJournal(run.Device);
        outcome = outcome with { Left = [.. outcome.Left, $"what came after the damage: {damage}", .. await damaged.KeepAsync(run.State.Id, CancellationToken.None)] };
        await TellAsync(outcome, RunStatus.Failed);
        return outcome with { Reasons = [.. outcome.Reasons, .. await damaged.FreeAsync(run.State.Id, CancellationToken.None)] };
    }

    /// <summary>Leaves the run open, to be gone on with at the next boot, and tells why.</summary>
    internal async ValueTask<Outcome> LeaveAsync(Outcome outcome, string status)
    {
        await TellAsync(outcome, status);
        return outcome;
    }

    static Outcome NotClosed(Outcome outcome, DeviceException why) => outcome with { Reasons = [.. outcome.Reasons, $"the run could not be closed: {why.Message}"] };

    /// <summary>Tells the end, durably; what kept it from that.</summary>
    async ValueTask<Exception?> TellAsync(Outcome outcome, string status)
    {
        run.Report(new StatusChanged(status, 100));
        foreach (var line in EventText.Of(new RunEnded(outcome))) run.Log.AddLine(line);
        await run.Log.WriteAsync(CancellationToken.None);
        IReadOnlyList<string> causes = [.. run.State.Cause, .. outcome.Reasons.Except(run.State.Cause)];
        return await new Again(run.Device.Clock).TryAsync(() => run.Status.WriteDurablyAsync(status, 100, EventText.Word(outcome.Kind), causes, CancellationToken.None));
    }

    async ValueTask<IReadOnlyList<string>> CleanAsync()
    {
        var left = new List<string>();
        foreach (var step in run.Plan.Steps.Where(step => run.State.Steps.TryGetValue(step.Header.Number, out var state) && state.IsBegun && IsHere(step)))
        {
            var failure = await new Again(run.Device.Clock).TryAsync(async () =>
            {
                using var time = run.Device.Clock.Within(step.Header.Timeout, CancellationToken.None);
                await step.CleanAsync(run.ContextOf(step), time.Token);
            });
            if (failure is not null) left.Add($"step {step.Header.Number} {run.TitleOf(step)} could not be cleaned up: {failure.Message}");
        }

        return [.. left, .. await Moving.FreeFormerAsync(run, CancellationToken.None)];
    }

    /// <summary>Whether what a step wrote to is still there, and called the same: a later change of the layout gives partitions up.</summary>
    bool IsHere(Step step)
    {
        var (layout, now) = (run.Plan.LayoutAt(step), run.Device.Layout);
        return layout.Id == now.Id || step.Effects.All(effect => effect.Kind == EffectKind.Reads || effect.Partition is not { } name || (layout.Partitions.ContainsKey(name) && LayoutChange.NameAfter(layout, now, name) == name));
    }
}
