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
        stored.Plan.AsSpan().SequenceEqual(Request.Sources.Plan) && stored.Layouts.Count == Request.Sources.Layouts.Count
        && stored.Layouts.All(layout => Request.Sources.Layouts.Any(other => layout.AsSpan().SequenceEqual(other))) ? Request.Plan : Reader(stored);

    /// <summary>A moment with everything called as the device's own layout calls it, whatever the run has made of it: so are all moments compared.</summary>
    internal DeviceWorld View(DeviceWorld world) => SimulatedTable.Named(world, Start.Layout, Start);

    /// <summary>A device at a moment, for looking at it: nothing is traced and nothing fails.</summary>
    internal SimulatedDevice Quiet(DeviceWorld world) => new(Start) { World = world, IsTraced = false };

    /// <summary>A device at a moment of a run, with faults ahead.</summary>
    internal SimulatedDevice At(DeviceWorld world, int point, IReadOnlyList<Fault> faults, int seed) => new(Start) { World = world, Point = point, Faults = faults, Seed = seed, LeavesAtReboot = true };

    /// <summary>The next process on a device, which begins with the layout beside the program that its OS calls.</summary>
    internal SimulatedDevice Next(SimulatedDevice device) => device.Another(ResumeHooks.LayoutOf(this, device.World) ?? Start.Layout);

    /// <summary>The run that the journal of a device tells of, wherever the run has it; null when none tells of it.</summary>
    internal async ValueTask<RunState?> RunOfAsync(DeviceWorld world)
    {
        foreach (var layout in Start.Layouts.Reverse())
            if (await RunOfAsync(SimulatedTable.Named(world, layout, Start), layout) is { } run) return run;
        return null;
    }

    async ValueTask<RunState?> RunOfAsync(DeviceWorld world, Layout layout)
    {
        if (world[layout.Journal.Partition] is not { Type: not null } partition || TreeEdits.Find(partition.Root, Journal.PathIn(layout).Path) is not { Content: not null }) return null;
        await using var device = Quiet(world);
        try
        {
            return await Journal.ReadAsync(device.Files, layout, CancellationToken.None) is { } content && RunState.Of(content.Entries) is { } run && run.Id == Request.RunId ? run : null;
        }
        catch (DeviceException)
        {
            // Staging has no file system any more: a plan that formats it.
            return null;
        }
    }
}
