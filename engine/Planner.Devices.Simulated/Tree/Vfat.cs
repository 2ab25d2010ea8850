using Planner.Engine.Images;

namespace Planner.Devices.Simulated.Tree;

/// <summary>What vfat makes of a tree: everything is root's with 0755, as Linux mounts it; there are no attributes, and each name is a file of its own.</summary>
public static class Vfat
{
    const int Mode = 0b111_101_101;

    /// <summary>The first name below a node that vfat can not hold (a link, a device node, a pipe), or null.</summary>
    public static string? Refuses(TreeNode node, string path)
    {
        if (node.Type is not (EntryType.File or EntryType.Folder)) return path;
        foreach (var (name, child) in node.Children)
            if (Refuses(child, $"{path.TrimEnd('/')}/{name}") is { } refused) return refused;
        return null;
    }

    internal static TreeNode FormOf(TreeNode node)
    {
        // Its digest would have to be read, and is not asked for.
        var entry = node.Content is null ? node.Entry : node.Look;
        var plain = entry is { Mode: Mode, Uid: 0, Gid: 0, Attributes.IsEmpty: true } && node.Shared is null;
        if (plain && node.Children.IsEmpty) return node;
        var children = node.Children.Select(static (_, child) => child.OnVfat);
        var form = plain ? entry : entry with { Mode = Mode, Uid = 0, Gid = 0, Attributes = entry.Attributes.Clear() };
        return new TreeNode(form, node.Content, children);
    }
}
