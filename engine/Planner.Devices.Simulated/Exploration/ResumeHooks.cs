using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>What arms <c>planner resume</c> in an OS: it belongs to the run, not to the OS.</summary>
static class ResumeHooks
{
    /// <summary>The tree of an OS without it.</summary>
    internal static TreeNode Without(Layout layout, TreeNode root) => root;
}
