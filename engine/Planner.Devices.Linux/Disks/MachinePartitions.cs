using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Disks;

/// <summary>This machine's partitions, found by the labels of the layout and remembered: formatting takes a label away for a moment.</summary>
public sealed class MachinePartitions(Layout layout) : IPartitions
{
    Layout layout = layout;
    KernelDisk? disk;

    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    readonly Dictionary<string, PartitionDevice> known = new(StringComparer.Ordinal);

    /// <summary>The machine's board, or null while it is not known.</summary>
    public Board? Board { get; set; }

    /// <summary>The disk of those partitions that are found by their labels; null while none is. On several disks: <see cref="DeviceFault.Failed"/>.</summary>
    public IPartitionedDisk? Disk
    {
        get
        {
            lock (known) return disk ??= FindDisk();
        }
    }

    /// <inheritdoc/>
    public void Name(Layout layout)
    {
        // The labels of the new names may not be there yet: the disk is the one of before.
        lock (known)
        {
            disk ??= FindDisk();
            known.Clear();
            this.layout = layout;
        }
    }

    /// <summary>Whether there is a partition of the label that the layout has for it, whatever its number.</summary>
    public bool HasLabel(string partition) => layout.Partitions[partition].Label is var label && (ByLabel(partition, label) ?? ByPartitionName(label)) is not null;

    /// <summary>The partition's device. Two devices of one label are refused: <see cref="DeviceFault.Failed"/>.</summary>
    public PartitionDevice? Find(string partition)
    {
        lock (known)
        {
            if (known.TryGetValue(partition, out var one)) return one;
            if (!layout.Partitions.TryGetValue(partition, out var wanted)) return null;
            var path = wanted.Number is { } number && (disk ??= FindDisk()) is { } whole
                ? whole.PathOf(number)
                : ByLabel(partition, wanted.Label) ?? ByPartitionName(wanted.Label) ?? ByNumber(partition);
            if (path is null) return null;
            return known[partition] = new PartitionDevice(partition, path, IdOf(path), false) { Number = int.TryParse(NumberOf(path), out var found) ? found : null };
        }
    }

    // Where the layout has numbers, labels of other media do not matter: the disk is the one that the root is on.
    KernelDisk? FindDisk()
    {
        if (layout.Partitions.Values.Any(partition => partition.Number is not null) && DiskOfRoot() is { } own) return own;
        var disks = layout.Partitions.Select(partition => ByLabel(partition.Key, partition.Value.Label) is { } path && NumberOf(path) is not null ? DiskOf(path) : null).OfType<string>().Distinct().ToList();
        if (disks.Count > 1) throw new DeviceException(DeviceFault.Failed, "find the disk of the partitions", $"they lie on several: {string.Join(", ", disks)}");
        return disks.Count == 1 ? new KernelDisk($"/dev/{Path.GetFileName(disks[0])}") : null;
    }

    static KernelDisk? DiskOfRoot()
    {
        if (MountTable.Read().LastOrDefault(mount => mount.Point == "/") is not { } root || RealPath.Of($"/sys/dev/block/{root.Device}") is not { } device || !File.Exists($"{device}/partition")) return null;
        return new KernelDisk($"/dev/{Path.GetFileName(Path.GetDirectoryName(device))}");
    }

    static string? DiskOf(string partition) => Path.GetDirectoryName(RealPath.Of($"/sys/class/block/{Path.GetFileName(partition)}"));

    static string? ByLabel(string partition, string label)
    {
        var tried = $"find {partition} by its label {label}";
        var result = Ask(tried, "-c", "/dev/null", "-t", $"LABEL={label}", "-o", "device");

        // 2: there is none.
        if (result.ExitCode is not (0 or 2)) throw new DeviceException(DeviceFault.Failed, tried, $"blkid ended with {result.ExitCode}: {result.LastLines}");
        var paths = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(RealPath.Of).OfType<string>().Distinct().ToList();
        return paths.Count > 1 ? throw new DeviceException(DeviceFault.Failed, tried, $"several devices have it: {string.Join(", ", paths)}") : paths.FirstOrDefault();
    }

    // A slot whose formatting was cut has no label until it is formatted again. GPT partitions have names of their own, by the same words.
    static string? ByPartitionName(string label) => RealPath.Of($"/dev/disk/by-partlabel/{label}");

    // Elsewhere the board's boot variable counts the slots by their partition numbers, and the other slot is on the same disk.
    string? ByNumber(string partition)
    {
        if (Board is not { } board || layout.Slots.FirstOrDefault(slot => slot.Value == partition).Key is not { } slot) return null;
        foreach (var (other, otherPartition) in layout.Slots)
        {
            if (other == slot || ByLabel(otherPartition, layout.Partitions[otherPartition].Label) is not { } path) continue;
            if (NumberOf(path) != board.Slots.GetValueOrDefault(other) || board.Slots.GetValueOrDefault(slot) is not { } number) continue;
            if (OfNumber(path, number) is { } found && !HasForeignLabel(found)) return found;
        }

        return null;
    }

    static string? NumberOf(string device)
    {
        var file = $"/sys/class/block/{Path.GetFileName(device)}/partition";
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    static string? OfNumber(string sibling, string number)
    {
        var disk = DiskOf(sibling);
        var folder = disk is null ? null : Directory.EnumerateDirectories(disk).FirstOrDefault(folder => NumberOf(folder) == number);
        return folder is null ? null : RealPath.Of($"/dev/{Path.GetFileName(folder)}");
    }

    static bool HasForeignLabel(string device) => Ask($"look what {device} holds", "-p", "-s", "LABEL", "-o", "value", device) is { ExitCode: 0, Output.Length: > 0 };

    // PARTUUID where there is a partition table; else what the kernel calls it.
    static string IdOf(string path)
    {
        var result = Ask($"identify {path}", "-p", "-s", "PART_ENTRY_UUID", "-o", "value", path);
        return result is { ExitCode: 0, Output.Length: > 0 } ? result.Output.Trim() : path;
    }

    static ProgramResult Ask(string tried, params string[] arguments) => Programs.AskAsync(tried, "blkid", arguments, Timeout, CancellationToken.None).GetAwaiter().GetResult();
}
