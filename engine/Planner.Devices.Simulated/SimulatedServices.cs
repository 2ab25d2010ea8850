using System.Collections.Immutable;
using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <summary>Units that run or do not.</summary>
sealed class SimulatedServices(SimulatedDevice device) : IServices
{
    public ValueTask<IReadOnlyList<UnitState>> LookAsync(string service, CancellationToken ct)
    {
        var units = UnitsOf(service, $"look at {service}");
        device.Note("services.look", EffectKind.Reads, ResourceKind.Service, service, "", device.Times.Look, ct);
        return new(units);
    }

    public ValueTask StartAsync(string service, string unit, CancellationToken ct)
    {
        var tried = $"start {unit}";
        var place = PlaceOf(service, unit, tried);
        device.Note("services.start", EffectKind.Changes, ResourceKind.Service, service, unit, device.Times.Unit, ct);
        if (device.Things.IsBroken(service, device.Start)) throw new DeviceException(DeviceFault.Failed, tried, "the unit failed: it exits at once");
        Set(service, place, true);
        return default;
    }

    public ValueTask StopAsync(string service, string unit, CancellationToken ct)
    {
        var place = PlaceOf(service, unit, $"stop {unit}");
        device.Note("services.stop", EffectKind.Changes, ResourceKind.Service, service, unit, device.Times.Unit, ct);
        Set(service, place, false);
        return default;
    }

    ImmutableArray<UnitState> UnitsOf(string service, string tried)
    {
        device.Live();
        if (!device.Layout.Services.ContainsKey(service)) throw new DeviceException(DeviceFault.NotFound, tried, $"the layout has no service {service}");
        return device.Things.Services.GetValueOrDefault(service, []);
    }

    int PlaceOf(string service, string unit, string tried)
    {
        var units = UnitsOf(service, tried);
        for (var place = 0; place < units.Length; place++)
            if (units[place].Unit == unit) return place;
        throw new DeviceException(DeviceFault.NotFound, tried, $"{service} has no unit {unit}");
    }

    void Set(string service, int place, bool running)
    {
        var units = device.Things.Services[service];
        if (units[place].Running == running) return;
        device.Things = device.Things with { Services = device.Things.Services.SetItem(service, units.SetItem(place, units[place] with { Running = running })) };
    }
}
