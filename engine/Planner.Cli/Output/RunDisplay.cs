using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Cli.Output;

/// <summary>Shows a run in the way that fits where it is shown.</summary>
static class RunDisplay
{
    /// <summary>Shows it until it ends.</summary>
    /// <param name="terminal">Where.</param>
    /// <param name="json">Whether a program reads it.</param>
    /// <param name="plan">The plan, where it is known beforehand.</param>
    /// <param name="run">The run.</param>
    internal static async Task<Outcome> ShowAsync(Terminal terminal, bool json, Plan? plan, Func<IRunObserver, Task<Outcome>> run)
    {
        if (json) return await run(new Unbroken(new JsonLines(terminal)));
        if (!terminal.IsLive) return await run(new Unbroken(new PlainLines(terminal)));
        var steps = new LiveSteps(terminal, plan);
        var outcome = await steps.ShowAsync(() => run(new Unbroken(steps)));
        new Unbroken(new PlainLines(terminal)).On(new RunEnded(outcome));
        return outcome;
    }

    /// <summary>Shows that a run is refused because its device can not be opened, and gives the exit code.</summary>
    internal static int ShowRefusal(Terminal terminal, bool json, string reason) => ShowEnd(terminal, json, new Outcome { Kind = OutcomeKind.Refused, Reasons = [reason] });

    /// <summary>Shows how it ends where no run was begun, and gives the exit code.</summary>
    internal static int ShowEnd(Terminal terminal, bool json, Outcome outcome)
    {
        new Unbroken(json ? new JsonLines(terminal) : new PlainLines(terminal)).On(new RunEnded(outcome));
        return outcome.ExitCode;
    }
}
