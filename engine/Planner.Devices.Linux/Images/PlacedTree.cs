using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Files;
using Planner.Devices.Linux.Images.Tar;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Images;

/// <summary>An image whose whole tree lies in a folder of a partition: parts of it are copied from there by the one tree writer.</summary>
/// <param name="partitionRoot">Where that partition is mounted.</param>
/// <param name="at">The folder.</param>
/// <param name="tried">What is being done, for messages.</param>
sealed class PlacedTree(string partitionRoot, PartitionPath at, string tried)
{
    readonly Dictionary<ulong, Inode> severalNames = [];
    readonly List<string> files = [];

    /// <summary>Writes the selected part below another folder; durable when it returns.</summary>
    public void Write(TreeSelection selection, TargetTree target, CancellationToken ct)
    {
        using var root = Open(at.Path);
        var top = new TreeNode(Inode.ImpliedFolder());
        using (var from = OpenBelow(root, selection.From)) Read(from, selection.From, Above(top, selection.From), ct);
        var writer = new TreeWriter(target, top, selection, tried);
        writer.Begin();
        writer.Write((contents, path, inode) =>
        {
            ct.ThrowIfCancellationRequested();
            var (folder, name) = ImagePath.Split(files[inode.Ordinal]);
            using var parent = OpenBelow(root, folder);
            using var file = Libc.OpenAt(parent, name, OpenFlags.NoFollow | OpenFlags.NonBlocking | OpenFlags.CloseOnExec, 0);
            if (file.IsInvalid) throw Errno.Failure($"{tried}, read {files[inode.Ordinal]}");
            contents.Copy(file, path, inode);
        });
        writer.End();
    }

    void Read(SafeFileHandle folder, string path, TreeNode node, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        node.Inode = InodeOf(folder, ".", path);
        foreach (var name in Folder.Names(folder, tried))
        {
            var place = ImagePath.Join(path, name);
            // The recovery folder that every ext file system is made with; no image has it.
            if (place == "/lost+found") continue;
            var child = new TreeNode(InodeOf(folder, name, place));
            node.Children!.Add(name, child);
            if (child.Children is null) continue;
            using var below = OpenBelow(folder, name);
            Read(below, place, child, ct);
        }
    }

    Inode InodeOf(SafeFileHandle folder, string name, string path)
    {
        if (Libc.StatX(folder, name, OpenFlags.AtLinkItself, FileStatus.BasicMask, out var status) != 0) throw Errno.Failure($"{tried}, at {path}");
        if (status.HasSeveralNames && severalNames.TryGetValue(status.Inode, out var known)) return known;
        var entry = Entries.Of(path, folder, name, status, tried);
        var inode = new Inode
        {
            Layer = at.Partition,
            Ordinal = files.Count,
            Type = entry.Type,
            Mode = entry.Mode,
            Uid = entry.Uid,
            Gid = entry.Gid,
            Size = entry.Size,
            Time = new FileTime(status.ModifiedSeconds, (int)status.ModifiedNanoseconds),
            Target = entry.Target,
            Device = entry.Device,
            Attributes = entry.Attributes,
        };
        if (entry.Type == EntryType.File) files.Add(path);
        if (status.HasSeveralNames) severalNames[status.Inode] = inode;
        return inode;
    }

    /// <summary>The node of a folder, with those above it.</summary>
    static TreeNode Above(TreeNode top, string path)
    {
        foreach (var part in ImagePath.Parts(path))
        {
            var next = new TreeNode(Inode.ImpliedFolder());
            top.Children!.Add(part, next);
            top = next;
        }

        return top;
    }

    SafeFileHandle Open(string path)
    {
        using var root = Libc.Open(partitionRoot, OpenFlags.Folder, 0);
        return root.IsInvalid ? throw Errno.Failure(tried) : OpenBelow(root, path);
    }

    /// <summary>Opens a folder below another one; no link is followed.</summary>
    SafeFileHandle OpenBelow(SafeFileHandle above, string path)
    {
        var folder = Libc.OpenAt(above, ".", OpenFlags.Folder, 0);
        foreach (var part in ImagePath.Parts(path))
        {
            if (folder.IsInvalid) break;
            var next = Libc.OpenAt(folder, part, OpenFlags.Folder, 0);
            var error = Errno.Last;
            folder.Dispose();
            folder = next.IsInvalid ? throw Errno.Failure($"{tried}, open {path}", error) : next;
        }

        return folder.IsInvalid ? throw Errno.Failure($"{tried}, open {path}") : folder;
    }
}
