using System.Text;
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
        await NoteFoldersAsync(slot, [file, link], ct);
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
        foreach (var (slot, partition) in device.Layout.Slots)
        {
            try
            {
                if (await device.Disks.LookAsync(partition, ct) is { Type: not null, Free: not null }) await DisarmAsync(slot, PartitionPath.Root(partition), ct);
            }
            catch (DeviceException e)
            {
                left.Add($"'planner resume' is still called on {partition}: {e.Message}");
            }
        }

        return left;
    }

    async ValueTask DisarmAsync(string slot, PartitionPath root, CancellationToken ct)
    {
        foreach (var path in ResumeHook.Paths.Select(root.Below))
        {
            if (await files.StatAsync(path, ct) is null) continue;
            await files.DeleteAsync(path, ct);
            await files.FlushAsync(path.Folder, ct);
        }

        if (await files.ReadAsync(NoteOf(slot), ct) is not { } note) return;
        foreach (var folder in Encoding.UTF8.GetString(note).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(root.Below))
        {
            if (await files.StatAsync(folder, ct) is null || (await files.ListAsync(folder, ct)).Count > 0) continue;
            await files.DeleteAsync(folder, ct);
            await files.FlushAsync(folder.Folder, ct);
        }
    }

    /// <summary>Writes down, before the first of them is made, which folders the slot does not have yet: an interruption between a folder and its file leaves nothing else that tells.</summary>
    async ValueTask NoteFoldersAsync(string slot, IReadOnlyList<PartitionPath> paths, CancellationToken ct)
    {
        if (await files.StatAsync(NoteOf(slot), ct) is not null) return;
        var missing = new HashSet<string>();
        foreach (var path in paths)
            for (var folder = path.Folder; folder.Path != "/" && await files.StatAsync(folder, ct) is null; folder = folder.Folder) missing.Add(folder.Path);
        await files.WriteAsync(NoteOf(slot), Encoding.UTF8.GetBytes(string.Join('\n', missing.OrderByDescending(folder => folder.Length))), 0b110_000_000, ct);
        await files.FlushAsync(NoteOf(slot), ct);
    }

    // Of no run, because a slot is disarmed where no run is known any more; it goes with staging.
    PartitionPath NoteOf(string slot) => device.Layout.Staging.Below($"armed-{slot}");
}
