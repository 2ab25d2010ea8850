namespace Planner.Engine.Devices;

/// <summary>Time. The wall clock may be wrong and may jump; waits are measured on the monotonic one.</summary>
public interface IClock
{
    /// <summary>The wall clock.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Time since some moment in this boot; never goes backwards.</summary>
    TimeSpan Elapsed { get; }

    /// <summary>Whether the wall clock has been set from the network in this boot; null when the OS does not tell.</summary>
    ValueTask<bool?> SynchronizedAsync(CancellationToken ct);

    /// <summary>A source whose token ends with <paramref name="ct"/> and, on a device whose calls can hang, after a time.</summary>
    CancellationTokenSource Within(TimeSpan time, CancellationToken ct);

    /// <summary>Waits.</summary>
    ValueTask DelayAsync(TimeSpan time, CancellationToken ct);
}
