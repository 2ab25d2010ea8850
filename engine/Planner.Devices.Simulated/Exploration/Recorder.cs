using Planner.Engine.Execution;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>Cuts the calls of one process of a simulated run into the parts that its steps are.</summary>
/// <param name="device">The device.</param>
/// <param name="inner">Gets every event too.</param>
public sealed class Recorder(SimulatedDevice device, IRunObserver inner) : IRunObserver
{
    readonly List<Part> parts = [];
    readonly Dictionary<int, (StepResult? How, IReadOnlyList<string> Cause)> ends = [];
    (int? Step, int Call, TimeSpan At, string? Running) open = (null, device.Trace.Count, device.World.Elapsed, device.World.Running);

    /// <summary>The parts so far.</summary>
    public IReadOnlyList<Part> Parts => parts;

    /// <summary>How each step ended: null with the cause when it failed.</summary>
    public IReadOnlyDictionary<int, (StepResult? How, IReadOnlyList<string> Cause)> Ends => ends;

    /// <summary>Number of the step that works now, or null between steps.</summary>
    internal int? Step => open.Step;

    /// <summary>Titles of the steps that began, with the names in them replaced.</summary>
    public Dictionary<int, string> Titles { get; } = [];

    /// <summary>Steps that were taken back.</summary>
    public HashSet<int> Undone { get; } = [];

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

    /// <summary>Ends the part that an interruption left open.</summary>
    public void Cut() => Close(null);

    void Close(int? next, bool isUndo = false)
    {
        var now = device.World.Elapsed;
        if (device.Trace.Count > open.Call || now > open.At)
            parts.Add(new Part(open.Step, isUndo, open.Running, device.Trace, open.Call, device.Trace.Count) { Time = now - open.At });
        open = (next, device.Trace.Count, now, device.World.Running);
    }
}
