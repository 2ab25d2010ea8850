using Planner.Devices.Simulated.Faults;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>What is explored: a device and a run on it.</summary>
/// <param name="Start">The device before the run.</param>
/// <param name="Request">The run.</param>
/// <param name="Reader">Reads the plan that a run stored.</param>
public sealed record Setting(SimulatedStart Start, RunRequest Request, Func<StoredPlan, Plan?> Reader)
{
    /// <summary>The plan that a run stored: the one of the request, unless its bytes were changed.</summary>
    internal Plan? PlanOf(StoredPlan stored) =>
        stored.Plan.AsSpan().SequenceEqual(Request.Sources.Plan) && stored.Layout.AsSpan().SequenceEqual(Request.Sources.Layout) ? Request.Plan : Reader(stored);

    /// <summary>A device at a moment, for looking at it: nothing is traced and nothing fails.</summary>
    internal SimulatedDevice Quiet(DeviceWorld world) => new(Start) { World = world, IsTraced = false };

    /// <summary>A device at a moment of a run, with faults ahead.</summary>
    internal SimulatedDevice At(DeviceWorld world, int point, IReadOnlyList<Fault> faults, int seed) => new(Start) { World = world, Point = point, Faults = faults, Seed = seed, LeavesAtReboot = true };

    /// <summary>The run that the journal of a device tells of; null when it tells of none, or of an earlier one.</summary>
    internal async ValueTask<RunState?> RunOfAsync(DeviceWorld world)
    {
        if (world[Start.Layout.Journal.Partition] is not { Type: not null } partition || TreeEdits.Find(partition.Root, Journal.PathIn(Start.Layout).Path) is not { Content: not null }) return null;
        await using var device = Quiet(world);
        try
        {
            return await Journal.ReadAsync(device.Files, Start.Layout, CancellationToken.None) is { } content && RunState.Of(content.Entries) is { } run && run.Id == Request.RunId ? run : null;
        }
        catch (DeviceException)
        {
            // Staging has no file system any more: a plan that formats it.
            return null;
        }
    }
}
