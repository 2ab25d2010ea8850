namespace Planner.Devices.Simulated.Exploration;

/// <summary>A call of a port that was recorded.</summary>
/// <param name="Number">Its number, counted over all processes and boots of the device.</param>
/// <param name="Call">What was called; null behind the last call.</param>
/// <param name="Before">The device before it.</param>
/// <param name="Step">Number of the step that worked, or null.</param>
/// <param name="Process">Which process it was, in <see cref="Tape.Processes"/>.</param>
public sealed record Point(int Number, PortCall? Call, DeviceWorld Before, int? Step, int Process);

/// <summary>A process that was recorded.</summary>
/// <param name="Number">Number of its first call.</param>
/// <param name="World">The device when it began.</param>
/// <param name="Resumes">Whether it is <c>planner resume</c>, and not the run's first.</param>
public sealed record RecordedProcess(int Number, DeviceWorld World, bool Resumes);

/// <summary>Every call of a journey with the device before it: worlds share what they have in common, so keeping them costs little.</summary>
sealed class Tape
{
    readonly List<Point> points = [];
    readonly List<RecordedProcess> processes = [];

    internal IReadOnlyList<Point> Points => points;

    internal IReadOnlyList<RecordedProcess> Processes => processes;

    internal void Begin(RecordedProcess process) => processes.Add(process);

    internal void Add(int number, PortCall call, DeviceWorld before, int? step) => points.Add(new Point(number, call, before, step, processes.Count - 1));

    /// <summary>The moment behind the last call.</summary>
    internal void End(int number, DeviceWorld world) => points.Add(new Point(number, null, world, null, processes.Count - 1));
}
