using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <summary>A network on which either everything answers or nothing does.</summary>
sealed class SimulatedNetwork(SimulatedDevice device) : INetwork
{
    public ValueTask<string?> ProbeAsync(Uri url, CancellationToken ct)
    {
        try
        {
            device.Note("network.probe", EffectKind.Reads, ResourceKind.Network, url.Host, "", device.Times.Ask, ct);
        }
        catch (DeviceException e)
        {
            return new(e.Message);
        }

        return new(device.Things.Online ? null : $"{url.Host} does not answer");
    }
}
