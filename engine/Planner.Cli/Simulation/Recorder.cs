using Planner.Devices.Simulated;
using Planner.Engine.Execution;

namespace Planner.Cli.Simulation;

/// <summary>A part of a run in which one step worked, forward or back.</summary>
/// <param name="Step">Its number, or null between steps.</param>
/// <param name="IsUndo">Whether it was taken back.</param>
/// <param name="Running">The slot that ran when the part began.</param>
/// <param name="Calls">What was done.</param>
sealed record Part(int? Step, bool IsUndo, string? Running, IReadOnlyList<PortCall> Calls)
{
    /// <summary>Time that it took, waits included.</summary>
    internal TimeSpan Time { get; init; }
}

/// <summary>Cuts the calls of a simulated run into the parts that its steps are.</summary>
/// <param name="device">The device.</param>
/// <param name="inner">Gets every event too.</param>
sealed class Recorder(SimulatedDevice device, IRunObserver inner) : IRunObserver
{
    readonly List<Part> parts = [];
    readonly Dictionary<int, (StepResult? How, IReadOnlyList<string> Cause)> ends = [];
    (int? Step, int Call, TimeSpan At, string? Running) open;

    /// <summary>The parts so far.</summary>
    internal IReadOnlyList<Part> Parts => parts;

    /// <summary>How each step ended: null with the cause when it failed.</summary>
    internal IReadOnlyDictionary<int, (StepResult? How, IReadOnlyList<string> Cause)> Ends => ends;

    /// <summary>Titles of the steps that began, with the names in them replaced.</summary>
    internal Dictionary<int, string> Titles { get; } = [];

    /// <summary>Steps that were taken back.</summary>
    internal HashSet<int> Undone { get; } = [];

    /// <inheritdoc/>
    public void On(RunEvent happened)
    {
        switch (happened)
        {
            case RunBegan: Close(null); break;
            case StepBegan step:
                Titles[step.Number] = step.Title;
                Close(step.Number);
                break;
            case StepEnded step:
                ends[step.Number] = (step.How, []);
                Close(null);
                break;
            case StepFailed step: ends[step.Number] = (null, step.Cause); break;
            case UndoBegan: Close(null); break;

            // What comes after a boot may be another step, as when the undo begins with one.
            case Booting: Close(open.Step); break;
            case StepUndone step:
                if (step.Failure is null) Undone.Add(step.Number);
                open.Step = step.Number;
                Close(null, isUndo: true);
                break;
            case RunEnded: Close(null); break;
        }

        inner.On(happened);
    }

    void Close(int? next, bool isUndo = false)
    {
        var now = device.World.Elapsed;
        parts.Add(new Part(open.Step, isUndo, open.Running, [.. device.Trace.Skip(open.Call)]) { Time = now - open.At });
        open = (next, device.Trace.Count, now, device.World.Running);
    }
}
