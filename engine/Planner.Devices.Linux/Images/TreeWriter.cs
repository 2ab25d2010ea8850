using Planner.Devices.Linux.Images.Tar;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Images;

/// <summary>Writes the selected part of an image's tree over what a folder holds, each content once, in whatever order the layers come: folders and what has no content first, then contents, then further names of the same file, at last what folders say of themselves.</summary>
/// <param name="target">Where it is written.</param>
/// <param name="root">The image's tree.</param>
/// <param name="selection">What is taken of it.</param>
/// <param name="tried">What is being done, for messages.</param>
sealed class TreeWriter(TargetTree target, TreeNode root, TreeSelection selection, string tried)
{
    readonly List<(string Path, Inode Inode, bool IsNew)> folders = [];
    readonly Dictionary<(string Layer, int Ordinal), (string Path, Inode Inode)> awaited = [];
    readonly List<(string Path, string First, Inode Inode)> links = [];
    readonly HashSet<string> layers = [];
    readonly ContentWriter contents = new(target);

    /// <summary>Makes folders, symbolic links, device nodes and pipes.</summary>
    public void Begin()
    {
        var first = new Dictionary<Inode, string>(ReferenceEqualityComparer.Instance);
        foreach (var (source, node) in root.All("/"))
        {
            if (!selection.Takes(source)) continue;
            var (path, inode) = (selection.PathAtTarget(source), node.Inode);
            if (inode.Type == EntryType.Folder) folders.Add((path, inode, path != "/" && target.MakeFolder(path)));
            else if (!first.TryAdd(inode, path)) links.Add((path, first[inode], inode));
            else if (inode.Type == EntryType.File) Await(path, inode);
            else NodeWriter.Make(target, path, inode);
        }
    }

    /// <summary>Whether a layer holds any content that is to be written.</summary>
    public bool Wants(string layer) => layers.Contains(layer);

    /// <summary>Writes one layer's contents.</summary>
    public void Write(string layer, TarStream tar)
    {
        for (var ordinal = 0; tar.Next() is { } entry; ordinal++)
            if (awaited.Remove((layer, ordinal), out var place)) contents.Write(place.Path, place.Inode, entry, tar);
    }

    /// <summary>Brings every content that no layer was written for.</summary>
    /// <param name="bring">Brings the content of an inode to its path.</param>
    public void Write(Action<ContentWriter, string, Inode> bring)
    {
        foreach (var (path, inode) in awaited.Values) bring(contents, path, inode);
        awaited.Clear();
    }

    /// <summary>Links further names, gives folders their modes, owners and times, the deepest first, and makes all of it durable.</summary>
    public void End()
    {
        if (awaited.Count > 0) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"the layers do not hold {awaited.Values.First().Path} any more");
        foreach (var (path, first, inode) in links) Link(path, first, inode);
        foreach (var (path, inode, isNew) in Enumerable.Reverse(folders)) NodeWriter.Finish(target, path, inode, isNew);
        target.Flush();
    }

    void Await(string path, Inode inode)
    {
        layers.Add(inode.Layer);
        awaited[(inode.Layer, inode.Ordinal)] = (path, inode);
    }

    void Link(string path, string first, Inode inode)
    {
        if (!target.FileSystem.HasOwners)
        {
            contents.Copy(first, path, inode);
            return;
        }

        target.Clear(path);
        var (folder, name) = ImagePath.Split(first);
        using var from = Libc.OpenAt(target.Folder(folder), ".", OpenFlags.Folder, 0);
        var (newFolder, newName) = ImagePath.Split(path);
        if (from.IsInvalid || Libc.LinkAt(from, name, target.Folder(newFolder), newName, 0) != 0) throw Errno.Failure(target.Doing($"link {first} as", path));
    }
}
