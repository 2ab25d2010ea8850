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
    internal ValueTask ArmAsync(string slot, string run, CancellationToken ct) => ArmAsync(slot, run, (false, false), ct);

    /// <summary>Arms the OS that runs once more, to finish at its next boot what can not be finished now; null, or why that can not be. What is whole of the hook is not written again: that might spoil it.</summary>
    internal ValueTask<Exception?> ArmRunningAsync(string run, CancellationToken ct) => again.TryAsync(async () =>
    {
        if (await device.Power.RunningSlotAsync(ct) is not { } running) return;
        var hook = ResumeHook.Of(device.Layout, run);
        var root = PartitionPath.Root(ResumeHook.PartitionOf(device.Layout, running));
        var hasFile = await IsSoAsync(async () => (await files.ReadAsync(root.Below(hook.File), ct)).AsSpan().SequenceEqual(hook.Bytes));
        var hasLink = await IsSoAsync(async () => (await files.StatAsync(root.Below(hook.Link), ct))?.Target == hook.Target);
        await ArmAsync(running, run, (hasFile, hasLink), ct);
    });

    /// <summary>Lets a slot's OS that is armed call another program, which the layout in force has stored: until that is durable it calls the former one.</summary>
    internal async ValueTask RearmAsync(string slot, string run, CancellationToken ct)
    {
        var hook = ResumeHook.Of(device.Layout, run);
        var root = PartitionPath.Root(ResumeHook.PartitionOf(device.Layout, slot));
        var (file, beside) = (root.Below(hook.File), root.Below(hook.File + ResumeHook.BesideSuffix));
        await files.WriteAsync(beside, hook.Bytes, hook.Mode, ct);
        await files.FlushAsync(beside, ct);
        await files.RenameAsync(beside, file, ct);
        await ArmAsync(slot, run, (true, false), ct);
    }

    async ValueTask ArmAsync(string slot, string run, (bool File, bool Link) has, CancellationToken ct)
    {
        var hook = ResumeHook.Of(device.Layout, run);
        var root = PartitionPath.Root(ResumeHook.PartitionOf(device.Layout, slot));
        if (!has.File)
        {
            var file = root.Below(hook.File);
            await files.WriteAsync(file, hook.Bytes, hook.Mode, ct);
            await files.FlushAsync(file, ct);
        }

        if (!has.Link) await files.LinkAsync(root.Below(hook.Link), hook.Target, ct);
        // Not its folder alone: folders that were made for it have names too.
        await files.FlushAllAsync(root.Partition, ct);
    }

    /// <summary>Disarms the OS of every slot, durably, with the folders that were made for it. The one that runs comes last, and only when all others are: else it finishes this at its next boot. What can not be done is told; where that is the slot that runs, it may be disarmed in part.</summary>
    internal async ValueTask<IReadOnlyList<string>> DisarmAsync(CancellationToken ct)
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
            return [$"'planner resume' is still called on slot {slot}: {failure.Message}"];
        }

        return [];
    }

    /// <summary>Takes away what is there of the hook. Everything is looked at before anything goes: an OS of which a part can not be read stays armed, and finishes this at its next boot.</summary>
    async ValueTask DisarmSlotAsync(string partition, CancellationToken ct)
    {
        var (gone, flushed) = (new List<PartitionPath>(), new List<PartitionPath>());
        foreach (var path in ResumeHook.PathsOf(device.Layout).Select(PartitionPath.Root(partition).Below))
        {
            var isThere = await files.StatAsync(path, ct) is not null;
            if (isThere) gone.Add(path);
            var folder = path.Folder;
            for (; folder.Path != "/"; folder = folder.Folder)
            {
                if (gone.Contains(folder) || await files.StatAsync(folder, ct) is not { } found) continue;
                if (found.Type != EntryType.Folder || (await files.ListAsync(folder, ct)).Any(entry => !gone.Contains(folder.Below(entry.Name)))) break;
                gone.Add(folder);
                isThere = true;
            }

            if (isThere) flushed.Add(folder);
        }

        foreach (var path in gone) await files.DeleteAsync(path, ct);
        foreach (var folder in flushed.Where(folder => !gone.Contains(folder)).Distinct()) await files.FlushAsync(folder, ct);
    }

    static async ValueTask<bool> IsSoAsync(Func<ValueTask<bool>> look)
    {
        try
        {
            return await look();
        }
        catch (DeviceException)
        {
            return false;
        }
    }
}
