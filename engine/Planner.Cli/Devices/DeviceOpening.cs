using Planner.Cli.Input;
using Planner.Devices.Linux;
using Planner.Devices.Linux.Containers;
using Planner.Devices.Linux.Fetching;
using Planner.Devices.Simulated;
using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Cli.Devices;

/// <summary>Opens devices to work on. What mounts begins the program anew in a mount namespace of its own: nothing may have been written before.</summary>
static class DeviceOpening
{
    /// <summary>This machine.</summary>
    internal static async Task<IDevice> MachineAsync(Layout layout, CancellationToken ct, NetworkSettings? network = null)
    {
        MountNamespace.EnterAndReexec();
        return await LinuxDevice.OpenMachineAsync(layout, null, LinuxEngine.Make, ct, network);
    }

    /// <summary>A bench, or a snapshot, which is simulated.</summary>
    /// <param name="input">The device file.</param>
    /// <param name="layouts">Layouts that a run may have given it.</param>
    /// <param name="ct">Ends the call.</param>
    /// <param name="network">How it reaches its peers; null where it has no configuration.</param>
    internal static async Task<IDevice> OfAsync(DeviceInput input, IEnumerable<Layout> layouts, CancellationToken ct, NetworkSettings? network = null)
    {
        if (input.File.Bench is null) return SimulatedStart.Of(input.File, input.Source.Layout).Begin();
        MountNamespace.EnterAndReexec();
        var device = await LinuxDevice.OpenBenchAsync(input.Layout, input.File, input.Folder, LinuxEngine.Make, ct, network);

        // On a machine the program that the OS calls lies beside its layout; a bench's OS calls nothing.
        if (input.File.Bench.Disk is not null) await LayoutInForce.FindAsync(device, layouts, ct);
        return device;
    }
}
