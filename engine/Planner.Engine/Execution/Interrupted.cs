using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>What an interruption means for the steps that a run had begun.</summary>
static class Interrupted
{
    /// <summary>So many interruptions without anything finished between them count as a failure.</summary>
    internal const int Limit = 3;

    /// <summary>The failure that they are.</summary>
    internal static IReadOnlyList<string> TooOften { get; } = [$"interrupted {Limit} times at the same place"];

    /// <summary>Does again what finished steps did and a boot ended, like stopping a service; the first record stays what the undo goes by. The step that failed, or null.</summary>
    internal static async ValueTask<(Step Step, Exception Cause)?> DoAgainAsync(Run run, CancellationToken ct)
    {
        foreach (var step in EndedByBoot(run))
            if (await WhyNotAgainAsync(run, step, ct) is { } failure) return (step, failure);
        return null;
    }

    /// <summary>The same where there is no way back: what fails is told, and the others are done all the same. An engine that does not answer without its data has no containers to stop.</summary>
    internal static async ValueTask DoAgainAsFarAsItGoesAsync(Run run, CancellationToken ct)
    {
        foreach (var step in EndedByBoot(run))
            if (await WhyNotAgainAsync(run, step, ct) is { } failure) run.Report(new StepProgress(step.Header.Number, $"not done again after the boot: {failure.Message}"));
    }

    static IEnumerable<Step> EndedByBoot(Run run) => run.Plan.Steps.Where(step => step.EndsWithBoot && run.State.Steps.TryGetValue(step.Header.Number, out var state) && state.IsEnded);

    static async ValueTask<Exception?> WhyNotAgainAsync(Run run, Step step, CancellationToken ct)
    {
        try
        {
            using var time = run.Device.Clock.Within(step.Header.Timeout, ct);
            await step.ApplyAsync(run.ContextOf(step), time.Token);
            return null;
        }
        catch (Exception e) when (Causes.IsExpected(e) || e is OperationCanceledException)
        {
            return e;
        }
    }
}
