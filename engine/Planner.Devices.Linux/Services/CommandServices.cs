using Planner.Devices.Linux.Commands;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Services;

/// <summary>Services that are commands, of the layout or of a bench; each service is one unit of its own name.</summary>
/// <param name="commands">Commands by service name.</param>
/// <param name="known">Every service of the layout: one without commands has no unit on this device.</param>
/// <param name="folder">Where the commands run.</param>
public sealed class CommandServices(IReadOnlyDictionary<string, ServiceCommands> commands, IEnumerable<string> known, string folder) : IServices
{
    static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    readonly HashSet<string> known = [.. known, .. commands.Keys];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<UnitState>> LookAsync(string service, CancellationToken ct)
    {
        if (!known.Contains(service)) throw new DeviceException(DeviceFault.NotFound, $"look at the service {service}", "the layout has none of that name");
        if (!commands.TryGetValue(service, out var command)) return [];
        var (exitCode, _) = await ShellAsync($"look at the service {service}", command.Status, ct).ConfigureAwait(false);
        return [new UnitState(service, exitCode == 0)];
    }

    /// <inheritdoc/>
    public ValueTask StartAsync(string service, string unit, CancellationToken ct) => ChangeAsync($"start the service {service}", service, unit, found => found.Start, ct);

    /// <inheritdoc/>
    public ValueTask StopAsync(string service, string unit, CancellationToken ct) => ChangeAsync($"stop the service {service}", service, unit, found => found.Stop, ct);

    /// <summary>Starts what does not run, as a boot does: one that can not be started keeps no other from it.</summary>
    internal async Task StartAllAsync(CancellationToken ct)
    {
        foreach (var (service, command) in commands)
        {
            if ((await ShellAsync($"look at the service {service}", command.Status, ct).ConfigureAwait(false)).ExitCode == 0) continue;
            await ShellAsync($"start the service {service}", command.Start, ct).ConfigureAwait(false);
        }
    }

    async ValueTask ChangeAsync(string tried, string service, string unit, Func<ServiceCommands, string> choose, CancellationToken ct)
    {
        if (unit != service || !commands.TryGetValue(service, out var command)) throw new DeviceException(DeviceFault.NotFound, tried, $"the device has no unit {unit}");
        var (exitCode, report) = await ShellAsync(tried, choose(command), ct).ConfigureAwait(false);
        if (exitCode != 0) throw new DeviceException(DeviceFault.Failed, tried, $"the command ended with {exitCode}: {report}");
    }

    Task<(int ExitCode, string Report)> ShellAsync(string tried, string command, CancellationToken ct) =>
        Detached.AskAsync(tried, ["/bin/sh", "-c", command], folder, new Dictionary<string, string?>(), Timeout, ct);
}
