using Planner.Cli.Input;
using Planner.Devices.Simulated.Exploration;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Steps;

namespace Planner.Cli.Simulation;

/// <summary>One simulated run, over.</summary>
/// <param name="Device">The device.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Record">What its steps did.</param>
/// <param name="Downtimes">Services that were down.</param>
/// <param name="Broken">Touches outside of what was declared.</param>
/// <param name="Time">How long it would take.</param>
/// <param name="Places">Places that belong to the run alone.</param>
sealed record Simulated(DeviceFile Device, PlanFile Plan, Outcome Outcome, Recorder Record, IReadOnlyList<Downtime> Downtimes, IReadOnlyList<string> Broken, TimeSpan Time, RunPlaces Places) : IVerdict
{
    /// <summary>The id of every simulated run: nothing about it may differ from one time to the next.</summary>
    internal const string RunId = "simulation";

    /// <summary>Whether it ended as the device file expects.</summary>
    internal bool IsAsExpected => IsExpected(Device.Expect, Outcome);

    /// <inheritdoc/>
    public bool IsBroken => Broken.Count > 0;

    /// <inheritdoc/>
    public bool IsGood => IsAsExpected && !IsBroken;

    /// <summary>Whether a run ended as a device file expects.</summary>
    internal static bool IsExpected(Expectation expected, Outcome outcome) => expected switch
    {
        Expectation.Failed => outcome.Kind == OutcomeKind.Failed,
        Expectation.Refused => outcome.Kind is OutcomeKind.Refused or OutcomeKind.Busy,
        _ => outcome.Kind is OutcomeKind.Done or OutcomeKind.Current,
    };

    /// <summary>How often the device was booted anew.</summary>
    internal int Boots => Record.Parts.Sum(part => part.Calls.Count(call => call.Call == "power.reboot"));

    /// <summary>Bytes that were written, by all steps together: also those of an earlier try or an undo.</summary>
    internal long Written => Record.Parts.Sum(part => part.Calls.Sum(call => call.Written));

    /// <summary>Bytes that were fetched.</summary>
    internal long Fetched => Record.Parts.Sum(part => part.Calls.Sum(call => call.Fetched));

    /// <summary>Runs a plan on a snapshot.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="input">The snapshot.</param>
    /// <param name="target">The version to update to.</param>
    /// <param name="inputs">Values of inputs by name.</param>
    /// <param name="ignoreLocks">Whether the device boots although applications hold update locks.</param>
    /// <param name="after">Gets the device as it is afterwards.</param>
    /// <param name="observer">Gets every event.</param>
    /// <param name="ct">Ends the run.</param>
    /// <param name="run">The run's id; on one device each has its own.</param>
    internal static async Task<Simulated> RunAsync(
        PlanFile plan, DeviceInput input, HostVersion target, IReadOnlyDictionary<string, string> inputs, bool ignoreLocks, Func<IDevice, ValueTask> after, IRunObserver observer, CancellationToken ct, string run = RunId)
    {
        await using var device = plan.StartOf(input).Begin();
        var (before, record) = (device.World, new Recorder(device, observer));
        var request = new RunRequest { Plan = plan.Plan, Sources = plan.Stored, Target = target, Inputs = inputs, RunId = run, IgnoreLocks = ignoreLocks };
        var outcome = await new Executor(device, record).RunAsync(request, ct);
        var broken = new DeclaredEffects(plan.Plan, device.Start).Broken(record.Parts);
        var over = new Simulated(input.File, plan, outcome, record, Downtime.Of(before, device.World, device.Trace), broken, device.World.Elapsed - before.Elapsed, device.Start.Places);
        await after(device);
        return over with { Outcome = outcome with { Fetched = over.Fetched, Written = over.Written } };
    }

    /// <summary>What a step did, in all its tries.</summary>
    internal IEnumerable<Part> PartsOf(Step step) => Record.Parts.Where(part => part.Step == step.Header.Number && !part.IsUndo);
}
