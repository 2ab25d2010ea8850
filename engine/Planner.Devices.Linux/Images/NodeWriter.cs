using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Native;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Images;

/// <summary>Makes what has no content, and gives everything its owner, mode, attributes and times, in this order: a new owner takes away setuid and capabilities.</summary>
static class NodeWriter
{
    /// <summary>Makes a symbolic link, device node or pipe, in the place of whatever has its name.</summary>
    public static void Make(TargetTree target, string path, Inode inode)
    {
        target.Clear(path);
        var (folder, name) = ImagePath.Split(path);
        var parent = target.Folder(folder);
        var made = inode.Type switch
        {
            EntryType.Link => Libc.MakeLinkAt(inode.Target!, parent, name),
            EntryType.Pipe => Libc.MakeNodeAt(parent, name, (uint)FileKind.Pipe | 0x180, 0),
            EntryType.BlockDevice => Libc.MakeNodeAt(parent, name, (uint)FileKind.BlockDevice | 0x180, Number(inode.Device)),
            _ => Libc.MakeNodeAt(parent, name, (uint)FileKind.CharacterDevice | 0x180, Number(inode.Device)),
        };
        if (made != 0) throw Errno.Failure(target.Doing($"make a {Word(inode.Type)} at", path));
        Dress(target, parent, name, path, inode);
    }

    /// <summary>Gives a folder that is complete what the image says of it; what another tree said before is gone.</summary>
    public static void Finish(TargetTree target, string path, Inode inode, bool isNew)
    {
        var folder = target.Folder(path);
        if (!isNew && target.FileSystem.HasOwners) Undress(target, folder, path, inode);
        Dress(target, folder, ".", path, inode);
    }

    /// <summary>Gives a name its owner, mode, attributes and times.</summary>
    public static void Dress(TargetTree target, SafeFileHandle folder, string name, string path, Inode inode)
    {
        if (target.FileSystem.HasOwners)
        {
            if (Libc.ChangeOwnerAt(folder, name, (uint)inode.Uid, (uint)inode.Gid, OpenFlags.AtLinkItself) != 0) throw Errno.Failure(target.Doing("give an owner to", path));
            if (inode.Type != EntryType.Link && Libc.ChangeModeAt(folder, name, (uint)inode.Mode, 0) != 0) throw Errno.Failure(target.Doing("give a mode to", path));
            foreach (var (attribute, value) in inode.Attributes)
                if (!Attributes.TryWrite(folder, name, attribute, value.AsSpan(), target.Doing("give attributes to", path)))
                    throw Errno.Failure(target.Doing($"give the attribute {attribute} to", path));
        }

        Date(target, folder, name, path, inode);
    }

    static unsafe void Date(TargetTree target, SafeFileHandle folder, string name, string path, Inode inode)
    {
        var time = new TimeSpec { Seconds = inode.Time.Seconds, Nanoseconds = inode.Time.Nanoseconds };
        var both = stackalloc TimeSpec[] { time, time };
        if (Libc.ChangeTimesAt(folder, name, both, OpenFlags.AtLinkItself) != 0) throw Errno.Failure(target.Doing("give a time to", path));
    }

    static void Undress(TargetTree target, SafeFileHandle folder, string path, Inode inode)
    {
        var doing = target.Doing("take attributes from", path);
        foreach (var attribute in Attributes.Read(folder, ".", doing).Keys.Where(attribute => !inode.Attributes.ContainsKey(attribute)))
            if (LibcTrees.RemoveAttribute($"/proc/self/fd/{folder.DangerousGetHandle()}/.", attribute) != 0 && Errno.Last != Errno.NoData) throw Errno.Failure(doing);
    }

    // The device number of Linux' mknod(2) as the C library packs it (gnu_dev_makedev).
    static ulong Number((int Major, int Minor) device)
    {
        var (major, minor) = ((ulong)(uint)device.Major, (ulong)(uint)device.Minor);
        return (major & 0xFFF) << 8 | (major & ~0xFFFUL) << 32 | (minor & 0xFF) | (minor & ~0xFFUL) << 12;
    }

    static string Word(EntryType type) => type switch
    {
        EntryType.Link => "symbolic link",
        EntryType.Pipe => "pipe",
        EntryType.BlockDevice => "block device",
        _ => "character device",
    };
}
