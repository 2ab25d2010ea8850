using Planner.Engine.Execution;

namespace Planner.Cli.Simulation;

/// <summary>What became of a simulated device.</summary>
interface IVerdict
{
    /// <summary>How it ended.</summary>
    Outcome Outcome { get; }

    /// <summary>Whether a promise was broken.</summary>
    bool IsBroken { get; }

    /// <summary>Whether it ended as the device file expects, and no promise was broken.</summary>
    bool IsGood { get; }

    /// <summary>The exit code for some: of one device as on a device, of more whether all are good.</summary>
    static int ExitCodeOf(IReadOnlyList<IVerdict> verdicts) =>
        verdicts is [{ IsBroken: false } only] ? only.Outcome.ExitCode : verdicts.Count > 1 && verdicts.All(verdict => verdict.IsGood) ? ExitCode.Good : ExitCode.Broken;
}
