using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Native;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Files;

/// <summary>Reads a whole tree with the digest of every file, one file at a time.</summary>
sealed class TreeReader(string tried, CancellationToken ct)
{
    // The recovery folder that every ext file system is made with; no image has it.
    const string RecoveryFolder = "lost+found";

    readonly List<TreeEntry> entries = [];
    readonly Dictionary<ulong, TreeEntry> severalNames = [];

    /// <summary>The tree at a place; empty when nothing is there.</summary>
    internal static TreeManifest Read(Place place, CancellationToken ct)
    {
        var tried = $"read the tree {place.Path}";
        if (place.Look(tried) is not { } status) return TreeManifest.Empty;
        var reader = new TreeReader(tried, ct);
        reader.Add("/", place.Folder, place.Name, status, place.Path.Path == "/" && place.Mount.Type is "ext4" or "ext3" ? RecoveryFolder : null);
        return TreeManifest.Of(reader.entries);
    }

    void Add(string path, SafeFileHandle folder, string name, in FileStatus status, string? leftOut)
    {
        ct.ThrowIfCancellationRequested();
        var where = $"{tried}, at {path}";
        if (status.HasSeveralNames && severalNames.TryGetValue(status.Inode, out var first))
        {
            entries.Add(first with { Path = path, SameAs = first.Path });
            return;
        }

        var entry = Entries.Of(path, folder, name, status, where);
        if (entry.Type == EntryType.File) entry = entry with { Digest = DigestOf(folder, name, where) };
        entries.Add(entry);
        if (status.HasSeveralNames) severalNames[status.Inode] = entry;
        if (entry.Type == EntryType.Folder) AddBelow(path, folder, name, where, leftOut);
    }

    void AddBelow(string path, SafeFileHandle parent, string name, string where, string? leftOut)
    {
        using var folder = Libc.OpenAt(parent, name, OpenFlags.Folder, 0);
        if (folder.IsInvalid) throw Errno.Failure(where);
        foreach (var child in Folder.Names(folder, where))
        {
            if (child == leftOut) continue;
            if (Libc.StatX(folder, child, OpenFlags.AtLinkItself, FileStatus.BasicMask, out var status) != 0) throw Errno.Failure($"{where}, name {child}");
            Add(path == "/" ? $"/{child}" : $"{path}/{child}", folder, child, status, null);
        }
    }

    string DigestOf(SafeFileHandle folder, string name, string where)
    {
        using var file = Libc.OpenAt(folder, name, OpenFlags.NoFollow | OpenFlags.NonBlocking | OpenFlags.CloseOnExec, 0);
        return file.IsInvalid ? throw Errno.Failure(where) : Content.Digest(file, where, ct);
    }
}
