using Planner.Repository.Catalogues;

namespace Planner.Repository.Routes;

/// <summary>Finds routes: releases are stations, plans lead from one to another. A route has the fewest hops, among those the newest plan versions, from the first hop on, and among those the newest releases.</summary>
/// <param name="catalogue">The plans and releases there are.</param>
public sealed class RouteFinder(Catalogue catalogue)
{
    /// <summary>Finds the route, or tells why there is none.</summary>
    public Route Find(RouteRequest request)
    {
        var goals = new Goals(catalogue, request);
        if (goals.Refusal is { } refusal) return Route.None(refusal);
        if (goals.All.Count == 0) return Route.Nothing;
        var network = new Network(catalogue, request, goals.Stops);
        foreach (var goal in goals.All)
            if (network.To(goal) is { } hops) return new Route(hops, null);
        var from = request.From;
        var farthest = network.Farthest is { } version ? $"the plans lead no farther than {version}" : $"no plan is for {from.Os} {from.Version} on {from.DeviceType}{(from.Layout is { } layout ? $" with the layout {layout}" : "")}";
        return Route.None($"there is no way from {from.Version} to {(request.To is null ? "a newer release" : goals.All[0].Version)}: {farthest}");
    }
}
