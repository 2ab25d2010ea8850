using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Disks;

/// <summary>Mounts and unmounts through the programs of util-linux.</summary>
static class Mounting
{
    static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);
    static readonly string[] KnownTypes = ["ext4", "ext3", "vfat", "btrfs"];

    /// <summary>Mounts a device at a new folder. Read-only as long as nothing is to be written: a mount alone already writes to ext4.</summary>
    internal static async Task<Mount> MountAsync(PartitionDevice device, string point, bool toWrite, CancellationToken ct)
    {
        var tried = $"mount {device.Name} ({device.Path})";
        var type = (await FileSystemProbe.OfAsync(device.Path, ct).ConfigureAwait(false)).Type;
        if (!KnownTypes.Contains(type)) throw new DeviceException(DeviceFault.Failed, tried, type is null ? "it holds no file system" : $"it holds {type}");

        // What is mounted already can be mounted once more only in the same way: EBUSY otherwise.
        var others = MountedDevice.MountsOf(device).ToList();
        var isReadOnly = others.Count > 0 ? others.Exists(other => other.IsReadOnly) : !toWrite;
        Directory.CreateDirectory(point);
        try
        {
            var result = await AskAsync(isReadOnly).ConfigureAwait(false);

            // A journal that was cut can be played back only where it may be written.
            if (result.ExitCode != 0 && isReadOnly && others.Count == 0) result = await AskAsync(isReadOnly = false).ConfigureAwait(false);

            // The read-only loop device of the first try may be found and used again while the kernel still takes it away.
            for (var tries = 0; result.ExitCode != 0 && device.IsImage && !isReadOnly && !toWrite && tries < 5; tries++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None).ConfigureAwait(false);
                result = await AskAsync(readOnly: false).ConfigureAwait(false);
            }

            if (result.ExitCode != 0) throw new DeviceException(DeviceFault.Failed, tried, $"mount ended with {result.ExitCode}: {result.LastLines}");
        }
        catch
        {
            RemoveEmpty(point);
            throw;
        }

        var isUnlocked = toWrite && others.Count > 0 && isReadOnly;
        if (isUnlocked) await UnlockAsync(point, tried).ConfigureAwait(false);
        return new Mount(device, point, type!, isReadOnly && !isUnlocked, isUnlocked);

        async Task<ProgramResult> AskAsync(bool readOnly)
        {
            var options = $"nodev,nosuid,noatime,{(readOnly ? "ro" : "rw")}{(device.IsImage ? ",loop" : "")}";

            // Never cut short: a mount program that is killed may have mounted, and nobody would know.
            var result = await Programs.AskAsync(tried, "mount", ["-t", type!, "-o", options, device.Path, point], Timeout, CancellationToken.None).ConfigureAwait(false);

            // One that died may have mounted all the same: what it left would keep the next try from writing.
            if (result.ExitCode != 0 && MountTable.Read().Any(mount => mount.Point == point)) await Programs.AskAsync(tried, "umount", [point], Timeout, CancellationToken.None).ConfigureAwait(false);
            return result;
        }
    }

    /// <summary>Makes a file system writable that the OS has mounted read-only, as it has its root: the OS's own mount stays as it is.</summary>
    static async Task UnlockAsync(string point, string tried)
    {
        var result = await Programs.AskAsync(tried, "mount", ["-o", "remount,rw,nodev,nosuid,noatime", point], Timeout, CancellationToken.None).ConfigureAwait(false);
        if (result.ExitCode == 0) return;
        await Programs.AskAsync(tried, "umount", [point], Timeout, CancellationToken.None).ConfigureAwait(false);
        RemoveEmpty(point);
        throw new DeviceException(DeviceFault.Failed, tried, $"the OS has it mounted read-only, and it can not be made writable: mount ended with {result.ExitCode}: {result.LastLines}");
    }

    /// <summary>Makes a file system read-only again that was unlocked. A failure is no reason to leave it mounted: the OS's own mount is read-only all the same.</summary>
    static async Task LockAsync(Mount mount)
    {
        if (mount.IsUnlocked) await Programs.AskAsync($"make {mount.Device.Name} read-only again", "mount", ["-o", "remount,ro", mount.Root], Timeout, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Unmounts, durably; never cut short. What is still in use: <see cref="DeviceFault.Failed"/>.</summary>
    internal static async Task UnmountAsync(Mount mount)
    {
        await LockAsync(mount).ConfigureAwait(false);
        var tried = $"unmount {mount.Device.Name}";
        var result = await Programs.AskAsync(tried, "umount", [mount.Root], Timeout, CancellationToken.None).ConfigureAwait(false);

        // A program that died may have done it all the same.
        if (result.ExitCode != 0 && MountTable.Read().Any(entry => entry.Point == mount.Root)) throw new DeviceException(DeviceFault.Failed, tried, $"umount ended with {result.ExitCode}: {result.LastLines}");
        await AfterAsync(mount).ConfigureAwait(false);
    }

    /// <summary>Unmounts, from under whoever still uses it where it must be.</summary>
    internal static async Task UnmountInAnyCaseAsync(Mount mount)
    {
        var tried = $"unmount {mount.Device.Name}";
        await LockAsync(mount).ConfigureAwait(false);
        var result = await Programs.AskAsync(tried, "umount", [mount.Root], Timeout, CancellationToken.None).ConfigureAwait(false);
        if (result.ExitCode != 0) await Programs.RunAsync(tried, "umount", ["-l", mount.Root], Timeout, CancellationToken.None).ConfigureAwait(false);
        await AfterAsync(mount).ConfigureAwait(false);
    }

    /// <summary>Removes a folder, unless something is in it or mounted on it.</summary>
    internal static void RemoveEmpty(string folder)
    {
        try
        {
            Directory.Delete(folder);
        }
        catch (IOException)
        {
            // An empty folder that stays does no harm; a failure of the clean-up would hide what happened.
        }
    }

    static async Task AfterAsync(Mount mount)
    {
        RemoveEmpty(mount.Root);
        if (mount.Device.IsImage) await Loops.WaitUntilFreeAsync(mount.Device.Path, CancellationToken.None).ConfigureAwait(false);
    }
}
