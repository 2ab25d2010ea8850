using Planner.Engine.Devices;

namespace Planner.Devices.Simulated;

/// <summary>Time that only moves when it is told to.</summary>
sealed class SimulatedClock(SimulatedDevice device) : IClock
{
    readonly List<(CancellationTokenSource Source, CancellationToken Token, TimeSpan End)> limits = [];

    public DateTimeOffset Now => device.Now;

    public TimeSpan Elapsed => device.Elapsed;

    public ValueTask<bool?> SynchronizedAsync(CancellationToken ct)
    {
        device.Live();
        ct.ThrowIfCancellationRequested();
        return new(device.Things.Online);
    }

    public CancellationTokenSource Within(TimeSpan time, CancellationToken ct)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (device.MayMeetFaults) limits.Add((source, source.Token, Elapsed + time));
        return source;
    }

    public ValueTask DelayAsync(TimeSpan time, CancellationToken ct)
    {
        device.Live();
        ct.ThrowIfCancellationRequested();
        device.Pass(time);
        return default;
    }

    /// <summary>Lets the time limit of a call that hangs pass, and ends it; false when the call has none.</summary>
    internal bool TryHang(CancellationToken ct)
    {
        var index = limits.FindLastIndex(limit => limit.Token == ct);
        if (index < 0) return false;
        var (source, _, end) = limits[index];
        if (end > Elapsed) device.Pass(end - Elapsed);
        source.Cancel();
        return true;
    }
}
