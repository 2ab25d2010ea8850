using Planner.Engine.Execution;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>Tells a journey in lines: what followed after the faults.</summary>
sealed class Tale : IRunObserver
{
    readonly List<string> lines = [];

    internal IReadOnlyList<string> Lines => lines;

    /// <inheritdoc/>
    public void On(RunEvent happened)
    {
        if (happened is StepFailed or UndoBegan or StepUndone { Failure: not null } or RunEnded) lines.AddRange(EventText.Of(happened));
    }

    internal void Add(string line) => lines.Add(line);
}
