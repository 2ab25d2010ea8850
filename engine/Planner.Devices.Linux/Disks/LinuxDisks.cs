using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Disks;

/// <summary>Partitions through blkid, mkfs and mount.</summary>
public sealed class LinuxDisks(IPartitions partitions, Mounts mounts) : IDisks
{
    static readonly TimeSpan FormatTimeout = TimeSpan.FromMinutes(30);

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
        var (tool, arguments) = Making(fileSystem) ?? throw new DeviceException(DeviceFault.Failed, tried, "Planner does not make that file system");
        await mounts.CloseAsync(partition, ct).ConfigureAwait(false);
        if (Elsewhere(device) is { } point) throw new DeviceException(DeviceFault.Failed, tried, $"{device.Path} is in use at {point}");

        // Signatures that another file system left at other places would make two of one.
        await Programs.RunAsync(tried, "wipefs", ["-a", "-q", device.Path], FormatTimeout, ct).ConfigureAwait(false);
        await Programs.RunAsync(tried, tool, [.. arguments, device.Path], FormatTimeout, ct).ConfigureAwait(false);
        await Task.Run(() => BlockDevice.Flush(device), ct).ConfigureAwait(false);
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

    // Nothing is put aside for root (-m 0): Planner and the OS write as root, and what is reported as free must be what they get.
    static (string Tool, string[] Arguments)? Making(FileSystem made) => made.Type switch
    {
        "ext4" or "ext3" => ($"mkfs.{made.Type}", ["-F", "-q", "-U", made.Uuid.ToString("D"), "-L", made.Label, "-m", "0", "-E", "lazy_itable_init=0,lazy_journal_init=0"]),
        "vfat" => ("mkfs.vfat", ["-i", made.Uuid.ToString("N")[..8], "-n", made.Label]),
        "btrfs" => ("mkfs.btrfs", ["-f", "-q", "-U", made.Uuid.ToString("D"), "-L", made.Label]),
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
