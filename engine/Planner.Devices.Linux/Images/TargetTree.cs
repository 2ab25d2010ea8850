using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Files;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Images;

/// <summary>A folder on a mounted partition that a tree is written into. Every path is walked from its open descriptor, part by part, and no link is ever followed: nothing outside of it can be reached.</summary>
sealed class TargetTree : IDisposable
{
    const int NewFolderMode = 0x1C0;

    readonly string name;
    readonly SafeFileHandle root;
    SafeFileHandle last;
    string lastPath = "/";

    TargetTree(string name, SafeFileHandle root)
    {
        this.name = name;
        this.root = last = root;
        FileSystem = FileSystemTraits.Of(root, $"look at {name}");
    }

    /// <summary>What its file system can not keep.</summary>
    public FileSystemTraits FileSystem { get; }

    /// <summary>Opens a folder of a partition; makes it, 0755, where it is missing.</summary>
    /// <param name="partitionRoot">Where the partition is mounted.</param>
    /// <param name="at">The folder's place, for messages and for its path.</param>
    public static TargetTree Open(string partitionRoot, PartitionPath at)
    {
        var folder = Libc.Open(partitionRoot, OpenFlags.Folder, 0);
        if (folder.IsInvalid) throw Errno.Failure($"open {at.Partition}:/");
        foreach (var part in ImagePath.Parts(at.Path))
        {
            if (Libc.MakeFolderAt(folder, part, 0x1ED) != 0 && Errno.Last != Errno.Exists) throw Errno.Failure($"make the folder {at}");
            var next = Libc.OpenAt(folder, part, OpenFlags.Folder, 0);
            if (next.IsInvalid) throw Errno.Failure($"open {at} without following links");
            folder.Dispose();
            folder = next;
        }

        return new TargetTree(at.ToString(), folder);
    }

    /// <summary>The open folder of a path that exists. Valid until the next call.</summary>
    public SafeFileHandle Folder(string path)
    {
        if (path == lastPath) return last;
        Forget();
        var folder = root;
        foreach (var part in ImagePath.Parts(path))
        {
            var next = Libc.OpenAt(folder, part, OpenFlags.Folder, 0);
            var failure = next.IsInvalid ? Errno.Failure($"open {name}{path}") : null;
            if (folder != root) folder.Dispose();
            if (failure is not null) throw failure;
            folder = next;
        }

        (last, lastPath) = (folder, path);
        return folder;
    }

    /// <summary>Makes a folder that only root may enter for now, or keeps the one that is there; what else has its name is replaced.</summary>
    /// <returns>Whether it is a new one.</returns>
    public bool MakeFolder(string path)
    {
        var (folder, part) = ImagePath.Split(path);
        var parent = Folder(folder);
        if (Libc.MakeFolderAt(parent, part, NewFolderMode) == 0) return true;
        if (Errno.Last != Errno.Exists) throw Errno.Failure(Doing("make the folder", path));
        if (KindOf(parent, part, path) == FileKind.Folder) return false;
        if (Libc.UnlinkAt(parent, part, 0) != 0) throw Errno.Failure(Doing("replace", path));
        return Libc.MakeFolderAt(parent, part, NewFolderMode) == 0 ? true : throw Errno.Failure(Doing("make the folder", path));
    }

    /// <summary>Takes away what has this name, a folder with all that is in it.</summary>
    public void Clear(string path)
    {
        var (folder, part) = ImagePath.Split(path);
        TreeRemover.Remove(Folder(folder), part, Doing("replace", path), CancellationToken.None);
    }

    /// <summary>Creates a file that was not there, 0600.</summary>
    public SafeFileHandle Create(string path)
    {
        Clear(path);
        var (folder, part) = ImagePath.Split(path);
        var file = Libc.OpenAt(Folder(folder), part, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow | OpenFlags.CloseOnExec, 0x180);
        return file.IsInvalid ? throw Errno.Failure(Doing("create", path)) : file;
    }

    /// <summary>Gives what has a name another one, in the place of whatever has that.</summary>
    public void Rename(string from, string path)
    {
        Clear(path);
        var (folder, part) = ImagePath.Split(from);
        using var source = Libc.OpenAt(Folder(folder), ".", OpenFlags.Folder, 0);
        var (newFolder, newPart) = ImagePath.Split(path);
        if (source.IsInvalid || Libc.RenameAt(source, part, Folder(newFolder), newPart) != 0) throw Errno.Failure(Doing($"rename {from} to", path));
    }

    /// <summary>Makes everything on the partition durable.</summary>
    public void Flush()
    {
        if (Libc.FlushFileSystem(root) != 0) throw Errno.Failure($"flush {name}");
    }

    /// <summary>What is being done to a path, for messages.</summary>
    public string Doing(string what, string path) => $"{what} {name.TrimEnd('/')}{path}";

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        root.Dispose();
    }

    FileKind KindOf(SafeFileHandle folder, string part, string path) =>
        Libc.StatX(folder, part, OpenFlags.AtLinkItself, FileStatus.BasicMask, out var status) == 0 ? status.Kind : throw Errno.Failure(Doing("look at", path));

    void Forget()
    {
        if (last != root) last.Dispose();
        (last, lastPath) = (root, "/");
    }
}
