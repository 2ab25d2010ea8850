using Planner.Engine.Images;

namespace Planner.Devices.Simulated.Tree;

/// <summary>Finding, putting and removing names of a tree by absolute paths. Nothing ever goes through a symbolic link.</summary>
public static class TreeEdits
{
    /// <summary>What is at a path, or null.</summary>
    public static TreeNode? Find(TreeNode root, string path)
    {
        var node = root;
        for (var start = 1; start < path.Length;)
        {
            var name = NameAt(path, start);
            if (!node.Children.TryGetValue(name, out node)) return null;
            start += name.Length + 1;
        }

        return node;
    }

    /// <summary>The first thing above a path that is there and is no folder, or null.</summary>
    public static string? InTheWay(TreeNode root, string path)
    {
        var node = root;
        for (var start = 1; start < path.Length;)
        {
            if (node.Type != EntryType.Folder) return path[..(start - 1)];
            var name = NameAt(path, start);
            if (!node.Children.TryGetValue(name, out node)) return null;
            start += name.Length + 1;
        }

        return null;
    }

    /// <summary>The tree with a node at a path, in the place of what was there. Missing folders above are made; nothing may be in the way.</summary>
    public static TreeNode Put(TreeNode root, string path, TreeNode node) => path == "/" ? node : Put(root, path, 1, node);

    /// <summary>The tree without what is at a path.</summary>
    public static TreeNode Remove(TreeNode root, string path) => path == "/" ? TreeNode.Folder : Remove(root, path, 1);

    /// <summary>A tree with another one written over it: folders are merged, everything else is replaced.</summary>
    /// <param name="under">What is there.</param>
    /// <param name="over">What is written.</param>
    /// <param name="keepsRoot">Whether the folder itself keeps its mode and owner.</param>
    public static TreeNode Merge(TreeNode under, TreeNode over, bool keepsRoot = false)
    {
        if (under.Type != EntryType.Folder || over.Type != EntryType.Folder) return over;
        if (under.Children.IsEmpty && !keepsRoot) return over;
        var children = under.Children.ToBuilder();
        foreach (var (name, child) in over.Children)
            children[name] = children.TryGetValue(name, out var former) ? Merge(former, child) : child;
        return new TreeNode((keepsRoot ? under : over).Entry, null, children.ToImmutable());
    }

    static TreeNode Put(TreeNode folder, string path, int start, TreeNode node)
    {
        var name = NameAt(path, start);
        var next = start + name.Length + 1;
        var child = next > path.Length ? node : Put(folder.Children.GetValueOrDefault(name) ?? TreeNode.Folder, path, next, node);
        return folder.With(name, child);
    }

    static TreeNode Remove(TreeNode folder, string path, int start)
    {
        var name = NameAt(path, start);
        if (!folder.Children.TryGetValue(name, out var child)) return folder;
        var next = start + name.Length + 1;
        return next > path.Length ? folder.Without(name) : folder.With(name, Remove(child, path, next));
    }

    static string NameAt(string path, int start)
    {
        var end = path.IndexOf('/', start);
        return end < 0 ? path[start..] : path[start..end];
    }
}
