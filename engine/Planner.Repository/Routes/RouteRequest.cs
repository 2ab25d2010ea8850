using Planner.Engine.Devices;
using Planner.Repository.Catalogues;

namespace Planner.Repository.Routes;

/// <summary>Which way is looked for.</summary>
/// <param name="From">Where the device is.</param>
/// <param name="To">The version to get to; null for the newest.</param>
public sealed record RouteRequest(Station From, HostVersion? To)
{
    /// <summary>The device that takes part in phased rollouts; null where none is meant, and every release counts as open.</summary>
    public string? Uuid { get; init; }

    /// <summary>The time, for rollouts.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>Whether a plan starts from a layout that the device may have; where nothing is known of it, all do.</summary>
    public Func<PlanEntry, bool> Fits { get; init; } = _ => true;

    /// <summary>Whether a release is open to the device.</summary>
    internal bool IsOpen(ReleaseEntry release) => Uuid is null || release.Rollout?.IsOpen(Uuid, release.Path, Now) is not false;
}
