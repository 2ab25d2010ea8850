using Planner.Engine.Execution;

namespace Planner.Cli.Output;

/// <summary>Shows a run as lines: progress on stderr, the outcome on stdout.</summary>
/// <param name="terminal">Where.</param>
sealed class PlainLines(Terminal terminal) : IRunObserver
{
    /// <inheritdoc/>
    public void On(RunEvent happened)
    {
        foreach (var line in EventText.Of(happened))
            if (happened is RunEnded) terminal.Result(line);
            else terminal.Say(line);
    }
}
