namespace Planner.Devices.Simulated.Faults;

/// <summary>The process has ended in the middle of its work: every call that it still makes ends with this one. Nothing that runs on a device may take it for a failure of the world.</summary>
/// <param name="fault">What ended it; null when it was a boot.</param>
/// <param name="message">What ended it, for people.</param>
public sealed class InterruptedException(Fault? fault, string message) : Exception(message)
{
    /// <summary>What ended the process; null when it was a boot.</summary>
    public Fault? Fault { get; } = fault;
}
