using Planner.Engine.Devices;

namespace Planner.Devices.Simulated;

/// <summary>Time that only moves when it is told to.</summary>
sealed class SimulatedClock(SimulatedDevice device) : IClock
{
    public DateTimeOffset Now => device.World.Now;

    public TimeSpan Elapsed => device.World.Elapsed;

    public ValueTask<bool?> SynchronizedAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return new(device.World.Online);
    }

    public CancellationTokenSource Within(TimeSpan time, CancellationToken ct) => CancellationTokenSource.CreateLinkedTokenSource(ct);

    public ValueTask DelayAsync(TimeSpan time, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        device.Pass(time);
        return default;
    }
}
