using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>What arms <c>planner resume</c> in an OS: it belongs to the run, not to the OS.</summary>
static class ResumeHooks
{
    /// <summary>The layout with which the OS that runs calls <c>planner resume</c> when it boots: the one beside the program that it calls; null when it calls none.</summary>
    internal static Layout? LayoutOf(Setting setting, DeviceWorld world)
    {
        foreach (var layout in setting.Start.Layouts)
            if (SimulatedTable.Named(world, layout, setting.Start) is { Running: { } slot } view && Arm(layout, setting.Request.RunId, view, slot)) return layout;
        return null;
    }

    static bool Arm(Layout layout, string run, DeviceWorld world, string slot)
    {
        var hook = ResumeHook.Of(layout, run);
        if (world[ResumeHook.PartitionOf(layout, slot)] is not { Type: not null, Root: var root }) return false;
        if (TreeEdits.Find(root, hook.Link) is not { } link || link.Entry.Target != hook.Target) return false;
        if (TreeEdits.Find(root, hook.File)?.Content is not { } file || file.Digest != FileContent.Of(hook.Bytes).Digest) return false;
        var program = StoredPlan.ProgramOf(layout, run);
        return world[program.Partition] is { Type: not null } partition && TreeEdits.Find(partition.Root, program.Path) is { } stored && SimulatedProgram.IsWhole(stored);
    }

    /// <summary>The tree of an OS without it, and without the folders on the way that hold nothing else.</summary>
    internal static TreeNode Without(TreeNode root) => Without(root, ResumeHook.Paths);

    static TreeNode Without(TreeNode root, IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            if (TreeEdits.Find(root, path) is not null) root = TreeEdits.Remove(root, path);
            for (var end = path.LastIndexOf('/'); end > 0; end = path.LastIndexOf('/', end - 1))
            {
                var folder = TreeEdits.Find(root, path[..end]);
                if (folder is { Children.IsEmpty: false }) break;
                if (folder is not null) root = TreeEdits.Remove(root, path[..end]);
            }
        }

        return root;
    }

    /// <summary>The tree of a partition that has it for either slot, without it and the folders on the way that hold nothing else.</summary>
    internal static TreeNode WithoutShared(Layout layout, TreeNode root) => Without(root, ResumeHook.PathsOf(layout));

    /// <summary>Whether a path is one of its, or a folder on the way to one.</summary>
    internal static bool Own(Layout layout, PortCall call)
    {
        if (layout.ResumeIn is { } shared ? shared.Folder.Partition != call.Partition : !layout.Slots.Values.Contains(call.Partition)) return false;
        foreach (var own in layout.ResumeIn is null ? ResumeHook.Paths : ResumeHook.PathsOf(layout))
            if (own == call.Path || own.StartsWith(call.Path + "/", StringComparison.Ordinal)) return true;
        return false;
    }
}
