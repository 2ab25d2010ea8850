namespace Planner.Devices.Linux.Fetching;

/// <summary>Lets no more bytes through in a second than it should, all connections together.</summary>
/// <param name="bytesPerSecond">How many, or null for as many as come.</param>
/// <param name="clock">Measures and waits.</param>
sealed class SpeedLimit(long? bytesPerSecond, TimeProvider clock)
{
    readonly long start = clock.GetTimestamp();
    readonly Lock spending = new();
    TimeSpan paid;

    /// <summary>The most bytes that are read at once, so that waits stay short.</summary>
    internal int Portion { get; } = (int)Math.Clamp((bytesPerSecond ?? int.MaxValue) / 4, 1024, 1 << 20);

    /// <summary>Waits until bytes that came may have come.</summary>
    internal async ValueTask SpendAsync(int bytes, CancellationToken ct)
    {
        if (bytesPerSecond is not { } limit) return;
        TimeSpan wait;
        lock (spending)
        {
            var now = clock.GetElapsedTime(start);
            paid = (paid > now ? paid : now) + TimeSpan.FromSeconds((double)bytes / limit);
            wait = paid - now;
        }

        await Task.Delay(wait, clock, ct).ConfigureAwait(false);
    }
}
