using System.Collections.Immutable;
using Planner.Devices.Simulated.Exploration.Promises;
using Planner.Devices.Simulated.Faults;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>A promise that runs break in the same way: with the same kind of fault in the same step.</summary>
/// <param name="Promise">Which one.</param>
/// <param name="What">How, in the shortest of these runs.</param>
/// <param name="Step">Number of the step in which the last fault struck, or null between steps.</param>
/// <param name="Kind">The kind of the last fault, or null where none is needed.</param>
/// <param name="Count">How many runs.</param>
/// <param name="Faults">The faults of the shortest one.</param>
/// <param name="Story">How it comes about, a line each.</param>
public sealed record BrokenPromise(Promise Promise, string What, int? Step, FaultKind? Kind, long Count, ImmutableArray<Fault> Faults, IReadOnlyList<string> Story)
{
    /// <summary>What <c>--replay</c> takes.</summary>
    public string Token => ReplayToken.Of(Faults);
}
