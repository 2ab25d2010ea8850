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
            if (node.Children.Find(name) is not { } next) return null;
            node = next;
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
            if (node.Children.Find(name) is not { } next) return null;
            node = next;
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
        var children = under.Children;
        foreach (var (name, child) in over.Children)
            children = children.With(name, children.Find(name) is { } former ? Merge(former, child) : child);
        return new TreeNode((keepsRoot ? under : over).Entry, null, children);
    }

    static TreeNode Put(TreeNode folder, string path, int start, TreeNode node)
    {
        var name = NameAt(path, start);
        var next = start + name.Length + 1;
        var place = folder.Children.PlaceOf(name);
        return folder.With(place, name, next > path.Length ? node : Put(folder.Children.At(place) ?? TreeNode.Folder, path, next, node));
    }

    static TreeNode Remove(TreeNode folder, string path, int start)
    {
        var name = NameAt(path, start);
        var place = folder.Children.PlaceOf(name);
        if (folder.Children.At(place) is not { } child) return folder;
        var next = start + name.Length + 1;
        return next > path.Length ? folder.Without(place) : folder.With(place, name, Remove(child, path, next));
    }

    static ReadOnlySpan<char> NameAt(string path, int start)
    {
        var rest = path.AsSpan(start);
        return rest.IndexOf('/') is >= 0 and var end ? rest[..end] : rest;
    }
}
