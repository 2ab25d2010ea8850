using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;

namespace Planner.Engine.Steps;

/// <summary>An export onto a partition that the running OS needs too. Unchanged files are not written; the new ones are brought into staging and the former ones saved there first, so that the window in which the partition is mixed holds nothing but local copies.</summary>
static class BootFiles
{
    const long Block = 4096;

    /// <summary>What an export changes on a partition.</summary>
    /// <param name="Selection">What of the image is taken.</param>
    /// <param name="Taken">That part of the image.</param>
    /// <param name="Changes">Files to write, in the order of writing: files that must match each other last and together.</param>
    /// <param name="Folders">Folders to make first.</param>
    /// <param name="Room">Bytes that the partition must have free for the worst moment.</param>
    /// <param name="Staged">Bytes of new and replaced files in staging.</param>
    /// <param name="Exposed">The groups of files that must match and differ.</param>
    internal sealed record Plan(TreeSelection Selection, TreeManifest Taken, IReadOnlyList<TreeEntry> Changes, IReadOnlyList<TreeEntry> Folders, long Room, long Staged, IReadOnlyList<string> Exposed);

    internal static async ValueTask<Plan> PlanAsync(Export step, StepContext context, TreeManifest tree, CancellationToken ct)
    {
        var selection = await step.SelectionAsync(context, null, ct);
        var taken = tree.Select(selection);
        var target = PartitionPath.Root(context.Partition(step.To));
        var files = context.Device.Files;
        var (changes, folders) = (new List<TreeEntry>(), new List<TreeEntry>());
        var former = new Dictionary<string, long>();
        foreach (var entry in taken.Entries)
        {
            if (entry.Path == "/") continue;
            var path = target.Below(entry.Path);
            var there = await files.StatAsync(path, ct);
            if (entry.Type == EntryType.Folder)
            {
                if (there is null) folders.Add(entry);
                else if (there.Type != EntryType.Folder) throw new DeviceException(DeviceFault.Failed, $"export to {path}", $"there is a {there.Type} where the image has a folder");
                continue;
            }

            if (entry.Type != EntryType.File) throw new DeviceException(DeviceFault.Failed, $"export to {path}", $"the image has a {entry.Type} there, and the partition takes files and folders only");
            if (there is { Type: not EntryType.File }) throw new DeviceException(DeviceFault.Failed, $"export to {path}", $"there is a {there.Type} where the image has a file");
            if (there?.Size == entry.Size && await files.DigestAsync(path, ct) == entry.Digest) continue;
            changes.Add(entry);
            former[entry.Path] = there is null ? 0 : OnDisk(there.Size);
        }

        var groups = context.Device.Board.Together.Where(group => changes.Any(entry => group.Contains(entry.Path[1..]))).ToList();
        var ordered = changes.OrderBy(entry => groups.FindIndex(group => group.Contains(entry.Path[1..]))).ThenBy(entry => entry.Path, StringComparer.Ordinal).ToList();
        return new Plan(
            selection, taken, ordered, folders, RoomFor(ordered, former) + (folders.Count * Block), ordered.Sum(entry => OnDisk(entry.Size) + former[entry.Path]),
            [.. groups.Select(group => string.Join(" and ", group))]);
    }

    internal static async ValueTask ReplaceAsync(Export step, StepContext context, TreeManifest tree, CancellationToken ct)
    {
        var target = PartitionPath.Root(context.Partition(step.To));
        // What an earlier try put there is not written again, and may not be on the disk: that is where it was interrupted, or what failed.
        if (context.Kept is not null) await context.Device.Files.FlushAllAsync(target.Partition, ct);
        var plan = await PlanAsync(step, context, tree, ct);
        await RequireRoomAsync(context, target.Partition, plan.Room, ct);
        var taken = plan.Changes.Select(entry => entry.Path).ToHashSet();
        var unchanged = plan.Taken.Entries.Where(entry => entry.Type == EntryType.File && !taken.Contains(entry.Path));
        var fresh = context.Staging.Below("new");
        await context.Device.Files.DeleteAsync(fresh, ct);
        await context.Device.Files.MakeFolderAsync(fresh, 0b111_000_000, ct);
        var changed = plan.Selection with { Except = [.. plan.Selection.Except, .. unchanged.Select(entry => step.From == "/" ? entry.Path : step.From + entry.Path)] };
        if (plan.Changes.Count > 0) await context.Device.Images.ExportAsync(context.Image(step.Image).Image, changed, fresh, ct);
        if (context.Image(step.Image).Image.Tree is { } written) await CompareAsync(context, plan.Changes, fresh, written, ct);

        var transaction = new FileTransaction(context);
        await transaction.BeginAsync([.. plan.Folders.Concat(plan.Changes).Select(entry => target.Below(entry.Path))], ct);
        if (plan.Exposed.Count > 0) context.Report($"exposed until all are written: {string.Join("; ", plan.Exposed)}");
        foreach (var folder in plan.Folders)
        {
            await context.Device.Files.MakeFolderAsync(target.Below(folder.Path), folder.Mode, ct);
            await context.Device.Files.FlushAsync(target.Below(folder.Path).Folder, ct);
        }

        foreach (var entry in plan.Changes) await transaction.ReplaceAsync(target.Below(entry.Path), fresh.Below(entry.Path), ct);
        context.CountWritten(plan.Changes.Sum(entry => entry.Size));
    }

    /// <summary>What comes from a slot and not from the image itself is the image's only as long as the slot holds what was written.</summary>
    static async ValueTask CompareAsync(StepContext context, IReadOnlyList<TreeEntry> changes, PartitionPath fresh, PartitionPath written, CancellationToken ct)
    {
        foreach (var entry in changes)
            if (await context.Device.Files.DigestAsync(fresh.Below(entry.Path), ct) != entry.Digest)
                throw new DeviceException(DeviceFault.NotAuthentic, $"take {entry.Path} of the image from {written}", "it does not have the digest that it was written with");
    }

    static async ValueTask RequireRoomAsync(StepContext context, string partition, long room, CancellationToken ct)
    {
        var free = (await context.Device.Disks.LookAsync(partition, ct))?.Free ?? 0;
        if (free < room) throw new DeviceException(DeviceFault.NoSpace, $"replace files on {partition}", $"it needs {ByteSize.Format(room)} free for the new boot files and has {ByteSize.Format(free)}");
    }

    /// <summary>Each file is written beside its former self: the worst moment decides.</summary>
    static long RoomFor(IReadOnlyList<TreeEntry> changes, Dictionary<string, long> former)
    {
        var (taken, worst) = (0L, 0L);
        foreach (var entry in changes)
        {
            worst = Math.Max(worst, taken + OnDisk(entry.Size));
            taken += OnDisk(entry.Size) - former[entry.Path];
        }

        return worst;
    }

    static long OnDisk(long size) => ((size + Block - 1) / Block * Block) + (size > 0 ? 0 : Block);
}
