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
        foreach (var step in run.Plan.Steps.Where(step => step.EndsWithBoot && run.State.Steps.TryGetValue(step.Header.Number, out var state) && state.IsEnded))
        {
            try
            {
                using var time = run.Device.Clock.Within(step.Header.Timeout, ct);
                await step.ApplyAsync(run.ContextOf(step), time.Token);
            }
            catch (Exception e) when (Causes.IsExpected(e) || e is OperationCanceledException)
            {
                return (step, e);
            }
        }

        return null;
    }
}
