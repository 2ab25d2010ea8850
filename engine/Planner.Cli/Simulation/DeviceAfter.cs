using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;

namespace Planner.Cli.Simulation;

/// <summary>A simulated device as a run left it, for the next one.</summary>
static class DeviceAfter
{
    /// <summary>Takes its snapshot.</summary>
    /// <param name="device">The device.</param>
    /// <param name="before">The snapshot that it began from. What is around the device, like the images that registries have, no device can be asked for: it stays as it is there.</param>
    /// <param name="name">What to call it.</param>
    internal static async Task<DeviceFile> SnapshotAsync(IDevice device, DeviceFile before, string name)
    {
        var now = await Inspector.InspectAsync(device, name, [], CancellationToken.None);
        var (own, state) = (now.State!, before.State!);
        return now with { State = state with { Running = own.Running, Clock = own.Clock, Partitions = own.Partitions, Services = own.Services, Engine = own.Engine, Containers = own.Containers } };
    }
}
