using Planner.Devices.Simulated.Tree;
using Planner.Engine.Images;

namespace Planner.Devices.Simulated.Faults;

/// <summary>What a call that changes the world has done when it is half done.</summary>
public static class Halfway
{
    /// <summary>The world between two: of the writes on each partition the first half, a single file up to its middle, a format that has only erased; half of the space that was taken. Units, the engine's names and what was flushed are as before.</summary>
    /// <param name="before">When the call began.</param>
    /// <param name="after">When it would have ended.</param>
    /// <param name="inPlace">Whether it overwrites bytes of a file in their place, which is atomic within a sector; else a file is written anew or added to.</param>
    public static DeviceWorld Between(DeviceWorld before, DeviceWorld after, bool inPlace = false)
    {
        if (!ReferenceEquals(before.Table, after.Table)) return SimulatedTable.Halfway(before, after);
        var between = before;
        foreach (var whole in after.Partitions)
            if (before[whole.Name] is { } former && !ReferenceEquals(former, whole)) between = between.With(Between(former, whole, inPlace));
        return between;
    }

    static SimulatedPartition Between(SimulatedPartition before, SimulatedPartition after, bool inPlace)
    {
        if (IsFormat(before, after)) return after with { Type = null, Label = null, Uuid = null, Other = 0 };
        var root = ReferenceEquals(before.Root, after.Root) ? before.Root : Between(before.Root, after.Root, before.Type != "vfat", inPlace);
        return before with { Root = root, Other = before.Other + ((after.Other - before.Other) / 2) };
    }

    static TreeNode Between(TreeNode before, TreeNode after, bool renamesWhole, bool inPlace)
    {
        var changes = TreeChanges.Between(before, after, renamesWhole);
        if (changes.Count(change => change.WritesContent) == 1 && changes.TrueForAll(change => change.WritesContent || (change.Before is null && change.After?.Type == EntryType.Folder)))
            return changes.Aggregate(before, (tree, change) => change.WritesContent ? change.On(tree, Torn.Middle(change, inPlace)) : change.On(tree));
        return SharedFiles.Settle(changes.Take(changes.Count / 2).Aggregate(before, (tree, change) => change.On(tree)));
    }

    // A label alone is a few bytes of one sector.
    static bool IsFormat(SimulatedPartition before, SimulatedPartition after) =>
        (before.Type, before.Uuid) != (after.Type, after.Uuid)
        || (ReferenceEquals(after.Root, TreeNode.Folder) && ReferenceEquals(after.Durable, TreeNode.Folder) && !ReferenceEquals(before.Root, TreeNode.Folder));
}
