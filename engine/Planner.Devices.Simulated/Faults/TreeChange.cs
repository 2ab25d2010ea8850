using Planner.Devices.Simulated.Tree;
using Planner.Engine.Images;

namespace Planner.Devices.Simulated.Faults;

/// <summary>One write by which two trees differ: a name that came, went, or holds something else.</summary>
/// <param name="Path">The name.</param>
/// <param name="Before">What it held, without what is below it; null when it was not there.</param>
/// <param name="After">What it holds, without what is below it unless it was renamed; null when it is not there.</param>
/// <param name="From">The former name that goes with the same write (a rename on a file system that makes it atomic), or null.</param>
/// <param name="MayLoseTarget">Whether what it replaces may be lost although it does not come itself: half of a rename that is not atomic.</param>
sealed record TreeChange(string Path, TreeNode? Before, TreeNode? After, string? From = null, bool MayLoseTarget = false)
{
    /// <summary>Whether a file's bytes come with it, which may come in part.</summary>
    internal bool WritesContent => After is { Type: EntryType.File, Size: > 0 } && From is null && !IsRenamed
        && (Before is not { Type: EntryType.File } || !After.HasSameBytes(Before));

    /// <summary>Whether it is half of a rename: the content was there before.</summary>
    internal bool IsRenamed { get; init; }

    /// <summary>The tree with this write done.</summary>
    internal TreeNode On(TreeNode root) => After is null ? TreeEdits.Remove(root, Path) : On(root, After);

    /// <summary>The tree with this write done, but with another node.</summary>
    internal TreeNode On(TreeNode root, TreeNode node)
    {
        if (From is not null) root = TreeEdits.Remove(root, From);
        if (node.Shared is { } file && Before?.Shared == file) return SharedFiles.Replace(root, file, node);
        if (TreeEdits.InTheWay(root, Path) is { } obstacle) root = TreeEdits.Remove(root, obstacle);
        if (node.Type == EntryType.Folder && !IsMoved && TreeEdits.Find(root, Path) is { Type: EntryType.Folder } there) node = node.With(there.Children);
        return TreeEdits.Put(root, Path, node);
    }

    bool IsMoved => IsRenamed || From is not null;
}
