using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux;

/// <summary>Lock files, held by flock(2): the kernel lets them go when the process dies.</summary>
/// <param name="own">Planner's own lock file.</param>
/// <param name="foreign">Lock files of other updaters, taken after it.</param>
public sealed class LinuxLocks(string own, IReadOnlyList<string> foreign) : ILocks, IDisposable
{
    const int ExclusiveWithoutWaiting = 2 | 4;
    const uint OwnerWrites = 0x1A4;

    readonly List<SafeFileHandle> held = [];

    /// <inheritdoc/>
    public ValueTask<string?> TakeAsync(CancellationToken ct)
    {
        if (held.Count > 0) return ValueTask.FromResult<string?>(null);
        foreach (var path in foreign.Prepend(own))
        {
            if (Take(path) is not { } holder) continue;
            Dispose();
            return ValueTask.FromResult<string?>(holder);
        }

        return ValueTask.FromResult<string?>(null);
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
        foreach (var file in held) file.Dispose();
        held.Clear();
    }

    string? Take(string path)
    {
        var tried = $"take the lock {path}";
        var file = Libc.Open(path, OpenFlags.Create | OpenFlags.NonBlocking | OpenFlags.CloseOnExec, OwnerWrites);
        if (file.IsInvalid) throw Errno.Failure(tried);
        if (Libc.Lock(file, ExclusiveWithoutWaiting) == 0)
        {
            held.Add(file);
            return null;
        }

        var error = Errno.Last;
        using (file) return error == Errno.WouldBlock ? $"{path} is held{HolderOf(file)}" : throw Errno.Failure(tried, error);
    }

    /// <summary>Which process holds a file by flock, like <c> by process 713</c>; empty when it can not be told.</summary>
    // A line of proc_locks(5): 1: FLOCK ADVISORY WRITE 713 08:01:1234 0 EOF. Devices are hexadecimal there.
    internal static string HolderOf(SafeFileHandle file)
    {
        if (Libc.StatX(file, "", OpenFlags.AtEmptyPath, FileStatus.BasicMask, out var status) != 0 || !File.Exists("/proc/locks")) return "";
        var inode = $"{status.DeviceMajor:x2}:{status.DeviceMinor:x2}:{status.Inode}";
        var fields = File.ReadLines("/proc/locks").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return fields.FirstOrDefault(line => line.Length > 5 && line[1] == "FLOCK" && line[5] == inode) is { } held ? $" by process {held[4]}" : "";
    }
}
