using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>The way of a run beyond the point of no return, where a step fails: it is tried again with growing waits, and when that does not help either, the run is parked. It stays open, and every <c>planner resume</c> tries again.</summary>
/// <param name="run">The run.</param>
/// <param name="take">Takes the step once more; null, or its failure.</param>
sealed class Onward(Run run, Func<CancellationToken, ValueTask<Exception?>> take)
{
    /// <summary>How often the boot is switched once more.</summary>
    const int SwitchesAgain = 3;

    static readonly TimeSpan[] Waits = [.. new[] { 1, 2, 4, 8, 15 }.Select(minutes => TimeSpan.FromMinutes(minutes))];

    /// <summary>Tries the step again until it is done: null. Else how the run is parked.</summary>
    internal async ValueTask<Outcome?> GoAsync(Step step, Exception failure, CancellationToken ct)
    {
        foreach (var wait in Waits)
        {
            if (ct.IsCancellationRequested) break;
            run.Report(new StepProgress(step.Header.Number, $"there is no way back: tried again in {wait.TotalMinutes:0} min"));
            await run.Device.Clock.DelayAsync(wait, CancellationToken.None);
            if (await take(ct) is not { } again) return null;
            failure = again;
        }

        return await ParkAsync(run, step.Header.Number, ct.IsCancellationRequested ? ["interrupted by the user"] : Causes.Of(failure));
    }

    /// <summary>Goes on with a run that is taken up again: with the step that was interrupted; where the old OS came up instead of the new one, with the switch.</summary>
    internal static async ValueTask<Outcome> ResumeAsync(Run run, Standing standing, CancellationToken ct)
    {
        if (run.State.Interruptions >= Interrupted.Limit) return await ParkAsync(run, run.State.OpenStep, Interrupted.TooOften);
        if (standing.Way == Way.Back && run.Plan.Steps.First(step => step.Switches is not null).Header.Number is var number)
        {
            if (run.State.SwitchesAgain >= SwitchesAgain) return await ParkAsync(run, number, [standing.Why]);
            await run.MarkAsync(JournalEntry.Of(JournalEntry.AgainMark, number), ct);
        }

        if (standing.NeedsAgain) await Interrupted.DoAgainAsFarAsItGoesAsync(run, ct);
        return await new Forward(run).GoAsync(ct);
    }

    /// <summary>Parks a run.</summary>
    internal static async ValueTask<Outcome> ParkAsync(Run run, int? number, IReadOnlyList<string> causes)
    {
        try
        {
            await run.MarkAsync(JournalEntry.Caused(JournalEntry.ParkedMark, number, causes), CancellationToken.None);
        }
        catch (DeviceException e)
        {
            causes = [.. causes, $"the journal can not be written: {e.Message}"];
        }

        var step = run.Plan.Steps.FirstOrDefault(step => step.Header.Number == number);
        var outcome = Ending.Of(run, OutcomeKind.Parked, (await run.Facts.ReadAsync("os.version", CancellationToken.None)).Text) with
        {
            Failed = step is null ? null : new FailedStep(step.Header.Number, step.Header.Id, step.Kind.Name, causes),
            Reasons = causes,
        };
        return await new Ending(run).LeaveAsync(outcome, RunStatus.Parked);
    }
}
