using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Disks;

/// <summary>This instance's mounts, each made when it is first needed, below one folder that only root may enter.</summary>
public sealed class Mounts : IMounts, IAsyncDisposable
{
    static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);
    static readonly string[] KnownTypes = ["ext4", "vfat", "btrfs"];

    readonly IPartitions partitions;

    // Without links, because the mount table names it so.
    readonly string folder = RealPath.Of(Directory.CreateTempSubdirectory("planner-").FullName)!;
    readonly SemaphoreSlim gate = new(1, 1);
    readonly Dictionary<string, Mount> mounted = new(StringComparer.Ordinal);

    /// <summary>Nothing is mounted yet.</summary>
    public Mounts(IPartitions partitions) => this.partitions = partitions;

    /// <inheritdoc/>
    public string RootOf(string partition) => OpenAsync(partition, CancellationToken.None).GetAwaiter().GetResult().Root;

    /// <summary>The partition's mount, made now if it was not yet.</summary>
    internal async Task<Mount> OpenAsync(string partition, CancellationToken ct)
    {
        await gate.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (mounted.TryGetValue(partition, out var found)) return found;
            var device = partitions.Find(partition) ?? throw new DeviceException(DeviceFault.NotFound, $"mount {partition}", "the device has no such partition");
            return mounted[partition] = await MountAsync(device, ct).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Unmounts a partition, durably; nothing happens when it is not mounted. What is still in use: <see cref="DeviceFault.Failed"/>.</summary>
    internal async Task CloseAsync(string partition, CancellationToken ct)
    {
        await gate.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (!mounted.TryGetValue(partition, out var mount)) return;
            await Programs.RunAsync($"unmount {partition}", "umount", [mount.Root], Timeout, ct).ConfigureAwait(false);
            mounted.Remove(partition);
            Directory.Delete(mount.Root);
            if (mount.Device.IsImage) await Loops.WaitUntilFreeAsync(mount.Device.Path, ct).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Unmounts everything.</summary>
    internal async Task CloseAllAsync(CancellationToken ct)
    {
        foreach (var partition in mounted.Keys.ToList()) await CloseAsync(partition, ct).ConfigureAwait(false);
    }

    /// <summary>Whether a mount point is one of this instance's.</summary>
    internal bool Owns(string point) => point.StartsWith(folder + "/", StringComparison.Ordinal);

    /// <summary>Unmounts everything, from under whoever still uses it, and removes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var mount in mounted.Values)
        {
            var result = await Programs.AskAsync($"unmount {mount.Device.Name}", "umount", [mount.Root], Timeout, CancellationToken.None).ConfigureAwait(false);
            if (result.ExitCode != 0) await Programs.AskAsync($"unmount {mount.Device.Name}", "umount", ["-l", mount.Root], Timeout, CancellationToken.None).ConfigureAwait(false);
            if (mount.Device.IsImage) await Loops.WaitUntilFreeAsync(mount.Device.Path, CancellationToken.None).ConfigureAwait(false);
        }

        mounted.Clear();

        // Only the empty folders: whatever is still mounted there must not be deleted from.
        if (!Directory.Exists(folder)) return;
        foreach (var point in Directory.EnumerateDirectories(folder).Where(point => !Directory.EnumerateFileSystemEntries(point).Any())) Directory.Delete(point);
        if (!Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
        gate.Dispose();
    }

    async Task<Mount> MountAsync(PartitionDevice device, CancellationToken ct)
    {
        var tried = $"mount {device.Name} ({device.Path})";
        var type = (await FileSystemProbe.OfAsync(device.Path, ct).ConfigureAwait(false)).Type;
        if (!KnownTypes.Contains(type)) throw new DeviceException(DeviceFault.Failed, tried, type is null ? "it holds no file system" : $"it holds {type}");
        var point = Path.Join(folder, device.Name);
        Directory.CreateDirectory(point);

        // A file system that the OS mounted read-only can only be mounted like that once more: EBUSY otherwise.
        var isReadOnly = MountedDevice.MountsOf(device).Any(entry => entry.IsReadOnly);
        var options = $"nodev,nosuid,{(isReadOnly ? "ro" : "rw")}{(device.IsImage ? ",loop" : "")}";
        try
        {
            await Programs.RunAsync(tried, "mount", ["-t", type!, "-o", options, device.Path, point], Timeout, ct).ConfigureAwait(false);
        }
        catch
        {
            Directory.Delete(point);
            throw;
        }

        return new Mount(device, point, type!);
    }
}

/// <summary>One mount.</summary>
/// <param name="Device">What is mounted.</param>
/// <param name="Root">Where.</param>
/// <param name="Type">Its file system.</param>
sealed record Mount(PartitionDevice Device, string Root, string Type)
{
    /// <summary>Whether files have owners, modes and attributes of their own.</summary>
    internal bool HasOwners => Type != "vfat";
}
