using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;

namespace Planner.Devices.Simulated.Exploration.Promises;

/// <summary>P3: the user's data is as it was before the run.</summary>
/// <param name="reference">What it is measured against.</param>
sealed class UserData(Reference reference)
{
    /// <summary>Judges a device.</summary>
    /// <param name="world">The device.</param>
    /// <param name="mayBePacked">Whether a whole copy in an archive will do: while the run has not ended.</param>
    /// <param name="findings">Takes what is broken.</param>
    internal void Judge(DeviceWorld world, bool mayBePacked, Findings findings)
    {
        foreach (var path in reference.Layout.UserData)
        {
            var (before, now) = (Find(reference.Before, path), Find(world, path));
            if (before is null || (now is not null && before.IsSameAs(now)) || IsElsewhere(world, before) || (mayBePacked && IsPacked(world, before))) continue;
            findings.Break(Promise.P3, now is null ? $"{path} is gone" : $"{path}{before.Manifest.DifferencesTo(now.Manifest).FirstOrDefault()}");
        }
    }

    /// <summary>Whether it is where a later layout has the user's data.</summary>
    bool IsElsewhere(DeviceWorld world, TreeNode data) => reference.Setting.Start.Layouts.Skip(1).Any(layout =>
        layout.UserData.Any(path => Find(SimulatedTable.Named(world, layout, reference.Setting.Start), path) is { } found && found.IsSameAs(data)));

    bool IsPacked(DeviceWorld world, TreeNode data) => world.Partitions.Any(partition => partition.Type is not null && partition.Durable.Manifest.Entries.Any(entry =>
        reference.Setting.Start.Archives.Find(entry.Digest) is { } packed && packed.IsSameAs(data)));

    static TreeNode? Find(DeviceWorld world, PartitionPath path) => world[path.Partition] is { Type: not null } partition ? TreeEdits.Find(partition.Root, path.Path) : null;
}
