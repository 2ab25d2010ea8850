using Planner.Engine.Devices;

namespace Planner.Engine.Execution;

/// <summary>Ways for a run to end or to stop.</summary>
public enum OutcomeKind
{
    /// <summary>The new OS runs and was confirmed.</summary>
    Done,

    /// <summary>The device runs the target version already.</summary>
    Current,

    /// <summary>The old OS runs; everything was undone, but for what is listed.</summary>
    Failed,

    /// <summary>Nothing changed: the plan does not apply, or a check failed.</summary>
    Refused,

    /// <summary>It will be resumed.</summary>
    Resuming,

    /// <summary>Beyond the point of no return: waits for the network or <c>planner resume</c>.</summary>
    Parked,

    /// <summary>A reboot is pending or under way.</summary>
    PendingReboot,

    /// <summary>Another run or updater is active, or an open run waits.</summary>
    Busy,
}

/// <summary>How a run ended or stopped.</summary>
public sealed record Outcome
{
    /// <summary>The run's id; empty when none was begun.</summary>
    public string Run { get; init; } = "";

    /// <summary>In which way.</summary>
    public required OutcomeKind Kind { get; init; }

    /// <summary>The OS version when it began, or null.</summary>
    public string? OsBefore { get; init; }

    /// <summary>The OS version that runs now, or null.</summary>
    public string? OsAfter { get; init; }

    /// <summary>The step that failed, or null.</summary>
    public FailedStep? Failed { get; init; }

    /// <summary>Why it was refused, is busy or stopped: every reason, a line each.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>What could not be undone, a line each.</summary>
    public IReadOnlyList<string> Left { get; init; } = [];

    /// <summary>The kind of failure.</summary>
    public DeviceFault Fault { get; init; }

    /// <summary>Boots in the run.</summary>
    public int Boots { get; init; }

    /// <summary>Time that it took.</summary>
    public TimeSpan Time { get; init; }

    /// <summary>What is to come behind a run that is done, as it was asked for; null when nothing is.</summary>
    public string? Goal { get; init; }

    /// <summary>Bytes that came over the network.</summary>
    public long Fetched { get; init; }

    /// <summary>Bytes of the new OS that were written.</summary>
    public long Written { get; init; }

    /// <summary>The exit code of the command line.</summary>
    public int ExitCode => Kind switch
    {
        OutcomeKind.Done or OutcomeKind.Current => 0,
        OutcomeKind.Resuming or OutcomeKind.Parked => 5,
        OutcomeKind.PendingReboot => 8,
        OutcomeKind.Busy => 9,
        _ when Left.Count > 0 => 10,
        _ when Fault == DeviceFault.NotAuthentic => 7,
        OutcomeKind.Refused => 4,
        _ => 1,
    };
}

/// <summary>The step that failed.</summary>
/// <param name="Number">1-based.</param>
/// <param name="Id">Its id.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Cause">The failure and its causes.</param>
public sealed record FailedStep(int Number, string Id, string Kind, IReadOnlyList<string> Cause);
