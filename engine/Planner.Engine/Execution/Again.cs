using Planner.Engine.Devices;

namespace Planner.Engine.Execution;

/// <summary>What must be done and may fail for a moment is tried three times.</summary>
/// <param name="clock">The device's clock.</param>
sealed class Again(IClock clock)
{
    const int Tries = 3;

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Tries it; null, or the last failure.</summary>
    internal ValueTask<Exception?> TryAsync(Func<ValueTask> work) => TryUntilAsync(work, CancellationToken.None);

    /// <summary>Tries it; null, or the last failure.</summary>
    /// <param name="work">What is tried.</param>
    /// <param name="ct">Ends the tries.</param>
    internal async ValueTask<Exception?> TryUntilAsync(Func<ValueTask> work, CancellationToken ct)
    {
        for (var left = Tries - 1; ; left--)
        {
            try
            {
                await work();
                return null;
            }
            catch (Exception e) when (Causes.IsExpected(e) || e is OperationCanceledException)
            {
                if (left <= 0 || ct.IsCancellationRequested) return e;
                await clock.DelayAsync(Pause, CancellationToken.None);
            }
        }
    }
}
