using Planner.Devices.Linux.Files;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;
using Planner.Engine.Disks;

namespace Planner.Devices.Linux.Disks;

/// <summary>Partitions through blkid, mkfs and mount.</summary>
/// <param name="layout">The layout in force.</param>
/// <param name="partitions">Finds them.</param>
/// <param name="mounts">Mounts them.</param>
public sealed class LinuxDisks(Func<Layout> layout, IPartitions partitions, Mounts mounts) : IDisks
{
    static readonly TimeSpan FormatTimeout = TimeSpan.FromMinutes(30);

    // Below, there is no room for data and metadata apart.
    const long SmallBtrfs = 256 << 20;

    /// <inheritdoc/>
    public async ValueTask<PartitionState?> LookAsync(string partition, CancellationToken ct)
    {
        if (partitions.Find(partition) is not { } device) return null;
        var probe = await FileSystemProbe.OfAsync(device.Path, ct).ConfigureAwait(false);
        var space = await SpaceAsync(partition, ct).ConfigureAwait(false);
        return new PartitionState(partition, device.Id, BlockDevice.SizeOf(device), probe.Type, probe.Label, probe.Uuid, space?.Used, space?.Free, Elsewhere(device));
    }

    /// <inheritdoc/>
    public async ValueTask FormatAsync(string partition, FileSystem fileSystem, CancellationToken ct)
    {
        var tried = $"format {partition} as {fileSystem.Type}";
        var device = Find(partition, tried);
        var (tool, arguments) = Making(fileSystem, BlockDevice.SizeOf(device)) ?? throw new DeviceException(DeviceFault.Failed, tried, "Planner does not make that file system");
        await mounts.CloseAsync(partition, ct).ConfigureAwait(false);
        if (Elsewhere(device) is { } point) throw new DeviceException(DeviceFault.Failed, tried, $"{device.Path} is in use at {point}");

        if (fileSystem.Program is { } program) tool = await ProgramAsync(partition, program, tried, ct).ConfigureAwait(false);

        // Signatures that another file system left at other places would make two of one.
        await Programs.RunAsync(tried, "wipefs", ["-a", "-q", device.Path], FormatTimeout, ct).ConfigureAwait(false);
        await Programs.RunAsync(tried, tool, [.. arguments, device.Path], FormatTimeout, ct).ConfigureAwait(false);
        await Task.Run(() => BlockDevice.Flush(device), ct).ConfigureAwait(false);
    }

    /// <summary>Where a program of a partition is in this instance's mounts.</summary>
    async Task<string> ProgramAsync(string partition, PartitionPath program, string tried, CancellationToken ct)
    {
        if (program.Partition == partition) throw new DeviceException(DeviceFault.Failed, tried, $"{program} lies on the partition that is formatted");
        return await mounts.UseAsync(program.Partition, toWrite: false, mount =>
        {
            using var place = Walk.Find(mount, program, tried) ?? throw new DeviceException(DeviceFault.NotFound, tried, $"there is no program {program}");
            if (place.Look(tried) is not { Kind: FileKind.File } found) throw new DeviceException(DeviceFault.NotFound, tried, $"there is no program {program}");
            return (found.Mode & 0b001_001_001) == 0 ? throw new DeviceException(DeviceFault.Failed, tried, $"{program} may not be run: its mode has no x") : Path.Join(mount.Root, program.Path);
        }, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask RemountAsync(string partition, CancellationToken ct)
    {
        var device = Find(partition, $"remount {partition}");
        await mounts.CloseAsync(partition, ct).ConfigureAwait(false);
        await Task.Run(() => BlockDevice.Flush(device), ct).ConfigureAwait(false);
        BlockDevice.DropCache(device);

        // While the OS has it mounted too, unmounting ours drops nothing: only the whole page cache can be dropped then.
        if (Elsewhere(device) is not null) await File.WriteAllTextAsync("/proc/sys/vm/drop_caches", "3\n", ct).ConfigureAwait(false);
        await mounts.UseAsync(partition, toWrite: false, _ => { }, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<DiskTable?> TableAsync(CancellationToken ct) =>
        partitions.Disk is { } disk ? await Task.Run(() => TableSectors.Read(disk.Path, "read the partition table") is var table ? new DiskTable(table, disk.Follows(table)) : null, ct).ConfigureAwait(false) : null;

    /// <inheritdoc/>
    public async ValueTask WriteChainAsync(PartitionTable table, CancellationToken ct)
    {
        const string tried = "write the logical partitions";
        var (disk, now) = Disk(tried);
        if (TableChange.WhyNoChain(now, table) is { } why) throw new DeviceException(DeviceFault.Failed, tried, why);
        await RefuseWhatIsUsedAsync(disk, now, table, tried, ct).ConfigureAwait(false);
        await Task.Run(() => TableSectors.WriteChain(disk.Path, table, tried), ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask WriteTableAsync(PartitionTable table, CancellationToken ct)
    {
        const string tried = "write the partition table";
        var (disk, now) = Disk(tried);
        if (table.Problems().FirstOrDefault() is { } problem) throw new DeviceException(DeviceFault.Failed, tried, problem);
        if (!TableSectors.HoldChain(disk.Path, table, tried)) throw new DeviceException(DeviceFault.Failed, tried, "its logical partitions were not written before");
        await RefuseWhatIsUsedAsync(disk, now, table, tried, ct).ConfigureAwait(false);
        await Task.Run(() =>
        {
            TableSectors.WriteFirst(disk.Path, table, tried);
            disk.Follow(table, tried);
            if (!disk.Follows(table)) throw new DeviceException(DeviceFault.Failed, tried, "it is written, but the kernel goes on with the old one");
        }, ct).ConfigureAwait(false);
    }

    /// <summary>Before the first byte of another table: what that one takes away is unmounted here, and must be so everywhere.</summary>
    async Task RefuseWhatIsUsedAsync(IPartitionedDisk disk, PartitionTable now, PartitionTable table, string tried, CancellationToken ct)
    {
        foreach (var name in layout().Partitions.Keys)
            if (partitions.Find(name) is { Number: { } number } && now[number] is { } entry && TableChange.Loses(entry, table)) await mounts.CloseAsync(name, ct).ConfigureAwait(false);
        foreach (var lost in TableChange.Lost(now, table))
            if (disk.PathOf(lost.Number) is { } path && Elsewhere(new PartitionDevice($"partition {lost.Number}", path, path, false)) is { } point)
                throw new DeviceException(DeviceFault.Failed, tried, $"{PartitionTable.Words(lost)} is in use at {point}");
    }

    /// <inheritdoc/>
    public async ValueTask GrowAsync(string partition, CancellationToken ct)
    {
        var tried = $"let the file system of {partition} fill it";
        var device = Find(partition, tried);
        var type = (await FileSystemProbe.OfAsync(device.Path, ct).ConfigureAwait(false)).Type;
        if (type is "ext3" or "ext4")
        {
            // What the OS has mounted grows as it is; what nobody has must have been checked before.
            await mounts.CloseAsync(partition, ct).ConfigureAwait(false);
            if (Elsewhere(device) is null) await CheckAsync(tried, device, ct).ConfigureAwait(false);
            await Programs.RunAsync(tried, "resize2fs", [device.Path], FormatTimeout, ct).ConfigureAwait(false);
        }
        else if (type == "btrfs") await mounts.UseAsync(partition, toWrite: true, mount => Programs.RunAsync(tried, "btrfs", ["filesystem", "resize", "max", mount.Root], FormatTimeout, ct), ct).Unwrap().ConfigureAwait(false);
        else throw new DeviceException(DeviceFault.Failed, tried, type is null ? "it holds no file system" : $"a {type} can not grow");
        await Task.Run(() => BlockDevice.Flush(device), ct).ConfigureAwait(false);
    }

    static async Task CheckAsync(string tried, PartitionDevice device, CancellationToken ct)
    {
        // 1: what was wrong is right now.
        var result = await Programs.AskAsync(tried, "e2fsck", ["-f", "-p", device.Path], FormatTimeout, ct).ConfigureAwait(false);
        if (result.ExitCode is not (0 or 1)) throw new DeviceException(DeviceFault.BadDisk, tried, $"e2fsck ended with {result.ExitCode}: {result.LastLines}");
    }

    /// <inheritdoc/>
    public async ValueTask LabelAsync(string partition, string label, CancellationToken ct)
    {
        var tried = $"call {partition} {label}";
        var device = Find(partition, tried);
        var type = (await FileSystemProbe.OfAsync(device.Path, ct).ConfigureAwait(false)).Type;
        if (type is "ext3" or "ext4") await Programs.RunAsync(tried, "e2label", [device.Path, label], FormatTimeout, ct).ConfigureAwait(false);
        else if (type == "vfat") await Programs.RunAsync(tried, "fatlabel", [device.Path, label], FormatTimeout, ct).ConfigureAwait(false);
        else if (type == "btrfs") await mounts.UseAsync(partition, toWrite: true, mount => Programs.RunAsync(tried, "btrfs", ["filesystem", "label", mount.Root, label], FormatTimeout, ct), ct).Unwrap().ConfigureAwait(false);
        else throw new DeviceException(DeviceFault.Failed, tried, type is null ? "it holds no file system" : $"it holds {type}");
        await Task.Run(() => BlockDevice.Flush(device), ct).ConfigureAwait(false);
    }

    (IPartitionedDisk Disk, PartitionTable Now) Disk(string tried)
    {
        var disk = partitions.Disk ?? throw new DeviceException(DeviceFault.NotFound, tried, "the partitions are not known to lie on one disk with a partition table");
        return (disk, TableSectors.Read(disk.Path, tried));
    }

    // Nothing is put aside for root (-m 0): Planner and the OS write as root, and what is reported as free must be what they get.
    static (string Tool, string[] Arguments)? Making(FileSystem made, long size) => made.Type switch
    {
        "ext4" or "ext3" => ($"mkfs.{made.Type}", ["-F", "-q", "-U", made.Uuid.ToString("D"), "-L", made.Label, "-m", "0", "-E", "lazy_itable_init=0,lazy_journal_init=0"]),
        "vfat" => ("mkfs.vfat", ["-i", made.Uuid.ToString("N")[..8], "-n", made.Label]),
        "btrfs" => ("mkfs.btrfs", [.. size < SmallBtrfs ? ["--mixed"] : Array.Empty<string>(), "-f", "-q", "-U", made.Uuid.ToString("D"), "-L", made.Label]),
        _ => null,
    };

    PartitionDevice Find(string partition, string tried) =>
        partitions.Find(partition) ?? throw new DeviceException(DeviceFault.NotFound, tried, "the device has no such partition");

    string? Elsewhere(PartitionDevice device) => MountedDevice.ElsewhereOrNull(device, mounts.Owns);

    async Task<(long Used, long Free)?> SpaceAsync(string partition, CancellationToken ct)
    {
        try
        {
            return await mounts.UseAsync<(long, long)?>(partition, toWrite: false, mount =>
                Libc.StatFileSystem(mount.Root, out var status) != 0 ? null
                : ((long)((status.Blocks - status.FreeBlocks) * status.FragmentSize), (long)(status.AvailableBlocks * status.FragmentSize)), ct).ConfigureAwait(false);
        }
        catch (DeviceException)
        {
            // No file system, or a damaged one: the state says so by having no numbers.
            return null;
        }
    }
}
