using System.Collections.Immutable;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Disks;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>Places that belong to the run itself and to no step: journal, staging and logs, in every layout that it gives the device, and what calls <c>planner resume</c>.</summary>
public sealed class RunPlaces
{
    readonly ImmutableArray<PartitionPath> places;
    readonly ImmutableArray<PartitionPath> own;
    readonly ImmutableArray<Layout> layouts;

    /// <summary>The places on devices of a start.</summary>
    public RunPlaces(SimulatedStart start)
    {
        layouts = start.Layouts;
        own = [.. layouts.SelectMany(layout => Of(layout).Select(place => start.NumberOf(layout, place.Partition) is { } number ? place with { Partition = start.NameOf(start.Layout, number) } : place)).Distinct()];
        places = [.. own.Concat(layouts.SelectMany(layout => Of(layout))).Concat(layouts.SelectMany((from, index) => layouts.Skip(index + 1).SelectMany(to => Of(from).Select(place => LayoutChange.PathAfter(from, to, place)).OfType<PartitionPath>()))).Distinct()];
    }

    /// <summary>Whether a call is about one of them, whatever the layout in force then.</summary>
    public bool Hold(PortCall call)
    {
        if (call.Resource != ResourceKind.Partition) return false;
        foreach (var place in places)
            if (call.Partition == place.Partition && TreeSelection.IsAtOrBelow(call.Path, place.Path)) return true;
        foreach (var layout in layouts)
            if (ResumeHooks.Own(layout, call)) return true;
        return false;
    }

    /// <summary>A partition's tree without them, and without the folders that had to be made for them.</summary>
    /// <param name="partition">The partition, as the device's own layout calls it.</param>
    /// <param name="before">Its tree before the run.</param>
    internal TreeNode Without(SimulatedPartition partition, TreeNode before)
    {
        var root = partition.Root;
        foreach (var place in own)
            if (place.Partition == partition.Name && TreeEdits.Find(root, place.Path) is not null) root = TreeEdits.Remove(root, Topmost(place.Path, before));
        return root;
    }

    static ImmutableArray<PartitionPath> Of(Layout layout) => [layout.Journal, layout.Staging, layout.Logs];

    static string Topmost(string path, TreeNode before)
    {
        for (var end = path.IndexOf('/', 1); end > 0; end = path.IndexOf('/', end + 1))
            if (TreeEdits.Find(before, path[..end]) is null) return path[..end];
        return path;
    }
}
