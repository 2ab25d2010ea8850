namespace Planner.Devices.Simulated.Exploration;

/// <summary>Simulates on several cores at once; results come in the order of their items, whatever the order in which they were made.</summary>
/// <param name="jobs">How many at once.</param>
sealed class Workers(int jobs)
{
    /// <summary>Makes a result of each item.</summary>
    internal async Task<TResult[]> MapAsync<T, TResult>(IReadOnlyList<T> items, Func<T, Task<TResult>> work, CancellationToken ct)
    {
        var results = new TResult[items.Count];
        var next = -1;
        async Task WorkAsync()
        {
            for (var index = Interlocked.Increment(ref next); index < items.Count; index = Interlocked.Increment(ref next))
            {
                ct.ThrowIfCancellationRequested();
                results[index] = await work(items[index]);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Math.Max(1, Math.Min(jobs, items.Count))).Select(_ => Task.Run(WorkAsync, ct)));
        return results;
    }
}
