using System.Collections.Immutable;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Simulated.Faults;

/// <summary>Which faults are still to strike on a machine, which have struck, and which stay.</summary>
sealed class FaultSchedule
{
    readonly List<Fault> struck = [];
    readonly List<(Fault Fault, string Call, string Subject, string Path)> staying = [];

    /// <summary>Those still to strike, by point.</summary>
    internal ImmutableArray<Fault> Pending { get; private set; } = [];

    internal IReadOnlyList<Fault> Struck => struck;

    /// <summary>Plans other faults, and forgets those that have struck.</summary>
    internal void Plan(IEnumerable<Fault> faults)
    {
        Pending = [.. faults.OrderBy(fault => fault.Point)];
        struck.Clear();
        staying.Clear();
    }

    /// <summary>Takes the next fault of a point, or null.</summary>
    internal Fault? Take(int point)
    {
        if (Pending.IsEmpty || Pending[0].Point > point) return null;
        var fault = Pending[0];
        Pending = Pending.RemoveAt(0);
        return fault;
    }

    internal void Strike(Fault fault) => struck.Add(fault);

    internal void Stay(Fault fault, string call, string subject, string path) => staying.Add((fault, call, subject, path));

    /// <summary>The fault that a call has met before and that stays, or null.</summary>
    internal Fault? Staying(string call, string subject, string path)
    {
        foreach (var (fault, on, of, at) in staying)
            if (on == call && of == subject && at == path) return fault;
        return null;
    }

    /// <summary>Whether a fault stays on something in a folder.</summary>
    internal bool StaysIn(PartitionPath folder) => staying.Exists(one => one.Subject == folder.Partition && TreeSelection.IsAtOrBelow(one.Path, folder.Path));

    /// <summary>How many failures stay until the next boot.</summary>
    internal int StayingFailures => staying.Count(one => !one.Fault.EndsProcess);

    /// <summary>A boot heals what failed; what ends Planner goes on doing so.</summary>
    internal void Boot() => staying.RemoveAll(one => !one.Fault.EndsProcess);
}
