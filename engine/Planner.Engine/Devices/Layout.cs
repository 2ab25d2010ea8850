using Planner.Engine.Language;

namespace Planner.Engine.Devices;

/// <summary>What a device of one OS generation looks like: <c>plans/layouts/&lt;name&gt;/&lt;version&gt;.yaml</c>.</summary>
public sealed record Layout
{
    /// <summary>Name, like <c>resinos-2.x</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Semantic version of the file.</summary>
    public required string Version { get; init; }

    /// <summary>One sentence.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Whether devices have it only on the way from one layout to another: no plan starts from it or leads to it, and Planner's own folders may lie on the slot that runs.</summary>
    public bool IsBetween { get; init; }

    /// <summary>Where facts are read from, by fact name.</summary>
    public required IReadOnlyDictionary<string, FactSource> Facts { get; init; }

    /// <summary>Partitions by name, in the order of the file.</summary>
    public required IReadOnlyDictionary<string, Partition> Partitions { get; init; }

    /// <summary>Root slots: slot name to partition name.</summary>
    public required IReadOnlyDictionary<string, string> Slots { get; init; }

    /// <summary>Folders that hold the user's data.</summary>
    public IReadOnlyList<PartitionPath> UserData { get; init; } = [];

    /// <summary>Services by name.</summary>
    public IReadOnlyDictionary<string, Service> Services { get; init; } = new Dictionary<string, Service>();

    /// <summary>Sockets of the container engine, tried in order.</summary>
    public IReadOnlyList<string> EngineSockets { get; init; } = [];

    /// <summary>Folder of the journal.</summary>
    public required PartitionPath Journal { get; init; }

    /// <summary>Folder for undo data and temporary files of a run.</summary>
    public required PartitionPath Staging { get; init; }

    /// <summary>Folder of the log files, one a run.</summary>
    public required PartitionPath Logs { get; init; }

    /// <summary>Lock files of other updaters, held while a run is active.</summary>
    public IReadOnlyList<string> Locks { get; init; } = [];

    /// <summary>Where applications hold the device from booting.</summary>
    public IReadOnlyList<UpdateLock> UpdateLocks { get; init; } = [];

    /// <summary>When a boot that does not come is asked for harder.</summary>
    public RebootTimes Reboot { get; init; } = RebootTimes.Usual;

    /// <summary>How <c>planner resume</c> is armed: <c>systemd</c> or <c>sysv</c>.</summary>
    public string Resume { get; init; } = "systemd";

    /// <summary>Where units lie that every slot's OS loads, or null where each slot has its own.</summary>
    public SharedUnits? ResumeIn { get; init; }

    /// <summary>Whether a slot may hold a hostapp in the place of a plain tree.</summary>
    public bool HasHostapps { get; init; }

    /// <summary>Where the supervisor's version is configured, or null when the OS has no supervisor.</summary>
    public SupervisorSpec? Supervisor { get; init; }

    /// <summary>Boards by device type.</summary>
    public required IReadOnlyDictionary<string, Board> Boards { get; init; }

    /// <summary>Where the file was.</summary>
    public Position At { get; init; }

    /// <summary><c>name@version</c>.</summary>
    public string Id => $"{Name}@{Version}";

    /// <summary>Every name that stands for a partition: the roles <c>active</c> and <c>spare</c> where there are slots, slots, partitions.</summary>
    public IEnumerable<string> RolesAndPartitions => [.. Slots.Count > 0 ? ["active", "spare"] : Array.Empty<string>(), .. Slots.Keys, .. Partitions.Keys];

    /// <summary>Whether a name stands for a partition.</summary>
    public bool Knows(string partition) => RolesAndPartitions.Contains(partition);
}

/// <summary>A partition of a layout.</summary>
/// <param name="Label">File system label that it is found by.</param>
/// <param name="Type">File system.</param>
/// <param name="Size">Bytes, or null for the rest of the disk.</param>
/// <param name="Mount">Where the OS mounts it, or null.</param>
/// <param name="Optional">Whether some devices lack it.</param>
/// <param name="Number">Its number in the partition table, or null where the layout says nothing of the table.</param>
/// <param name="Start">Its first byte on the disk, or null for where it is.</param>
public sealed record Partition(string Label, string Type, long? Size, string? Mount, bool Optional, int? Number = null, long? Start = null);

/// <summary>A folder of systemd units that outlives an update, because the OS of either slot sees it in the place of its own.</summary>
/// <param name="Folder">The folder of the units; it lies on no slot.</param>
/// <param name="WantedBy">The target whose links in it the OS follows when it boots.</param>
public sealed record SharedUnits(PartitionPath Folder, string WantedBy);

/// <summary>A service: either units of systemd, or commands.</summary>
/// <param name="Units">Names of systemd units; empty when there are commands.</param>
/// <param name="Commands">For other init systems and benches, or null.</param>
public sealed record Service(IReadOnlyList<string> Units, ServiceCommands? Commands);

/// <summary>Commands of a service, each run by <c>/bin/sh -c</c> because they are the layout's or bench's own words.</summary>
/// <param name="Start">Starts it.</param>
/// <param name="Stop">Stops it.</param>
/// <param name="Status">Exits with 0 while it runs.</param>
public sealed record ServiceCommands(string Start, string Stop, string Status);

/// <summary>Where the supervisor's image and version stand: files of <c>KEY=value</c> lines.</summary>
/// <param name="Default">Path in each slot's OS.</param>
/// <param name="Override">The file that wins where it exists and outlives an update; null when each slot's OS goes by its own file alone.</param>
/// <param name="ImageKey">Key of the image's name without tag.</param>
/// <param name="VersionKey">Key of the version, which is the image's tag.</param>
/// <param name="IsTagged">Whether the image's name is written with its tag, because the OS starts it by that name alone.</param>
/// <param name="Former">Path in the OS that such a device may have had before, or null: a supervisor that is newer there is not made older.</param>
public sealed record SupervisorSpec(string Default, PartitionPath? Override, string ImageKey, string VersionKey, bool IsTagged = false, string? Former = null);

/// <summary>Where a fact is read from.</summary>
/// <param name="Format">How the file is read.</param>
/// <param name="Places">Files, tried in order; a bare path lies on the slot <c>active</c>.</param>
/// <param name="Key">Variable of an env file, or member of a JSON object (parts separated by dots).</param>
public sealed record FactSource(FactFormat Format, IReadOnlyList<PartitionPath> Places, string Key);

/// <summary>Formats of files that hold facts.</summary>
public enum FactFormat
{
    /// <summary>Lines of <c>KEY=value</c>, values bare or quoted as in os-release(5).</summary>
    Env,

    /// <summary>A JSON object.</summary>
    Json,
}
