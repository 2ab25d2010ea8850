using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Disks;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Files;

/// <summary>Walks a path from the root of its mount, one folder after the other, never through a link and so never out of the partition.</summary>
static class Walk
{
    // 0755, whatever the umask.
    const uint FolderMode = 0x1ED;

    /// <summary>The place that a path means; null when a folder on the way is not there, or is a link or a file: nothing is below those.</summary>
    internal static Place? Find(Mount mount, PartitionPath path, string tried) => To(mount, path, tried, null);

    /// <summary>As above, but missing folders are made (0755) and told to <paramref name="made"/>; a link or a file on the way is refused.</summary>
    internal static Place Make(Mount mount, PartitionPath path, string tried, Action<PartitionPath> made) => To(mount, path, tried, made)!;

    static Place? To(Mount mount, PartitionPath path, string tried, Action<PartitionPath>? made)
    {
        var parts = path.Path == "/" ? [] : path.Path[1..].Split('/');
        if (path.Path[0] != '/' || parts.Any(part => part is "" or "." or ".." || part.Contains('\0', StringComparison.Ordinal)))
            throw new DeviceException(DeviceFault.Failed, tried, "the path is not absolute and normalised");
        var folder = Libc.Open(mount.Root, OpenFlags.Folder, 0);
        if (folder.IsInvalid) throw Errno.Failure(tried);
        var at = PartitionPath.Root(path.Partition);
        foreach (var part in parts.SkipLast(1))
        {
            at = at.Below(part);
            SafeFileHandle? next;
            using (folder) next = Enter(folder, part, at, tried, made);
            if (next is null) return null;
            folder = next;
        }

        return new Place(path, folder, parts.Length == 0 ? "." : parts[^1], mount);
    }

    static SafeFileHandle? Enter(SafeFileHandle folder, string name, PartitionPath at, string tried, Action<PartitionPath>? made)
    {
        var next = Libc.OpenAt(folder, name, OpenFlags.Folder, 0);
        if (!next.IsInvalid) return next;
        var error = Errno.Last;
        next.Dispose();
        switch (error)
        {
            case Errno.NoEntry when made is null:
                return null;
            case Errno.NoEntry:
                // Another call may have made it meanwhile.
                if (Libc.MakeFolderAt(folder, name, FolderMode) == 0) made(at);
                else if (Errno.Last != Errno.Exists) throw Errno.Failure(tried);
                var opened = Libc.OpenAt(folder, name, OpenFlags.Folder, 0);
                if (opened.IsInvalid || (Libc.ChangeMode(opened, FolderMode) != 0 && Errno.Last != Errno.NotPermitted)) throw Errno.Failure(tried);
                return opened;

            // Linux answers so for a link too where a folder must be.
            case Errno.Loop or Errno.NotFolder:
                if (made is null) return null;
                if (Libc.StatX(folder, name, OpenFlags.AtLinkItself, FileStatus.BasicMask, out var status) == 0 && status.Kind == FileKind.Link)
                    throw new DeviceException(DeviceFault.Failed, tried, $"{at} is a symbolic link, and Planner follows none");
                throw Errno.Failure(tried, error);
            default:
                throw Errno.Failure(tried, error);
        }
    }
}
