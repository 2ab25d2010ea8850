using System.Collections.Immutable;
using Planner.Devices.Simulated.Tree;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>A device as its owner sees it: without what belongs to the run alone, and without what is on its way to the disks.</summary>
public static class OwnersView
{
    /// <summary>One short text, the same for devices that look the same.</summary>
    /// <param name="start">The device before the run.</param>
    /// <param name="world">The device.</param>
    public static string Of(SimulatedStart start, DeviceWorld world)
    {
        var partitions = world.Partitions.Select(partition => Without(start, partition)).ToImmutableArray();
        return $"{WorldFingerprint.Of(start.Layout, world with { Partitions = partitions }, false)}";
    }

    static SimulatedPartition Without(SimulatedStart start, SimulatedPartition partition)
    {
        var root = start.Places.Without(partition, start.World[partition.Name]?.Root ?? TreeNode.Folder);
        if (start.Layout.Slots.Values.Contains(partition.Name)) root = ResumeHooks.Without(root);
        if (start.Layout.ResumeIn is { } shared && shared.Folder.Partition == partition.Name) root = ResumeHooks.WithoutShared(start.Layout, root);
        return partition with { Root = root, Durable = root };
    }
}
