using System.Collections.Immutable;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>A device as its owner sees it: without what belongs to the run alone, and without what is on its way to the disks.</summary>
public static class OwnersView
{
    /// <summary>One short text, the same for devices that look the same.</summary>
    /// <param name="layout">Their layout.</param>
    /// <param name="before">The device before the run.</param>
    /// <param name="world">The device.</param>
    public static string Of(Layout layout, DeviceWorld before, DeviceWorld world)
    {
        var partitions = world.Partitions.Select(partition => Without(layout, before, partition)).ToImmutableArray();
        return $"{WorldFingerprint.Of(layout, world with { Partitions = partitions }, false)}";
    }

    static SimulatedPartition Without(Layout layout, DeviceWorld before, SimulatedPartition partition)
    {
        var root = RunPlaces.Without(layout, partition, before[partition.Name]?.Root ?? TreeNode.Folder);
        if (layout.Slots.Values.Contains(partition.Name)) root = ResumeHooks.Without(root);
        if (layout.ResumeIn is { } shared && shared.Folder.Partition == partition.Name) root = ResumeHooks.WithoutShared(layout, root);
        return partition with { Root = root, Durable = root };
    }
}
