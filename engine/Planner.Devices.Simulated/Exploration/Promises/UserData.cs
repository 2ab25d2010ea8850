using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;

namespace Planner.Devices.Simulated.Exploration.Promises;

/// <summary>P3: the user's data is as it was before the run.</summary>
/// <param name="reference">What it is measured against.</param>
sealed class UserData(Reference reference)
{
    /// <summary>Judges a device.</summary>
    internal void Judge(DeviceWorld world, Findings findings)
    {
        foreach (var path in reference.Layout.UserData)
        {
            var (before, now) = (Find(reference.Before, path), Find(world, path));
            if (before is null || (now is not null && before.IsSameAs(now))) continue;
            findings.Break(Promise.P3, now is null ? $"{path} is gone" : $"{path}{before.Manifest.DifferencesTo(now.Manifest).FirstOrDefault()}");
        }
    }

    static TreeNode? Find(DeviceWorld world, PartitionPath path) => world[path.Partition] is { Type: not null } partition ? TreeEdits.Find(partition.Root, path.Path) : null;
}
