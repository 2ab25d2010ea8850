using Planner.Engine.Devices;

namespace Planner.Engine.Execution;

/// <summary>Makes the OS of a slot call <c>planner resume</c> when it boots, and stops it from doing so.</summary>
/// <param name="device">The device.</param>
sealed class Arming(IDevice device)
{
    readonly IFiles files = device.Files;

    /// <summary>Arms a slot's OS for a run, durably: the link, which makes it count, comes last.</summary>
    internal async ValueTask ArmAsync(string slot, string run, CancellationToken ct)
    {
        var hook = ResumeHook.Of(device.Layout, run);
        var root = PartitionPath.Root(device.Layout.Slots[slot]);
        var (file, link) = (root.Below(hook.File), root.Below(hook.Link));
        await files.WriteAsync(file, hook.Bytes, hook.Mode, ct);
        await files.FlushAsync(file, ct);
        await files.LinkAsync(link, hook.Target, ct);
        await files.FlushAsync(link.Folder, ct);
        // Folders that were made for them have names too.
        await files.FlushAllAsync(root.Partition, ct);
    }

    /// <summary>Disarms the OS of every slot, durably, with the folders that were made for it. What can not be is told.</summary>
    internal async ValueTask<IReadOnlyList<string>> DisarmAsync(CancellationToken ct)
    {
        var left = new List<string>();
        foreach (var partition in device.Layout.Slots.Values)
        {
            try
            {
                if (await device.Disks.LookAsync(partition, ct) is { Type: not null, Free: not null }) await DisarmAsync(partition, ct);
            }
            catch (DeviceException e)
            {
                left.Add($"'planner resume' is still called on {partition}: {e.Message}");
            }
        }

        return left;
    }

    async ValueTask DisarmAsync(string partition, CancellationToken ct)
    {
        foreach (var path in ResumeHook.Paths.Select(PartitionPath.Root(partition).Below))
        {
            if (await files.StatAsync(path, ct) is null) continue;
            await files.DeleteAsync(path, ct);
            var folder = path.Folder;
            while (folder.Path != "/" && (await files.ListAsync(folder, ct)).Count == 0)
            {
                await files.DeleteAsync(folder, ct);
                folder = folder.Folder;
            }

            await files.FlushAsync(folder, ct);
        }
    }
}
