using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Images;

/// <summary>The tree that layers make when they are laid over each other (OCI image specification, layer filesystem changeset). It is built in memory only, so links of a hostile image lead nowhere but into it.</summary>
sealed class MergedTree
{
    const string Whiteout = ".wh.";
    const string Opaque = ".wh..wh..opq";
    const string EngineOwn = ".wh..wh.";

    readonly TreeNode root = new(Inode.ImpliedFolder());
    readonly string tried;

    MergedTree(string tried) => this.tried = tried;

    /// <summary>The root folder.</summary>
    public TreeNode Root => root;

    /// <summary>Merges layers, the lowest first.</summary>
    public static MergedTree Of(IEnumerable<LayerIndex> layers, string tried)
    {
        var tree = new MergedTree(tried);
        foreach (var layer in layers) tree.Apply(layer);
        return tree;
    }

    /// <summary>The tree of one archive that is no layer: names that hide others in a layer are ordinary ones there.</summary>
    public static MergedTree OfArchive(LayerIndex archive, string tried)
    {
        var tree = new MergedTree(tried);
        foreach (var entry in archive.Entries) tree.Add(entry);
        return tree;
    }

    /// <summary>What a path is, following links within the image; null when nothing is there.</summary>
    public Inode? Find(string path) => Walk(path, followLast: true, make: false) is { } found ? found.Inode : null;

    /// <summary>Every name with all that the image says of it.</summary>
    public TreeManifest ToManifest()
    {
        var first = new Dictionary<Inode, string>(ReferenceEqualityComparer.Instance);
        return TreeManifest.Of(root.All("/").Select(found =>
        {
            var (path, node) = found;
            var isFirst = first.TryAdd(node.Inode, path);
            return node.Inode.ToEntry(path, isFirst ? null : first[node.Inode]);
        }));
    }

    void Apply(LayerIndex layer)
    {
        // A whiteout hides what lower layers hold, never its own layer's entries, wherever it stands in the layer.
        foreach (var entry in layer.Entries) Hide(entry);
        foreach (var entry in layer.Entries)
            if (!ImagePath.Parts(entry.Path).Any(part => part.StartsWith(Whiteout, StringComparison.Ordinal))) Add(entry);
    }

    void Hide(LayerEntry entry)
    {
        var (folder, name) = ImagePath.Split(entry.Path);
        if (!name.StartsWith(Whiteout, StringComparison.Ordinal)) return;
        var hidden = name[Whiteout.Length..];
        if (hidden is "" or "." or "..") throw Refused(entry, "it hides no name");
        if (Walk(folder, followLast: true, make: false) is not { Children: { } children }) return;
        if (name == Opaque) children.Clear();
        else if (!name.StartsWith(EngineOwn, StringComparison.Ordinal)) children.Remove(hidden);
    }

    void Add(LayerEntry entry)
    {
        var inode = entry.Inode ?? Linked(entry);
        if (entry.Path == "/")
        {
            root.Inode = inode.Type == EntryType.Folder ? inode : throw Refused(entry, "the root of an image is a folder");
            return;
        }

        var (folder, name) = ImagePath.Split(entry.Path);
        var parent = Walk(folder, followLast: true, make: true);
        if (parent?.Children is not { } children) throw Refused(entry, "what should hold it is no folder");
        if (inode.Type == EntryType.Folder && children.TryGetValue(name, out var there) && there.Children is not null) there.Inode = inode;
        else children[name] = new TreeNode(inode);
    }

    Inode Linked(LayerEntry entry) => Walk(entry.LinkTo!, followLast: false, make: false) switch
    {
        null => throw Refused(entry, $"it is a hard link to '{entry.LinkTo}', which the image does not hold"),
        { Children: not null } => throw Refused(entry, $"it is a hard link to the folder '{entry.LinkTo}'"),
        var found => found.Inode,
    };

    /// <summary>Goes down a path as a process whose root is the image would; missing folders are made where asked for. Null when it leads nowhere.</summary>
    TreeNode? Walk(string path, bool followLast, bool make)
    {
        // Links to follow at most: the kernel's own limit (path_resolution(7)).
        const int mostLinks = 40;
        const int deepest = 1024;
        var way = new Stack<TreeNode>([root]);
        var left = new LinkedList<string>(ImagePath.Parts(path));
        var links = 0;
        while (left.First is { Value: var part })
        {
            left.RemoveFirst();
            if (part == ".") continue;
            if (part == "..")
            {
                if (way.Count > 1) way.Pop();
                continue;
            }

            if (way.Peek().Children is not { } children) return null;
            if (!children.TryGetValue(part, out var next))
            {
                if (!make) return null;
                children[part] = next = new TreeNode(Inode.ImpliedFolder());
            }

            if (next.Inode is { Type: EntryType.Link, Target: { } target } && (followLast || left.Count > 0))
            {
                if (++links > mostLinks) throw new DeviceException(DeviceFault.Failed, tried, $"links at '{path}' lead in a circle");
                if (target.StartsWith('/')) while (way.Count > 1) way.Pop();
                foreach (var step in ImagePath.Parts(target).Reverse()) left.AddFirst(step);
            }
            else way.Push(next);

            if (way.Count > deepest || left.Count > deepest) throw new DeviceException(DeviceFault.Failed, tried, $"folders at '{path}' are nested too deep");
        }

        return way.Peek();
    }

    DeviceException Refused(LayerEntry entry, string why) =>
        new(DeviceFault.Failed, tried, $"the entry '{entry.Path}'{(entry.Inode is { } inode ? $" of layer {inode.Layer}" : "")} is refused: {why}");
}

/// <summary>A name in a merged tree.</summary>
sealed class TreeNode(Inode inode)
{
    /// <summary>What it is.</summary>
    public Inode Inode { get; set; } = inode;

    /// <summary>What a folder holds, in ordinal order; null for everything else.</summary>
    public SortedDictionary<string, TreeNode>? Children { get; } = inode.Type == EntryType.Folder ? new(StringComparer.Ordinal) : null;

    /// <summary>This node and all below it, folders before their contents.</summary>
    public IEnumerable<(string Path, TreeNode Node)> All(string path)
    {
        yield return (path, this);
        if (Children is null) yield break;
        foreach (var (name, child) in Children)
            foreach (var found in child.All(ImagePath.Join(path, name))) yield return found;
    }
}
