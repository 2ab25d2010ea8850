using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Files;
using Planner.Devices.Linux.Images.Tar;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Archives;

/// <summary>Packs a folder into a tar stream, names in ordinal order, each walked to from its open folder and never through a link.</summary>
/// <param name="tar">Takes the entries.</param>
/// <param name="tried">What is being done, for messages.</param>
/// <param name="ct">Ends the packing.</param>
sealed class FolderPacker(TarWriter tar, string tried, CancellationToken ct)
{
    // The recovery folder that every ext file system is made with belongs to the file system.
    const string RecoveryFolder = "lost+found";

    readonly Dictionary<ulong, string> severalNames = [];
    readonly List<string> leftOut = [];

    /// <summary>Bytes of all files so far, holes included.</summary>
    public long Unpacked { get; private set; }

    /// <summary>Files, folders and links so far.</summary>
    public int Count { get; private set; }

    /// <summary>What no archive can hold.</summary>
    public IReadOnlyList<string> LeftOut => leftOut;

    /// <summary>Packs a folder with all that is in it. What is none: <see cref="DeviceFault.Failed"/>.</summary>
    public void Pack(Place place)
    {
        var status = place.Look(tried) ?? throw Errno.Failure(tried, Errno.NoEntry);
        if (status.Kind != FileKind.Folder) throw new DeviceException(DeviceFault.Failed, tried, $"{place.Path} is no folder");
        Add("", place.Folder, place.Name, status, place.Path.Path == "/" && place.Mount.Type is "ext3" or "ext4" ? RecoveryFolder : null);
        tar.Close();
    }

    void Add(string path, SafeFileHandle folder, string name, in FileStatus status, string? without)
    {
        ct.ThrowIfCancellationRequested();
        var where = $"{tried}, at {(path.Length == 0 ? "/" : path)}";
        if (status.Kind == FileKind.Socket)
        {
            leftOut.Add(path);
            return;
        }

        Count++;
        var entry = Describe(path, folder, name, status, where);
        if (status.HasSeveralNames && !severalNames.TryAdd(status.Inode, entry.Name))
        {
            tar.Begin(entry with { Type = '1', LinkName = severalNames[status.Inode], Size = 0, Attributes = entry.Attributes.Clear() });
            tar.End();
            return;
        }

        if (status.Kind == FileKind.File) AddFile(entry, folder, name, status, where);
        else
        {
            tar.Begin(entry);
            tar.End();
        }

        if (status.Kind != FileKind.Folder) return;
        using var below = Libc.OpenAt(folder, name, OpenFlags.Folder, 0);
        if (below.IsInvalid) throw Errno.Failure(where);
        foreach (var child in Folder.Names(below, where))
        {
            if (child == without) continue;
            if (Libc.StatX(below, child, OpenFlags.AtLinkItself, FileStatus.BasicMask, out var found) != 0) throw Errno.Failure($"{where}, name {child}");
            Add($"{path}/{child}", below, child, found, null);
        }
    }

    static TarEntry Describe(string path, SafeFileHandle folder, string name, in FileStatus status, string where) => new()
    {
        Name = status.Kind == FileKind.Folder ? $".{path}/" : $".{path}",
        Type = status.Kind switch
        {
            FileKind.Folder => '5',
            FileKind.Link => '2',
            FileKind.CharacterDevice => '3',
            FileKind.BlockDevice => '4',
            FileKind.Pipe => '6',
            _ => '0',
        },
        Mode = status.Mode,
        Uid = (int)status.Uid,
        Gid = (int)status.Gid,
        Size = status.Kind == FileKind.File ? (long)status.Size : 0,
        Time = new FileTime(status.ModifiedSeconds, (int)status.ModifiedNanoseconds),
        LinkName = status.Kind == FileKind.Link ? Entries.TargetOf(folder, name, where) : "",
        Device = status.Kind is FileKind.BlockDevice or FileKind.CharacterDevice ? ((int)status.NodeMajor, (int)status.NodeMinor) : default,
        Attributes = Attributes.Read(folder, name, where),
    };

    void AddFile(TarEntry entry, SafeFileHandle folder, string name, in FileStatus status, string where)
    {
        using var file = Libc.OpenAt(folder, name, OpenFlags.NoFollow | OpenFlags.NonBlocking | OpenFlags.CloseOnExec, 0);
        if (file.IsInvalid) throw Errno.Failure(where);
        var map = status.HasHoles ? Holes.MapOf(file, entry.Size, where) : null;
        tar.Begin(entry, map);
        var buffer = new byte[128 << 10];
        foreach (var (offset, length) in map?.Parts ?? [(0L, entry.Size)])
        {
            for (var at = offset; at < offset + length;)
            {
                ct.ThrowIfCancellationRequested();
                var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, offset + length - at)), at);
                if (read == 0) throw Changed(where);
                tar.Content(buffer.AsSpan(0, read));
                at += read;
            }
        }

        if (!tar.End() || RandomAccess.Read(file, buffer.AsSpan(0, 1), entry.Size) > 0) throw Changed(where);
        Unpacked += entry.Size;
    }

    static DeviceException Changed(string where) => new(DeviceFault.Failed, where, "it changed while it was packed");
}
