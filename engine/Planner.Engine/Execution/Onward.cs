using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>The way of a run beyond the point of no return, where a step fails: it is tried again with growing waits, and when that does not help either, the run is parked. It stays open, and every <c>planner resume</c> tries again.</summary>
/// <param name="run">The run.</param>
/// <param name="take">Takes the step once more; null, or its failure.</param>
sealed class Onward(Run run, Func<CancellationToken, ValueTask<Exception?>> take)
{
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

    /// <summary>Parks a run.</summary>
    internal static async ValueTask<Outcome> ParkAsync(Run run, int? number, IReadOnlyList<string> causes)
    {
        await run.MarkAsync(JournalEntry.Caused(JournalEntry.ParkedMark, number, causes), CancellationToken.None);
        var step = run.Plan.Steps.FirstOrDefault(step => step.Header.Number == number);
        var outcome = Ending.Of(run, OutcomeKind.Parked, (await run.Facts.ReadAsync("os.version", CancellationToken.None)).Text) with
        {
            Failed = step is null ? null : new FailedStep(step.Header.Number, step.Header.Id, step.Kind.Name, causes),
            Reasons = causes,
        };
        return await new Ending(run).LeaveAsync(outcome, RunStatus.Parked);
    }
}
