using System.Collections.Immutable;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>Places that belong to the run itself and to no step: journal, staging and logs, and what calls <c>planner resume</c>.</summary>
public static class RunPlaces
{
    /// <summary>Its folders.</summary>
    public static ImmutableArray<PartitionPath> Of(Layout layout) => [layout.Journal, layout.Staging, layout.Logs];

    /// <summary>Whether a call is about one of them.</summary>
    public static bool Hold(Layout layout, PortCall call)
    {
        if (call.Resource != ResourceKind.Partition) return false;
        foreach (var place in Of(layout))
            if (call.Partition == place.Partition && TreeSelection.IsAtOrBelow(call.Path, place.Path)) return true;
        return ResumeHooks.Own(layout, call);
    }

    /// <summary>A partition's tree without them, and without the folders that had to be made for them.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="before">Its tree before the run.</param>
    internal static TreeNode Without(Layout layout, SimulatedPartition partition, TreeNode before)
    {
        var root = partition.Root;
        foreach (var place in Of(layout))
            if (place.Partition == partition.Name && TreeEdits.Find(root, place.Path) is not null) root = TreeEdits.Remove(root, Topmost(place.Path, before));
        return root;
    }

    static string Topmost(string path, TreeNode before)
    {
        for (var end = path.IndexOf('/', 1); end > 0; end = path.IndexOf('/', end + 1))
            if (TreeEdits.Find(before, path[..end]) is null) return path[..end];
        return path;
    }
}
