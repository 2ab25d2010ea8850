using Planner.Cli.Input;
using Planner.Cli.Output;
using Planner.Devices.Linux.Fetching;
using Planner.Engine.Devices;

namespace Planner.Cli.Devices;

/// <summary>Which device is worked on: it may be opened more than once.</summary>
/// <param name="Input">The device file that was read; null for this machine.</param>
/// <param name="Library">Layouts to look for the machine's own in, and for what a run may have made of a bench.</param>
/// <param name="Layout">The machine's layout, where it was said.</param>
sealed record DevicePlace(DeviceInput? Input, PlanLibrary Library, string? Layout)
{
    /// <summary>Opens it as it is; null, and the exit code, after it was said why it can not be.</summary>
    internal async Task<(IDevice? Device, int ExitCode)> OpenAsync(NetworkSettings? network, Terminal terminal, CancellationToken ct)
    {
        if (Input is not null) return (await DeviceOpening.OfAsync(Input, Library.All, ct, network), ExitCode.Good);
        var (found, failure) = MachineLayout.Find(Library, Layout, terminal);
        return found is null ? (null, failure) : (await DeviceOpening.MachineAsync(found.Layout, ct, network), ExitCode.Good);
    }

    /// <summary>Opens it for a plan. A device has the layout that the plan is for: its conditions and the labels of its partitions decide, not what a file calls it.</summary>
    internal Task<IDevice> OpenForAsync(PlanFile plan, NetworkSettings network, CancellationToken ct) => Input is null
        ? DeviceOpening.MachineAsync(plan.Layout.Layout, ct, network)
        : DeviceOpening.OfAsync(Input.Under(plan.Layout), plan.Layouts.Select(layout => layout.Layout), ct, network);
}
