using Planner.Devices.Simulated;

namespace Planner.Cli.Simulation;

/// <summary>How long a service is down in a run.</summary>
/// <param name="Service">Its name.</param>
/// <param name="Time">All times together, from the stop of its first unit to the start of its last one, or to the end of a boot.</param>
/// <param name="IsDownAtTheEnd">Whether it is down when the run has ended, and was not before.</param>
sealed record Downtime(string Service, TimeSpan Time, bool IsDownAtTheEnd)
{
    /// <summary>The downtimes of all services that run when the run begins, by the calls of the run.</summary>
    internal static IReadOnlyList<Downtime> Of(DeviceWorld before, DeviceWorld after, IReadOnlyList<PortCall> calls) =>
        [.. before.Services.Where(service => service.Value.Any(unit => unit.Running)).Select(service => Of(service.Key, after, calls)).OrderBy(down => down.Service, StringComparer.Ordinal)];

    static Downtime Of(string service, DeviceWorld after, IReadOnlyList<PortCall> calls)
    {
        var (sum, since, stopped) = (TimeSpan.Zero, (TimeSpan?)null, new HashSet<string>());
        foreach (var call in calls)
        {
            if (call.Call == "power.reboot")
            {
                sum += call.At + call.Took - (since ?? call.At);
                since = null;
                stopped.Clear();
            }
            else if (call.Partition == service && call.Call == "services.stop")
            {
                stopped.Add(call.Path);
                since ??= call.At;
            }
            else if (call.Partition == service && call.Call == "services.start" && stopped.Remove(call.Path) && stopped.Count == 0 && since is { } from)
            {
                sum += call.At + call.Took - from;
                since = null;
            }
        }

        var isDown = !after.Services.GetValueOrDefault(service, []).Any(unit => unit.Running);
        return new Downtime(service, since is { } down ? sum + (after.Elapsed - down) : sum, isDown);
    }
}
