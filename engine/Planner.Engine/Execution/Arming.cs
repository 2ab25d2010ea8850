using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Engine.Execution;

/// <summary>Makes the OS of a slot call <c>planner resume</c> when it boots, and stops it from doing so.</summary>
/// <param name="device">The device.</param>
sealed class Arming(IDevice device)
{
    readonly IFiles files = device.Files;
    readonly Again again = new(device.Clock);

    /// <summary>Arms a slot's OS for a run, durably: the link, which makes it count, comes last.</summary>
    internal async ValueTask ArmAsync(string slot, string run, CancellationToken ct)
    {
        var hook = ResumeHook.Of(device.Layout, run);
        var root = PartitionPath.Root(ResumeHook.PartitionOf(device.Layout, slot));
        var (file, link) = (root.Below(hook.File), root.Below(hook.Link));
        await files.WriteAsync(file, hook.Bytes, hook.Mode, ct);
        await files.FlushAsync(file, ct);
        await files.LinkAsync(link, hook.Target, ct);
        // Not its folder alone: folders that were made for it have names too.
        await files.FlushAllAsync(root.Partition, ct);
    }

    /// <summary>Arms the OS that runs once more, as far as that can be done: to finish at its next boot what can not be finished now.</summary>
    internal async ValueTask ArmRunningAsync(string run, CancellationToken ct) => await again.TryAsync(async () =>
    {
        if (await device.Power.RunningSlotAsync(ct) is { } running) await ArmAsync(running, run, ct);
    });

    /// <summary>Disarms the OS of every slot, durably, with the folders that were made for it. The one that runs comes last, and only when all others are: else it finishes this at its next boot, and where it is disarmed in part only, it is armed again for that. What can not be done is told.</summary>
    /// <param name="run">The run that is over, or null when it is not known.</param>
    /// <param name="ct">Ends the call.</param>
    internal async ValueTask<IReadOnlyList<string>> DisarmAsync(string? run, CancellationToken ct)
    {
        string? running = null;
        if (await again.TryAsync(async () => running = await device.Power.RunningSlotAsync(ct)) is { } unknown) return [$"'planner resume' is still called: {unknown.Message}"];
        // What both slots share is disarmed once, as what runs.
        foreach (var slot in device.Layout.Slots.Keys.Where(slot => device.Layout.ResumeIn is null || slot == running).OrderBy(slot => slot == running))
        {
            var partition = ResumeHook.PartitionOf(device.Layout, slot);
            var isMountable = true;
            var failure = await again.TryAsync(async () =>
            {
                if (await device.Disks.LookAsync(partition, ct) is not { Type: not null } found) return;
                isMountable = found.Free is not null;
                if (!isMountable) throw new DeviceException(DeviceFault.Failed, $"mount {partition}", "it can not be mounted now");
                await DisarmSlotAsync(partition, ct);
            });
            // What never could be mounted was never armed; what runs can.
            if (failure is null || (!isMountable && slot != running)) continue;
            if (slot == running && run is not null) await ArmRunningAsync(run, ct);
            return [$"'planner resume' is still called on slot {slot}: {failure.Message}"];
        }

        return [];
    }

    async ValueTask DisarmSlotAsync(string partition, CancellationToken ct)
    {
        foreach (var path in ResumeHook.PathsOf(device.Layout).Select(PartitionPath.Root(partition).Below))
        {
            var isThere = await files.StatAsync(path, ct) is not null;
            if (isThere) await files.DeleteAsync(path, ct);
            var folder = path.Folder;
            for (; folder.Path != "/"; folder = folder.Folder)
            {
                if (await files.StatAsync(folder, ct) is not { } found) continue;
                if (found.Type != EntryType.Folder || (await files.ListAsync(folder, ct)).Count > 0) break;
                await files.DeleteAsync(folder, ct);
                isThere = true;
            }

            if (isThere) await files.FlushAsync(folder, ct);
        }
    }
}
