namespace Planner.Engine.Devices;

/// <summary>Locks held against a second run and against other updaters, for as long as the process lives.</summary>
public interface ILocks
{
    /// <summary>Takes Planner's own lock and every lock of the layout, without waiting. Null when taken; else which lock is held, and by whom as far as it can be told.</summary>
    ValueTask<string?> TakeAsync(CancellationToken ct);

    /// <summary>Lets all of them go.</summary>
    ValueTask ReleaseAsync(CancellationToken ct);
}
