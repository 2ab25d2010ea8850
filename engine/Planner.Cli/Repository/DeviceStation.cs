using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Repository.Catalogues;
using Planner.Repository.Routes;

namespace Planner.Cli.Repository;

/// <summary>Where a device is on its routes.</summary>
static class DeviceStation
{
    /// <summary>Asks the device.</summary>
    /// <param name="device">The device.</param>
    /// <param name="catalogue">What its repository has.</param>
    /// <param name="to">The version to get to; null for the newest.</param>
    /// <param name="seen">A moment that has passed whatever the device's clock says: rollouts go by the later one.</param>
    /// <param name="ct">Ends the call.</param>
    /// <exception cref="DeviceException">It does not tell its OS, its version or its type.</exception>
    internal static async Task<RouteRequest> OfAsync(IDevice device, Catalogue catalogue, HostVersion? to, DateTimeOffset seen, CancellationToken ct)
    {
        var facts = new FactReader(device, to, new Dictionary<string, string>(), new Dictionary<string, ImageAnswer>());
        var version = await ReadAsync("os.version");
        if (!HostVersion.TryParse(version, out var parsed)) throw new DeviceException(DeviceFault.Failed, "look where the device is", $"its os.version {version} is no version");
        var variant = await facts.ReadAsync("os.variant", ct);
        var uuid = await facts.ReadAsync("device.uuid", ct);
        var layout = catalogue.MadeLayouts.Contains(device.Layout.Name) ? device.Layout.Name : null;
        var station = new Station(await ReadAsync("os.name"), variant.IsKnown ? parsed.OfVariant(variant.Text) : parsed, await ReadAsync("device.type"), layout);
        return new RouteRequest(station, to) { Uuid = uuid.IsKnown ? uuid.Text : null, Now = device.Clock.Now > seen ? device.Clock.Now : seen };

        async Task<string> ReadAsync(string name)
        {
            var fact = await facts.ReadAsync(name, ct);
            return fact.IsKnown ? fact.Text! : throw new DeviceException(DeviceFault.NotFound, "look where the device is", $"{name} is {fact}");
        }
    }
}
