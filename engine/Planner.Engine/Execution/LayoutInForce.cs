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

    /// <summary>Makes the layout the one in force that lies beside the program which the running OS calls when it boots. Where it calls none, nothing changes.</summary>
    /// <param name="device">The device.</param>
    /// <param name="layouts">Layouts that it may be.</param>
    /// <param name="ct">Ends the call.</param>
    public static async ValueTask FindArmedAsync(IDevice device, IEnumerable<Layout> layouts, CancellationToken ct)
    {
        var own = device.Layout;
        foreach (var layout in layouts.Where(layout => layout.Id != own.Id && layout.Boards.ContainsKey(device.Board.Name)).Prepend(own))
        {
            await device.NameAsync(layout, ct);
            try
            {
                if (await IsArmedAsync(device, ct)) return;
            }
            catch (DeviceException)
            {
                // What is not there under these names is another layout's.
            }
        }

        await device.NameAsync(own, ct);
    }

    static async ValueTask<bool> IsArmedAsync(IDevice device, CancellationToken ct)
    {
        if (await device.Power.RunningSlotAsync(ct) is not { } slot) return false;
        var root = PartitionPath.Root(device.Layout.Slots[slot]);
        foreach (var run in await new RunSign(device).RunsAsync(ct))
        {
            var hook = ResumeHook.Of(device.Layout, run);
            if (await device.Files.StatAsync(root.Below(hook.Link), ct) is { Type: EntryType.Link } && await device.Files.ReadAsync(root.Below(hook.File), ct) is { } bytes && bytes.AsSpan().SequenceEqual(hook.Bytes)) return true;
        }

        return false;
    }
}
