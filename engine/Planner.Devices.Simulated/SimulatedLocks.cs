using Planner.Engine.Devices;

namespace Planner.Devices.Simulated;

/// <summary>The locks as one process sees them.</summary>
sealed class SimulatedLocks(SimulatedDevice device, LockHolder holder) : ILocks
{
    public ValueTask<string?> TakeAsync(CancellationToken ct)
    {
        device.Live();
        ct.ThrowIfCancellationRequested();
        if (device.Start.State.LockedBy is { } other) return new($"{(device.Layout.Locks.Count > 0 ? device.Layout.Locks[0] : "the lock")} is held by {other}");
        if (holder.Process is not null && holder.Process != this) return new("another planner works on this device");
        holder.Process = this;
        return new((string?)null);
    }

    public ValueTask ReleaseAsync(CancellationToken ct)
    {
        device.Live();
        holder.Leave(this);
        return default;
    }
}

/// <summary>Who holds the locks of a machine.</summary>
sealed class LockHolder
{
    public SimulatedLocks? Process { get; set; }

    /// <summary>Lets them go where a process holds them.</summary>
    public void Leave(SimulatedLocks process)
    {
        if (Process == process) Process = null;
    }
}
