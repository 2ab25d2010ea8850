namespace Planner.Devices.Simulated.Tree;

/// <summary>Keeps trees right whose files have several names. Such files are few, so each call may walk the whole tree.</summary>
public static class SharedFiles
{
    /// <summary>The tree after names went: a file that is left with one name is an ordinary one, and of several exactly one bears the space.</summary>
    public static TreeNode Settle(TreeNode root)
    {
        if (!root.IsShared) return root;
        var counts = new Dictionary<SharedFile, int>();
        Each(root, node => counts[node.Shared!] = counts.GetValueOrDefault(node.Shared!) + 1);
        var borne = new HashSet<SharedFile>();
        return Rewrite(root, node =>
        {
            var bears = borne.Add(node.Shared!);
            return counts[node.Shared!] == 1 ? node.With(null, true) : bears == node.BearsSpace ? node : node.With(node.Shared, bears);
        });
    }

    /// <summary>The tree with the content and description of every name of a file replaced.</summary>
    public static TreeNode Replace(TreeNode root, SharedFile file, TreeNode with) =>
        Rewrite(root, node => ReferenceEquals(node.Shared, file) ? with.With(file, node.BearsSpace) : node);

    /// <summary>A copy whose files with several names are other files than the original's.</summary>
    public static TreeNode Copy(TreeNode node)
    {
        if (!node.IsShared) return node;
        var copies = new Dictionary<SharedFile, SharedFile>();
        return Settle(Rewrite(node, original =>
        {
            if (!copies.TryGetValue(original.Shared!, out var copy)) copies[original.Shared!] = copy = new SharedFile();
            return original.With(copy, original.BearsSpace);
        }));
    }

    static void Each(TreeNode node, Action<TreeNode> visit)
    {
        if (!node.IsShared) return;
        if (node.Shared is not null) visit(node);
        foreach (var (_, child) in node.Children) Each(child, visit);
    }

    static TreeNode Rewrite(TreeNode node, Func<TreeNode, TreeNode> rewrite)
    {
        if (!node.IsShared) return node;
        if (node.Shared is not null) return rewrite(node);
        return node.With(node.Children.Select((_, child) => Rewrite(child, rewrite)));
    }
}
