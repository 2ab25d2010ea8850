namespace Planner.Engine.Devices;

/// <summary>Services of the layout; each is one or more units.</summary>
public interface IServices
{
    /// <summary>The units of a service that this device has, and whether each runs. A unit that the OS does not know is left out.</summary>
    ValueTask<IReadOnlyList<UnitState>> LookAsync(string service, CancellationToken ct);

    /// <summary>Starts a unit and waits until the init system says so.</summary>
    ValueTask StartAsync(string service, string unit, CancellationToken ct);

    /// <summary>Stops a unit and waits until the init system says so.</summary>
    ValueTask StopAsync(string service, string unit, CancellationToken ct);
}

/// <summary>A unit of a service.</summary>
/// <param name="Unit">Its name for the init system; on a bench the service's name.</param>
/// <param name="Running">Whether it runs or waits (a timer) now.</param>
public sealed record UnitState(string Unit, bool Running);
