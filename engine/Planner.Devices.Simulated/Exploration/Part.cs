namespace Planner.Devices.Simulated.Exploration;

/// <summary>A part of a run in which one step worked, forward or back.</summary>
/// <param name="Step">Its number, or null between steps.</param>
/// <param name="IsUndo">Whether it was taken back.</param>
/// <param name="Running">The slot that ran when the part began.</param>
/// <param name="Trace">The calls of the whole process.</param>
/// <param name="From">Its first call.</param>
/// <param name="To">The call after its last one.</param>
public sealed record Part(int? Step, bool IsUndo, string? Running, IReadOnlyList<PortCall> Trace, int From, int To)
{
    /// <summary>What was done.</summary>
    public IEnumerable<PortCall> Calls => Trace.Skip(From).Take(To - From);

    /// <summary>Time that it took, waits included.</summary>
    public TimeSpan Time { get; init; }
}
