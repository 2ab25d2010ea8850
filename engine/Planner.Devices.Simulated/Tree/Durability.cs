using Planner.Engine.Images;

namespace Planner.Devices.Simulated.Tree;

/// <summary>What a flush makes durable of a tree.</summary>
public static class Durability
{
    /// <summary>The durable tree after a flush. A file is durable with its content, and with its name where the folders above are (ext4 writes the name of a new file with it); a folder with the names in it, and new files' content, but not with other content of files whose names were durable before, unless a durable file was renamed to one of them.</summary>
    /// <param name="durable">What was durable.</param>
    /// <param name="path">What is flushed.</param>
    /// <param name="node">What is at that path now.</param>
    public static TreeNode Flush(TreeNode durable, string path, TreeNode node)
    {
        if (TreeEdits.InTheWay(durable, path) is { } stale) durable = TreeEdits.Remove(durable, stale);
        var former = TreeEdits.Find(durable, path);
        return ReferenceEquals(former, node) ? durable : TreeEdits.Put(durable, path, node.Type == EntryType.Folder ? Names(former, node) : node);
    }

    static TreeNode Names(TreeNode? former, TreeNode folder)
    {
        if (former is null || former.Type != EntryType.Folder) return folder;
        return folder.With(folder.Children.Select((name, child) =>
            former.Children.Find(name) is { } before && !ReferenceEquals(before, child) && before.Type == child.Type && !IsRenamed(former, name, child) ? before : child));
    }

    /// <summary>Whether a file was durable under another name of the folder: then it has come to its new one by a rename.</summary>
    static bool IsRenamed(TreeNode former, string name, TreeNode child)
    {
        if (child.Type == EntryType.Folder) return false;
        foreach (var (other, node) in former.Children)
            if (other != name && ReferenceEquals(node, child)) return true;
        return false;
    }
}
