using Planner.Engine.Devices;

namespace Planner.Engine.Execution;

/// <summary>Files that runs leave on a device for people and other programs.</summary>
public static class RunFiles
{
    /// <summary>The log of a run.</summary>
    public static PartitionPath Log(Layout layout, string run) => layout.Logs.Below($"{run}.log");

    /// <summary>The folder of what was last seen of a signed repository: it outlives the OS, and a change of the layout.</summary>
    public static PartitionPath Repository(Layout layout) => layout.Journal.Below("repository");

    /// <summary>The status of the last run.</summary>
    public static PartitionPath Status(Layout layout) => layout.Journal.Below("status.json");
}
