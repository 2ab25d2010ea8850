using System.Collections.Immutable;
using Planner.Devices.Simulated.Exploration.Promises;
using Planner.Devices.Simulated.Faults;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>Counts runs, and keeps the shortest of those that break a promise in the same way; nothing else of a run is kept.</summary>
/// <param name="points">The calls of the run without faults.</param>
sealed class Tally(IReadOnlyList<Point> points)
{
    readonly Dictionary<JourneyEnd, long> ends = [];
    readonly SortedDictionary<string, long> exposedBy = new(StringComparer.Ordinal);
    readonly OrderedDictionary<(Promise, int?, FaultKind?), BrokenGroup> broken = [];
    readonly Dictionary<int, (long Runs, long Exposed, long Broken)> steps = [];

    internal long Runs { get; private set; }

    internal long Exposed { get; private set; }

    internal long BrokenRuns { get; private set; }

    internal IReadOnlyDictionary<string, long> ExposedBy => exposedBy;

    internal IEnumerable<BrokenGroup> Broken => broken.Values;

    internal long Of(JourneyEnd end) => ends.GetValueOrDefault(end);

    /// <summary>Counts a run.</summary>
    /// <param name="faults">Its faults.</param>
    /// <param name="step">The step that worked when the last one struck.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="findings">What the promises found.</param>
    /// <param name="length">How long it is to tell.</param>
    internal void Add(ImmutableArray<Fault> faults, int? step, JourneyEnd end, Findings findings, int length)
    {
        Runs++;
        ends[end] = ends.GetValueOrDefault(end) + 1;
        var (isExposed, isBroken) = (findings.Exposed.Count > 0, findings.Broken.Count > 0);
        if (isExposed) Exposed++;
        foreach (var reason in findings.Exposed) exposedBy[reason] = exposedBy.GetValueOrDefault(reason) + 1;
        if (isBroken) BrokenRuns++;
        if (!faults.IsEmpty)
        {
            var key = StepAt(faults[0].Point) ?? 0;
            var so = steps.GetValueOrDefault(key);
            steps[key] = (so.Runs + 1, so.Exposed + (isExposed ? 1 : 0), so.Broken + (isBroken ? 1 : 0));
        }

        foreach (var group in findings.Broken.DistinctBy(breach => breach.Promise))
        {
            var key = (group.Promise, step, faults.IsEmpty ? (FaultKind?)null : faults[^1].Kind);
            var known = broken.GetValueOrDefault(key);
            if (known is null) broken[key] = new BrokenGroup(group, step, 1, faults, length);
            else if (Weight(faults, length) < Weight(known.Faults, known.Length)) broken[key] = known with { Breach = group, Count = known.Count + 1, Faults = faults, Length = length };
            else broken[key] = known with { Count = known.Count + 1 };
        }
    }

    /// <summary>What was explored in each step of the run without faults, in its order.</summary>
    internal IReadOnlyList<StepTally> Steps() =>
        [.. points.Where(point => point.Call is not null).GroupBy(point => point.Step ?? 0).Select(group =>
        {
            var (runs, exposed, broken) = steps.GetValueOrDefault(group.Key);
            return new StepTally(group.Key == 0 ? null : group.Key, group.Count(), runs, exposed, broken);
        })];

    /// <summary>The step that works at a call of the run without faults.</summary>
    internal int? StepAt(int point) => point < points.Count ? points[point].Step : null;

    static int Weight(ImmutableArray<Fault> faults, int length) => (faults.Length * 10_000) + length;
}

/// <summary>Runs that break a promise in the same way.</summary>
/// <param name="Breach">How, in the shortest one.</param>
/// <param name="Step">The step that worked when the last fault struck.</param>
/// <param name="Count">How many.</param>
/// <param name="Faults">Faults of the shortest one.</param>
/// <param name="Length">How long that one is to tell.</param>
sealed record BrokenGroup(Breach Breach, int? Step, long Count, ImmutableArray<Fault> Faults, int Length);
