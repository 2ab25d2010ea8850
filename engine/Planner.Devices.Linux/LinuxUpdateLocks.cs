using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Disks;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux;

/// <summary>Lock files of applications, on partitions and in the running OS. Those that a process can hold are taken by flock(2), so that from then on no application gets them.</summary>
/// <param name="locks">Where they lie.</param>
/// <param name="mounts">This instance's mounts.</param>
/// <param name="root">The folder that stands for the root of the running OS: of a bench its own one.</param>
public sealed class LinuxUpdateLocks(IReadOnlyList<UpdateLock> locks, Mounts mounts, string root) : IUpdateLocks, IDisposable
{
    const int ExclusiveWithoutWaiting = 2 | 4;

    readonly List<SafeFileHandle> taken = [];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> TakeAsync(CancellationToken ct)
    {
        Dispose();
        var held = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var place in locks)
        {
            try
            {
                if (place.Partition is { } partition) await mounts.UseAsync(partition, toWrite: false, mount => Take(place, mount.Root, held), ct).ConfigureAwait(false);
                else await Task.Run(() => Take(place, root, held), ct).ConfigureAwait(false);
            }
            catch (DeviceException missing) when (missing.Fault == DeviceFault.NotFound)
            {
                // A partition that this device lacks holds no lock.
            }
        }

        if (held.Count > 0) Dispose();
        return [.. held];
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(CancellationToken ct)
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in taken) file.Dispose();
        taken.Clear();
    }

    void Take(UpdateLock place, string from, SortedSet<string> held)
    {
        var tried = $"look for the update lock {place}";
        var folder = Libc.Open(from, OpenFlags.Folder, 0);
        if (folder.IsInvalid) throw Errno.Failure(tried);
        using (folder) Take(place, folder, 0, "", held, tried);
    }

    // Folders are entered one by one and never through a link: what applications make must not lead elsewhere.
    void Take(UpdateLock place, SafeFileHandle folder, int depth, string path, SortedSet<string> held, string tried)
    {
        foreach (var name in place.Parts[depth] == "*" ? Folder.Names(folder, tried) : [place.Parts[depth]])
        {
            var at = $"{path}/{name}";
            if (depth == place.Parts.Count - 1)
            {
                if (Look(place, folder, name, tried) is { } holder) held.Add(place.PlaceOf(at) + holder);
                continue;
            }

            using var next = Libc.OpenAt(folder, name, OpenFlags.Folder, 0);
            if (!next.IsInvalid) Take(place, next, depth + 1, at, held, tried);
            else if (Errno.Last is not (Errno.NoEntry or Errno.Loop or Errno.NotFolder)) throw Errno.Failure(tried);
        }
    }

    /// <summary>By whom the lock is held, as far as it can be told; null when it is free, or taken now.</summary>
    string? Look(UpdateLock place, SafeFileHandle folder, string name, string tried)
    {
        if (Libc.StatX(folder, name, OpenFlags.AtLinkItself, FileStatus.BasicMask, out var status) != 0) return Errno.Last is Errno.NoEntry or Errno.NotFolder ? null : throw Errno.Failure(tried);
        if (place.Sign == UpdateLockSign.Exists) return "";
        if (status.Kind != FileKind.File) return null;
        var file = Libc.OpenAt(folder, name, OpenFlags.NonBlocking | OpenFlags.NoFollow | OpenFlags.CloseOnExec, 0);
        if (file.IsInvalid) return Errno.Last == Errno.NoEntry ? null : throw Errno.Failure(tried);
        if (Libc.Lock(file, ExclusiveWithoutWaiting) == 0)
        {
            taken.Add(file);
            return null;
        }

        var error = Errno.Last;
        using (file) return error == Errno.WouldBlock ? LinuxLocks.HolderOf(file) : throw Errno.Failure(tried, error);
    }
}
