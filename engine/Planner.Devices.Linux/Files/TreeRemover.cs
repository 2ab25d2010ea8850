using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Native;

namespace Planner.Devices.Linux.Files;

/// <summary>Deletes names with all below them.</summary>
static class TreeRemover
{
    /// <summary>Deletes what a name in an open folder is; nothing happens when nothing is there.</summary>
    internal static void Remove(SafeFileHandle folder, string name, string tried, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (Libc.UnlinkAt(folder, name, 0) == 0 || Errno.Last == Errno.NoEntry) return;

        // A folder: EISDIR on Linux, EPERM where a file system says it as POSIX does.
        if (Errno.Last is not (Errno.IsFolder or Errno.NotPermitted)) throw Errno.Failure(tried);
        using (var below = Libc.OpenAt(folder, name, OpenFlags.Folder, 0))
        {
            if (below.IsInvalid) throw Errno.Failure(tried);
            foreach (var child in Folder.Names(below, tried)) Remove(below, child, tried, ct);
        }

        if (Libc.UnlinkAt(folder, name, OpenFlags.AtRemoveFolder) != 0) throw Errno.Failure(tried);
    }
}
