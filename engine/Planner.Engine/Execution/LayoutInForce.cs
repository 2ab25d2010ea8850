using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Execution;

/// <summary>Finds the layout that a run has come to, where a process begins under another one.</summary>
public static class LayoutInForce
{
    /// <summary>Makes the layout the one in force that the open run's journal tells of, and reads the journal where that layout has it.</summary>
    /// <param name="device">The device.</param>
    /// <param name="planOf">Reads the plan that the run stored.</param>
    /// <param name="ct">Ends the call.</param>
    /// <returns>The journal that counts; null when there is none.</returns>
    public static async ValueTask<JournalContent?> FollowAsync(IDevice device, Func<StoredPlan, Plan?> planOf, CancellationToken ct)
    {
        var content = await Journal.ReadAsync(device.Files, device.Layout, ct);
        while (content is { IsOver: false } && RunState.Of(content.Entries) is { } state && state.Layout != device.Layout.Id)
        {
            if (await StoredPlan.ReadAsync(device, state.Id, ct) is not { } stored || planOf(stored)?.Layouts.FirstOrDefault(layout => layout.Id == state.Layout) is not { } layout) break;
            await device.NameAsync(layout, ct);
            content = await Journal.ReadAsync(device.Files, layout, ct);
        }

        return content;
    }

    /// <summary>Makes the layout the one in force that lies beside the program which the running OS calls when it boots; where it calls none, the one whose partitions are there with its labels, the device's own before others.</summary>
    /// <param name="device">The device.</param>
    /// <param name="layouts">Layouts that it may be.</param>
    /// <param name="ct">Ends the call.</param>
    public static async ValueTask FindAsync(IDevice device, IEnumerable<Layout> layouts, CancellationToken ct)
    {
        var own = device.Layout;
        List<Layout> all = [own, .. layouts.Where(layout => layout.Id != own.Id && layout.Boards.ContainsKey(device.Board.Name))];
        if (await FirstAsync(device, all, () => IsArmedAsync(device, ct), ct) || await FirstAsync(device, all, () => IsLabelledAsync(device, ct), ct)) return;
        await device.NameAsync(own, ct);
    }

    static async ValueTask<bool> FirstAsync(IDevice device, IReadOnlyList<Layout> layouts, Func<ValueTask<bool>> isIt, CancellationToken ct)
    {
        foreach (var layout in layouts)
        {
            await device.NameAsync(layout, ct);
            try
            {
                if (await isIt()) return true;
            }
            catch (DeviceException)
            {
                // What is not there under these names is another layout's.
            }
        }

        return false;
    }

    static async ValueTask<bool> IsLabelledAsync(IDevice device, CancellationToken ct)
    {
        foreach (var (name, partition) in device.Layout.Partitions)
            if (!partition.Optional && (await device.Disks.LookAsync(name, ct))?.Label != partition.Label) return false;
        return true;
    }

    static async ValueTask<bool> IsArmedAsync(IDevice device, CancellationToken ct)
    {
        if (await device.Power.RunningSlotAsync(ct) is not { } slot) return false;
        var root = PartitionPath.Root(ResumeHook.PartitionOf(device.Layout, slot));
        foreach (var run in await new RunSign(device).RunsAsync(ct))
        {
            var hook = ResumeHook.Of(device.Layout, run);
            if (await device.Files.StatAsync(root.Below(hook.Link), ct) is { Type: EntryType.Link } && await device.Files.ReadAsync(root.Below(hook.File), ct) is { } bytes && bytes.AsSpan().SequenceEqual(hook.Bytes)) return true;
        }

        return false;
    }
}
