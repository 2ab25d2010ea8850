using Planner.Engine.Execution;

namespace Planner.Cli.Output;

/// <summary>Shows a run as JSON Lines on stdout.</summary>
/// <param name="terminal">Where.</param>
sealed class JsonLines(Terminal terminal) : IRunObserver
{
    /// <inheritdoc/>
    public void On(RunEvent happened)
    {
        foreach (var line in EventJson.Of(happened)) Json.WriteLine(terminal, line);
    }
}
