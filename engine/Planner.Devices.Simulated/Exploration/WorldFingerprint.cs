using System.Globalization;
using System.Text;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>Tells moments apart by what decides how a run goes on from them: neither clocks nor logs do.</summary>
static class WorldFingerprint
{
    /// <summary>The fingerprint of a device.</summary>
    /// <param name="layout">Its layout.</param>
    /// <param name="world">The device.</param>
    /// <param name="isOff">Whether it is off.</param>
    internal static Fingerprint Of(Layout layout, DeviceWorld world, bool isOff)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{isOff} {world.Layout.Id} {world.Running} {world.Boots} {world.EngineReady} {world.Online} {world.NewOsBoots} {world.NewOsIsHealthy}\n");
        if (world.Table is { } table) text.Append(CultureInfo.InvariantCulture, $"{table.Written} {table.InForce} {table.Chain}\n");
        foreach (var (service, units) in world.Services)
            foreach (var unit in units)
                text.Append(CultureInfo.InvariantCulture, $"{service} {unit.Unit} {unit.Running}\n");
        foreach (var container in world.Containers) text.Append(CultureInfo.InvariantCulture, $"{container.Id} {container.Running}\n");
        foreach (var (name, digest) in world.Held) text.Append(name).Append(' ').Append(digest).Append('\n');
        var trees = new Fingerprint[world.Partitions.Length * 2];
        for (var index = 0; index < world.Partitions.Length; index++)
        {
            var partition = world.Partitions[index];
            text.Append(CultureInfo.InvariantCulture, $"{partition.Name} {partition.Type} {partition.Label} {partition.Other}\n");
            trees[index * 2] = WithoutLogs(layout, partition.Name, partition.Root);
            trees[(index * 2) + 1] = ReferenceEquals(partition.Root, partition.Durable) ? trees[index * 2] : WithoutLogs(layout, partition.Name, partition.Durable);
        }

        return Fingerprint.Of(text.ToString(), trees);
    }

    static Fingerprint WithoutLogs(Layout layout, string partition, TreeNode root) =>
        (layout.Logs.Partition == partition ? TreeEdits.Remove(root, layout.Logs.Path) : root).Fingerprint;
}
