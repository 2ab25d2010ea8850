using Planner.Engine.Devices;

namespace Planner.Engine.Steps;

/// <summary>Things of which each is tried, whatever becomes of the others: the parts of an undo.</summary>
/// <param name="tried">What they are for, in a message about several failures.</param>
sealed class Attempts(string tried)
{
    readonly List<DeviceException> failures = [];

    /// <summary>Tries one.</summary>
    internal async ValueTask TryAsync(Func<ValueTask> attempt)
    {
        try
        {
            await attempt();
        }
        catch (DeviceException e)
        {
            failures.Add(e);
        }
    }

    /// <summary>Fails when any of them has failed, with all that they said.</summary>
    internal void End()
    {
        if (failures.Count == 1) throw failures[0];
        if (failures.Count > 1) throw new DeviceException(failures[0].Fault, tried, string.Join("; ", failures.Select(failure => failure.Message)), failures[0]);
    }
}
