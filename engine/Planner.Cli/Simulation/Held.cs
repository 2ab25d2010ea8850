using Planner.Cli.Output;
using Planner.Engine.Execution;

namespace Planner.Cli.Simulation;

/// <summary>Shows the events of a simulated run to programs; its end is held back for what is known only afterwards.</summary>
/// <param name="terminal">Where; null for nobody.</param>
sealed class Held(Terminal? terminal) : IRunObserver
{
    /// <inheritdoc/>
    public void On(RunEvent happened)
    {
        if (terminal is null || happened is RunEnded) return;
        foreach (var line in EventJson.Of(happened)) Json.WriteLine(terminal, line);
    }
}
