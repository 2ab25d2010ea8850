using System.Collections.Immutable;
using Planner.Devices.Simulated.Faults;
using Planner.Engine.Execution;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>The ends of processes and cuts of power that can come at recorded calls, with what each leaves: only what comes after them needs to be simulated.</summary>
/// <param name="setting">What is explored.</param>
/// <param name="tape">The recorded calls.</param>
/// <param name="former">Faults of the recorded run.</param>
/// <param name="carried">Those of them that strike again when the first recorded process is simulated anew.</param>
/// <param name="seed">Decides mixtures of lost writes.</param>
sealed class Interruptions(Setting setting, Tape tape, ImmutableArray<Fault> former, ImmutableArray<Fault> carried, int seed)
{
    /// <summary>Every interruption before a call and while it is half done.</summary>
    internal async Task<IReadOnlyList<InterruptedRun>> AtAsync(Point point, CancellationToken ct)
    {
        var runs = new List<InterruptedRun>();
        Add(runs, point.Number, point.Before, point.Number, FaultKind.Killed, FaultKind.PowerLost);
        if (point.Call is { } call && PossibleFaults.HasHalves(call) && await HalfDoneAsync(point, ct) is { } half)
            Add(runs, point.Number, half.World, half.Point, FaultKind.KilledDuring, FaultKind.PowerLostDuring);
        return runs;
    }

    void Add(List<InterruptedRun> runs, int number, DeviceWorld world, int next, FaultKind kill, FaultKind power)
    {
        runs.Add(new InterruptedRun(former.Add(new Fault(number, kill)), world, next, false));
        var variants = PowerLoss.VariantsOf(world, seed);
        for (var variant = 0; variant < variants.Count; variant++)
            runs.Add(new InterruptedRun(former.Add(new Fault(number, power) { Variant = variant }), variants[variant].World, next, true));
    }

    /// <summary>The device when a call is half done: its process is simulated up to there. Null when it does not come so far.</summary>
    async Task<(DeviceWorld World, int Point)?> HalfDoneAsync(Point point, CancellationToken ct)
    {
        var process = tape.Processes[point.Process];
        var ahead = (point.Process == 0 ? carried : []).Add(new Fault(point.Number, FaultKind.KilledDuring));
        await using var device = setting.At(process.World, process.Number, ahead, seed);
        var executor = new Executor(device, Silent.Instance);
        try
        {
            if (process.Resumes) await executor.ResumeAsync(setting.PlanOf, ct);
            else await executor.RunAsync(setting.Request, ct);
            return null;
        }
        catch (InterruptedException)
        {
            return (device.World, device.Point);
        }
    }
}
