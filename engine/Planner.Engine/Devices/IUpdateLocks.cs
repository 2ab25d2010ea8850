namespace Planner.Engine.Devices;

/// <summary>Locks by which applications keep the device from booting, at the places that the layout names.</summary>
public interface IUpdateLocks
{
    /// <summary>Takes all of them or none, without waiting. Empty when no application held one: then those that can be held by a process stay with this one. Else the places of those that applications hold, in order.</summary>
    ValueTask<IReadOnlyList<string>> TakeAsync(CancellationToken ct);

    /// <summary>Lets all of them go.</summary>
    ValueTask ReleaseAsync(CancellationToken ct);
}
