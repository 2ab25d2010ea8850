using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Native;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Files;

/// <summary>MD5 of every file of a tree, one at a time.</summary>
sealed class TreeHasher(IReadOnlyList<string> except, string tried, CancellationToken ct)
{
    readonly SortedDictionary<string, string> files = new(StringComparer.Ordinal);

    /// <summary>The files at and below a place by path; none when nothing is there.</summary>
    internal static IReadOnlyDictionary<string, string> Hash(Place place, IReadOnlyList<string> except, CancellationToken ct)
    {
        var tried = $"hash the files of {place.Path}";
        var hasher = new TreeHasher(except, tried, ct);
        if (place.Look(tried) is { } status) hasher.Add("/", place.Folder, place.Name, status);
        return hasher.files;
    }

    void Add(string path, SafeFileHandle folder, string name, in FileStatus status)
    {
        ct.ThrowIfCancellationRequested();
        foreach (var left in except)
            if (TreeSelection.IsAtOrBelow(path, left)) return;
        if (status.Kind == FileKind.Folder) AddBelow(path, folder, name);
        else if (status.Kind == FileKind.File) files[path] = Md5Of(folder, name, $"{tried}, at {path}");
    }

    void AddBelow(string path, SafeFileHandle parent, string name)
    {
        var where = $"{tried}, at {path}";
        using var folder = Libc.OpenAt(parent, name, OpenFlags.Folder, 0);
        if (folder.IsInvalid) throw Errno.Failure(where);
        foreach (var child in Folder.Names(folder, where))
        {
            if (Libc.StatX(folder, child, OpenFlags.AtLinkItself, FileStatus.BasicMask, out var status) != 0) throw Errno.Failure($"{where}, name {child}");
            Add(path == "/" ? $"/{child}" : $"{path}/{child}", folder, child, status);
        }
    }

    string Md5Of(SafeFileHandle folder, string name, string where)
    {
        using var file = Libc.OpenAt(folder, name, OpenFlags.NoFollow | OpenFlags.NonBlocking | OpenFlags.CloseOnExec, 0);
        return file.IsInvalid ? throw Errno.Failure(where) : Content.Md5(file, where, ct);
    }
}
