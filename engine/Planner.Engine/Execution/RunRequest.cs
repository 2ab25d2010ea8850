using Planner.Engine.Devices;
using Planner.Engine.Language;

namespace Planner.Engine.Execution;

/// <summary>What to run.</summary>
public sealed record RunRequest
{
    /// <summary>The plan.</summary>
    public required Plan Plan { get; init; }

    /// <summary>The plan file and the files of its layouts: stored with the run, so that it can be ended without them.</summary>
    public required StoredPlan Sources { get; init; }

    /// <summary>The version to update to.</summary>
    public HostVersion? Target { get; init; }

    /// <summary>Values of inputs by name.</summary>
    public IReadOnlyDictionary<string, string> Inputs { get; init; } = new Dictionary<string, string>();

    /// <summary>The run's id.</summary>
    public required string RunId { get; init; }

    /// <summary>What comes behind the run, in the words of who asked for it: kept in the journal, given back by the outcome of a run that is done, whichever process ends it. Null when nothing does.</summary>
    public string? Goal { get; init; }

    /// <summary>Whether the device boots although applications hold update locks.</summary>
    public bool IgnoreLocks { get; init; }

    /// <summary>Whether to stop, with exit code 8, where the plan reboots.</summary>
    public bool NoReboot { get; init; }
}
