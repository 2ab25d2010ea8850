using Planner.Engine.Execution;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>What was found out.</summary>
public sealed record ExplorationReport
{
    /// <summary>How the run without faults ended.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Calls of the run without faults.</summary>
    public required int Points { get; init; }

    /// <summary>Runs that were simulated.</summary>
    public required long Runs { get; init; }

    /// <summary>Runs that needed no simulation, because another one went on from the same moment.</summary>
    public required long Same { get; init; }

    /// <summary>Runs after which the new OS ran.</summary>
    public required long Done { get; init; }

    /// <summary>Runs that were taken back.</summary>
    public required long Failed { get; init; }

    /// <summary>Runs that were parked.</summary>
    public required long Parked { get; init; }

    /// <summary>Runs that were refused, or cut before they began: nothing had changed.</summary>
    public required long NotBegun { get; init; }

    /// <summary>Runs with an exposed state on the way.</summary>
    public required long Exposed { get; init; }

    /// <summary>How many runs had each kind of exposed state.</summary>
    public required IReadOnlyDictionary<string, long> ExposedBy { get; init; }

    /// <summary>Runs that broke a promise.</summary>
    public required long BrokenRuns { get; init; }

    /// <summary>Every broken promise, once for each step and kind of fault.</summary>
    public required IReadOnlyList<BrokenPromise> Broken { get; init; }

    /// <summary>How many faults struck in each step and how many of them broke a promise.</summary>
    public required IReadOnlyList<StepTally> Steps { get; init; }
}

/// <summary>What was explored in one step.</summary>
/// <param name="Step">Its number, or null between steps.</param>
/// <param name="Points">Calls of the run without faults in it.</param>
/// <param name="Runs">Runs whose first fault struck in it.</param>
/// <param name="Exposed">Those with an exposed state.</param>
/// <param name="Broken">Those that broke a promise.</param>
public sealed record StepTally(int? Step, int Points, long Runs, long Exposed, long Broken);
