using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Files;

/// <summary>Copies files and folders with all that the target's file system can hold of them. Folders are merged, everything else replaces what is there; names of one file stay one file.</summary>
sealed class TreeCopier(Place source, Place target, string tried, CancellationToken ct)
{
    const uint OwnerOnly = 0x180;
    const uint OwnerOnlyFolder = 0x1C0;

    readonly Dictionary<ulong, string> severalNames = [];

    /// <summary>Copies; nothing at the source is <see cref="DeviceFault.NotFound"/>.</summary>
    internal void Copy()
    {
        var status = source.Look(tried) ?? throw Errno.Failure(tried, Errno.NoEntry);
        Copy(source.Folder, source.Name, status, target.Folder, target.Name, "");
    }

    void Copy(SafeFileHandle from, string name, in FileStatus status, SafeFileHandle to, string newName, string path)
    {
        ct.ThrowIfCancellationRequested();
        if (status.Kind == FileKind.Folder) MakeFolder(to, newName);
        else TreeRemover.Remove(to, newName, tried, ct);

        if (status.Links > 1 && status.Kind != FileKind.Folder && severalNames.TryGetValue(status.Inode, out var first) && LinkTo(first, to, newName)) return;
        switch (status.Kind)
        {
            case FileKind.Folder:
                CopyBelow(from, name, to, newName, path);
                break;
            case FileKind.File:
                CopyContent(from, name, to, newName);
                break;
            case FileKind.Link:
                if (Libc.MakeLinkAt(Entries.TargetOf(from, name, tried), to, newName) != 0) throw Errno.Failure(tried);
                break;
            default:
                if (Libc.MakeNodeAt(to, newName, status.FullMode, DeviceNumber(status)) != 0) throw Errno.Failure(tried);
                break;
        }

        CopyProperties(from, name, status, to, newName);
        if (status.Links > 1 && status.Kind != FileKind.Folder) severalNames[status.Inode] = path;
    }

    void MakeFolder(SafeFileHandle to, string name)
    {
        if (name == "." || Libc.MakeFolderAt(to, name, OwnerOnlyFolder) == 0) return;
        if (Errno.Last != Errno.Exists) throw Errno.Failure(tried);
        if (Libc.StatX(to, name, OpenFlags.AtLinkItself, FileStatus.BasicMask, out var status) != 0) throw Errno.Failure(tried);
        if (status.Kind == FileKind.Folder) return;
        TreeRemover.Remove(to, name, tried, ct);
        if (Libc.MakeFolderAt(to, name, OwnerOnlyFolder) != 0) throw Errno.Failure(tried);
    }

    void CopyBelow(SafeFileHandle from, string name, SafeFileHandle to, string newName, string path)
    {
        using var source = Libc.OpenAt(from, name, OpenFlags.Folder, 0);
        if (source.IsInvalid) throw Errno.Failure(tried);
        var names = Folder.Names(source, tried);
        using var target = Libc.OpenAt(to, newName, OpenFlags.Folder, 0);
        if (target.IsInvalid) throw Errno.Failure(tried);
        foreach (var child in names)
        {
            if (Libc.StatX(source, child, OpenFlags.AtLinkItself, FileStatus.BasicMask, out var status) != 0) throw Errno.Failure(tried);
            Copy(source, child, status, target, child, $"{path}/{child}");
        }
    }

    void CopyContent(SafeFileHandle from, string name, SafeFileHandle to, string newName)
    {
        using var source = Libc.OpenAt(from, name, OpenFlags.NoFollow | OpenFlags.NonBlocking | OpenFlags.CloseOnExec, 0);
        if (source.IsInvalid) throw Errno.Failure(tried);
        using var target = Libc.OpenAt(to, newName, OpenFlags.Write | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow | OpenFlags.CloseOnExec, OwnerOnly);
        if (target.IsInvalid) throw Errno.Failure(tried);
        Content.ReadAll(source, tried, piece => Content.Write(target, piece, tried), ct);
    }

    // The owner first: changing it takes setuid bits and capabilities away. The times last: everything else changes them.
    unsafe void CopyProperties(SafeFileHandle from, string name, in FileStatus status, SafeFileHandle to, string newName)
    {
        if (target.HasOwners)
        {
            if (Libc.ChangeOwnerAt(to, newName, status.Uid, status.Gid, OpenFlags.AtLinkItself) != 0) throw Errno.Failure(tried);
            if (status.Kind != FileKind.Link && Libc.ChangeModeAt(to, newName, (uint)status.Mode, 0) != 0) throw Errno.Failure(tried);
            foreach (var (attribute, value) in Attributes.Read(from, name, tried)) Attributes.TryWrite(to, newName, attribute, value.AsSpan(), tried);
        }

        var times = stackalloc TimeSpec[2];
        times[0] = times[1] = new TimeSpec { Seconds = status.ModifiedSeconds, Nanoseconds = status.ModifiedNanoseconds };
        if (Libc.ChangeTimesAt(to, newName, times, OpenFlags.AtLinkItself) != 0) throw Errno.Failure(tried);
    }

    // The names of one file may lie in different folders of the copy: the first is found by its path below the target.
    bool LinkTo(string first, SafeFileHandle to, string newName)
    {
        var steps = first.Split('/', StringSplitOptions.RemoveEmptyEntries);
        using var root = target.OpenFolder(tried);
        var at = root;
        foreach (var step in steps.SkipLast(1))
        {
            var next = Libc.OpenAt(at, step, OpenFlags.Folder, 0);
            if (at != root) at.Dispose();
            at = next.IsInvalid ? throw Errno.Failure(tried) : next;
        }

        // A file system without hard links gets a copy.
        var isLinked = Libc.LinkAt(at, steps[^1], to, newName, 0) == 0;
        var error = Errno.Last;
        if (at != root) at.Dispose();
        return isLinked || (error is Errno.NotPermitted or Errno.NotSupported ? false : throw Errno.Failure(tried, error));
    }

    // makedev(3).
    static ulong DeviceNumber(in FileStatus status)
    {
        var (major, minor) = ((ulong)status.NodeMajor, (ulong)status.NodeMinor);
        return ((major & 0xFFFFF000) << 32) | ((major & 0xFFF) << 8) | ((minor & 0xFFFFFF00) << 12) | (minor & 0xFF);
    }
}
