using Planner.Cli.Input;
using Planner.Devices.Simulated.Exploration;
using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Cli.Simulation;

/// <summary>A run on one device, explored.</summary>
/// <param name="Device">The device.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Report">What was found out.</param>
/// <param name="Replay">The command line that replays a run, but for the token at its end.</param>
sealed record Explored(DeviceInput Device, PlanFile Plan, ExplorationReport Report, string Replay)
{
    /// <summary>Whether the run without faults ended as the device file expects.</summary>
    internal bool IsAsExpected => Simulated.IsExpected(Device.File.Expect, Report.Outcome);

    /// <summary>Whether nothing is wrong with it.</summary>
    internal bool IsGood => IsAsExpected && Report.Broken.Count == 0;

    /// <summary>The run of a plan on a device, to be explored.</summary>
    internal static Setting SettingOf(PlanFile plan, DeviceInput input, HostVersion target, IReadOnlyDictionary<string, string> inputs, bool ignoreLocks, Func<StoredPlan, Engine.Language.Plan?> planOf)
    {
        var request = new RunRequest { Plan = plan.Plan, Sources = plan.Stored, Target = target, Inputs = inputs, RunId = Simulated.RunId, IgnoreLocks = ignoreLocks };
        return new Setting(plan.StartOf(input), request, planOf);
    }
}
