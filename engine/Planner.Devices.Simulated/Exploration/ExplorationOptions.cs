namespace Planner.Devices.Simulated.Exploration;

/// <summary>How far is explored.</summary>
public sealed record ExplorationOptions
{
    /// <summary>Whether a second fault strikes while the run recovers from the first.</summary>
    public bool Pairs { get; init; }

    /// <summary>Decides mixtures of lost writes, and which first faults of pairs are taken where not all are.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether it ends with the first run that breaks a promise: for those who only ask whether there is one.</summary>
    public bool UntilBroken { get; init; }

    /// <summary>How many runs are simulated at once.</summary>
    public int Jobs { get; init; } = 1;
}

/// <summary>How far an exploration is.</summary>
/// <param name="Share">0 to 1.</param>
/// <param name="Runs">Runs so far.</param>
/// <param name="Broken">How many of them broke a promise.</param>
public readonly record struct ExplorationProgress(double Share, long Runs, long Broken);
