using System.Text;
using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Files;

/// <summary>Tree entries of what is on a disk.</summary>
static class Entries
{
    // PATH_MAX of Linux: no link is longer.
    const int LongestTarget = 4096;

    /// <summary>The entry of a name, without a digest.</summary>
    internal static TreeEntry Of(string path, SafeFileHandle folder, string name, in FileStatus status, string tried) => new()
    {
        Path = path,
        Type = TypeOf(status.Kind),
        Mode = status.Mode,
        Uid = (int)status.Uid,
        Gid = (int)status.Gid,
        Size = status.Kind == FileKind.File ? (long)status.Size : 0,
        ModifiedAt = TimeOf(status),
        Target = status.Kind == FileKind.Link ? TargetOf(folder, name, tried) : null,
        Device = status.Kind is FileKind.BlockDevice or FileKind.CharacterDevice ? ((int)status.NodeMajor, (int)status.NodeMinor) : default,
        Attributes = Attributes.Read(folder, name, tried),
    };

    /// <summary>Where a link points.</summary>
    internal static unsafe string TargetOf(SafeFileHandle folder, string name, string tried)
    {
        var buffer = stackalloc byte[LongestTarget];
        var length = Libc.ReadLinkAt(folder, name, buffer, LongestTarget);
        return length < 0 ? throw Errno.Failure(tried) : Encoding.UTF8.GetString(buffer, (int)length);
    }

    static EntryType TypeOf(FileKind kind) => kind switch
    {
        FileKind.File => EntryType.File,
        FileKind.Folder => EntryType.Folder,
        FileKind.Link => EntryType.Link,
        FileKind.BlockDevice => EntryType.BlockDevice,
        FileKind.CharacterDevice => EntryType.CharacterDevice,
        FileKind.Pipe => EntryType.Pipe,
        FileKind.Socket => EntryType.Socket,
        _ => throw new DeviceException(DeviceFault.BadDisk, "look at a file", $"its type {kind:x} is none"),
    };

    // File systems hold times that .NET can not: those are cut to what it can.
    static DateTimeOffset TimeOf(in FileStatus status)
    {
        var seconds = Math.Clamp(status.ModifiedSeconds, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds());
        return DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(seconds == status.ModifiedSeconds ? status.ModifiedNanoseconds / 100 : 0);
    }
}
