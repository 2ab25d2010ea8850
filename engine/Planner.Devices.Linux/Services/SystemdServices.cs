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
        if (!layout.Services.TryGetValue(service, out var known)) throw new DeviceException(DeviceFault.NotFound, $"look at the service {service}", "the layout has none of that name");
        var states = new List<UnitState>();
        foreach (var unit in known.Units)
        {
            var shown = await Programs.RunAsync($"look at the unit {unit}", "systemctl", ["show", "-p", "LoadState", "-p", "ActiveState", "--", unit], LookTimeout, ct).ConfigureAwait(false);
            var lines = shown.Output.Split('\n');
            if (lines.Contains("LoadState=not-found")) continue;
            states.Add(new UnitState(unit, lines.Any(line => line is "ActiveState=active" or "ActiveState=activating" or "ActiveState=reloading" or "ActiveState=refreshing")));
        }

        return states;
    }

    /// <inheritdoc/>
    public ValueTask StartAsync(string service, string unit, CancellationToken ct) => ChangeAsync("start", unit, ct);

    /// <inheritdoc/>
    public ValueTask StopAsync(string service, string unit, CancellationToken ct) => ChangeAsync("stop", unit, ct);

    static async ValueTask ChangeAsync(string verb, string unit, CancellationToken ct) =>
        await Programs.RunAsync($"{verb} the unit {unit}", "systemctl", [verb, "--", unit], ChangeTimeout, ct).ConfigureAwait(false);
}
