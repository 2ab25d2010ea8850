using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Services;

/// <summary>Services that are units of systemd.</summary>
public sealed class SystemdServices(Layout layout) : IServices
{
    static readonly TimeSpan LookTimeout = TimeSpan.FromSeconds(30);

    // Longer than systemd's own limits for a unit's start and stop (90 s each, TimeoutStartSec of systemd.service(5)).
    static readonly TimeSpan ChangeTimeout = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<UnitState>> LookAsync(string service, CancellationToken ct)
    {
        var states = new List<UnitState>();
        foreach (var unit in Find(service, $"look at the service {service}").Units)
        {
            var shown = await Programs.RunAsync($"look at the unit {unit}", "systemctl", ["show", "-p", "LoadState", "-p", "ActiveState", "--", unit], LookTimeout, ct).ConfigureAwait(false);
            var lines = shown.Output.Split('\n');
            if (lines.Contains("LoadState=not-found")) continue;
            states.Add(new UnitState(unit, lines.Any(line => line is "ActiveState=active" or "ActiveState=activating" or "ActiveState=reloading" or "ActiveState=refreshing")));
        }

        return states;
    }

    /// <inheritdoc/>
    public ValueTask StartAsync(string service, string unit, CancellationToken ct) => ChangeAsync("start", service, unit, ct);

    /// <inheritdoc/>
    public ValueTask StopAsync(string service, string unit, CancellationToken ct) => ChangeAsync("stop", service, unit, ct);

    async ValueTask ChangeAsync(string verb, string service, string unit, CancellationToken ct)
    {
        var tried = $"{verb} the unit {unit}";
        if (!Find(service, tried).Units.Contains(unit)) throw new DeviceException(DeviceFault.NotFound, tried, $"the service {service} has no such unit");
        await Programs.RunAsync(tried, "systemctl", [verb, "--", unit], ChangeTimeout, ct).ConfigureAwait(false);
    }

    Service Find(string service, string tried) =>
        layout.Services.GetValueOrDefault(service) ?? throw new DeviceException(DeviceFault.NotFound, tried, $"the layout has no service {service}");
}
