using System.Collections.Immutable;
using Planner.Devices.Simulated.Exploration.Promises;
using Planner.Devices.Simulated.Faults;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>A run with faults, ready to be simulated from the nearest moment that is known instead of from the beginning.</summary>
/// <param name="Faults">All faults of the run: with the device's start and the seed they say everything.</param>
/// <param name="World">The device at that moment.</param>
/// <param name="Point">Number of the next call then.</param>
abstract record Faulty(ImmutableArray<Fault> Faults, DeviceWorld World, int Point)
{
    /// <summary>Faults that strike again when the run is simulated from that moment.</summary>
    internal virtual ImmutableArray<Fault> Ahead => [];

    /// <summary>Simulates it to its end.</summary>
    internal async Task<Journey> RunAsync(Setting setting, Judges judges, int seed, Tape? tape, CancellationToken ct)
    {
        var journey = new Journey(setting, judges, tape);
        await using var device = setting.At(World, Point, Ahead, seed);
        await GoAsync(setting, journey, device, ct);
        return journey;
    }

    protected abstract Task GoAsync(Setting setting, Journey journey, SimulatedDevice device, CancellationToken ct);
}

/// <summary>Begins with the process in which its last fault strikes.</summary>
sealed record FailingRun(ImmutableArray<Fault> Faults, RecordedProcess Process, ImmutableArray<Fault> Striking) : Faulty(Faults, Process.World, Process.Number)
{
    internal override ImmutableArray<Fault> Ahead => Striking;

    protected override Task GoAsync(Setting setting, Journey journey, SimulatedDevice device, CancellationToken ct) => journey.GoAsync(device, Process.Resumes, ct);
}

/// <summary>Begins where the process or the power is gone: what that leaves is known.</summary>
sealed record InterruptedRun(ImmutableArray<Fault> Faults, DeviceWorld World, int Point, bool IsOff) : Faulty(Faults, World, Point)
{
    protected override Task GoAsync(Setting setting, Journey journey, SimulatedDevice device, CancellationToken ct) => IsOff ? journey.SwitchOnAsync(device, ct) : journey.GoAsync(setting.Next(device), true, ct);
}
