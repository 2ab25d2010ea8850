using Planner.Engine.Execution;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>The run without faults, recorded: its calls are the points at which faults strike.</summary>
/// <param name="Points">Every call, and the moment behind the last one.</param>
/// <param name="Processes">The processes that made them.</param>
/// <param name="Boots">The device after each boot.</param>
/// <param name="Outcome">What the last process told.</param>
/// <param name="End">The device at the end.</param>
sealed record Baseline(IReadOnlyList<Point> Points, IReadOnlyList<RecordedProcess> Processes, IReadOnlyList<DeviceWorld> Boots, Outcome Outcome, DeviceWorld End);
