using Planner.Devices.Simulated.Tree;
using Planner.Engine.Images;

namespace Planner.Devices.Simulated.Faults;

/// <summary>Takes the difference of two trees apart into writes, in the order of their paths; what a folder holds comes after it when it is new, and before it when it goes.</summary>
sealed class TreeChanges
{
    readonly List<(string Path, TreeNode? Before, TreeNode? After)> found = [];
    readonly HashSet<SharedFile> shared = [];

    /// <summary>Files of folders that were compared whose names did not change.</summary>
    readonly HashSet<TreeNode> keptNames = new(ReferenceEqualityComparer.Instance);

    /// <summary>The writes that lead from one tree to another.</summary>
    /// <param name="before">The one.</param>
    /// <param name="after">The other.</param>
    /// <param name="renamesWhole">Whether the file system makes a rename atomic.</param>
    internal static List<TreeChange> Between(TreeNode before, TreeNode after, bool renamesWhole)
    {
        var changes = new TreeChanges();
        changes.Compare("", before, after);
        return changes.Apart(renamesWhole);
    }

    void Compare(string path, TreeNode before, TreeNode after)
    {
        if (ReferenceEquals(before, after)) return;
        if (before.Type != EntryType.Folder || after.Type != EntryType.Folder)
        {
            if (IsOther(before, after) && (after.Shared is not { } file || file != before.Shared || shared.Add(file))) found.Add((path, before, after));
            return;
        }

        if (!before.IsSameSelf(after) && before.Look.DifferencesTo(after.Look).Any()) found.Add((path.Length == 0 ? "/" : path, Bare(before), Bare(after)));
        foreach (var (name, child) in before.Children)
            if (child.Type == EntryType.File && ReferenceEquals(child, after.Children.GetValueOrDefault(name))) keptNames.Add(child);
        foreach (var name in Names(before, after))
        {
            var place = $"{path}/{name}";
            var (one, other) = (before.Children.GetValueOrDefault(name), after.Children.GetValueOrDefault(name));
            if (one is null || other is null) found.Add((place, one, other));
            else Compare(place, one, other);
        }
    }

    List<TreeChange> Apart(bool renamesWhole)
    {
        var gone = new Dictionary<TreeNode, string>(ReferenceEqualityComparer.Instance);
        foreach (var (path, before, after) in found)
            if (after is null && before is not null && !ReferenceEquals(before, TreeNode.Folder)) gone.TryAdd(before, path);
        var renamed = new HashSet<string>();
        foreach (var (_, _, after) in found)
            if (after is not null && gone.TryGetValue(after, out var from)) renamed.Add(from);

        var apart = new List<TreeChange>();
        foreach (var (path, before, after) in found)
        {
            if (after is null && renamed.Contains(path)) continue;
            if (after is not null && gone.TryGetValue(after, out var from)) Rename(apart, path, before, after, from, renamesWhole);
            else if (after is null) Go(apart, path, before!);
            else if (IsKept(after)) apart.Add(new TreeChange(path, before, after) { IsRenamed = true });
            else if (before is not null && before.Type != EntryType.Folder) apart.Add(new TreeChange(path, before, after));
            else Come(apart, path, before, after);
        }

        return apart;
    }

    /// <summary>Whether a file's content is on the disk already, under the name that the other half of its rename is yet to take away.</summary>
    bool IsKept(TreeNode file) => file.Type == EntryType.File && keptNames.Contains(file);

    static void Rename(List<TreeChange> apart, string path, TreeNode? before, TreeNode after, string from, bool renamesWhole)
    {
        if (renamesWhole) apart.Add(new TreeChange(path, before, after, from));
        else
        {
            apart.Add(new TreeChange(path, before, after, MayLoseTarget: before is not null) { IsRenamed = true });
            apart.Add(new TreeChange(from, after, null));
        }
    }

    static void Come(List<TreeChange> apart, string path, TreeNode? before, TreeNode after)
    {
        apart.Add(new TreeChange(path, before, Bare(after)));
        foreach (var (name, child) in after.Children) Come(apart, $"{path}/{name}", null, child);
    }

    static void Go(List<TreeChange> apart, string path, TreeNode before)
    {
        foreach (var (name, child) in before.Children) Go(apart, $"{path}/{name}", child);
        apart.Add(new TreeChange(path, Bare(before), null));
    }

    static IEnumerable<string> Names(TreeNode one, TreeNode other)
    {
        var names = new SortedSet<string>(one.Children.Keys, StringComparer.Ordinal);
        names.UnionWith(other.Children.Keys);
        return names.Where(name => !ReferenceEquals(one.Children.GetValueOrDefault(name), other.Children.GetValueOrDefault(name)));
    }

    static TreeNode Bare(TreeNode node) => node.Children.IsEmpty ? node : node.With(node.Children.Clear());

    static bool IsOther(TreeNode one, TreeNode other) => one.Shared != other.Shared || one.Look.DifferencesTo(other.Look).Any() || !one.HasSameBytes(other);
}
