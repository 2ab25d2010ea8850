using Planner.Engine.Devices;
using Planner.Repository.Catalogues;

namespace Planner.Repository.Routes;

/// <summary>Every station that can be reached from one, with the hops of all shortest ways: layer by layer.</summary>
sealed class Network
{
    readonly List<PlanEntry> plans;
    readonly List<ReleaseEntry> releases;
    readonly Station start;
    readonly Dictionary<Station, int> layers = [];
    readonly Dictionary<Station, List<(Hop Hop, Station To)>> hops = [];

    internal Network(Catalogue catalogue, RouteRequest request, IReadOnlyList<ReleaseEntry> stops)
    {
        (plans, releases, start) = ([.. catalogue.Plans], [.. catalogue.Releases], request.From);
        layers[start] = 0;
        List<Station> layer = [start];
        for (var next = 1; layer.Count > 0; next++)
        {
            var reached = new List<Station>();
            foreach (var station in layer)
                foreach (var (hop, to) in HopsFrom(station, stops, next, station == start ? request.Fits : _ => true))
                    if (layers.TryAdd(to, next)) reached.Add(to);
            layer = reached;
        }
    }

    /// <summary>The newest version that is reached; null when there is none.</summary>
    internal HostVersion? Farthest => layers.Keys.Where(station => station != start).Select(station => station.Version).Max();

    /// <summary>The best way to a release; null when there is none.</summary>
    internal IReadOnlyList<Hop>? To(ReleaseEntry goal)
    {
        bool IsGoal(Station station) => station != start && station.Os == goal.Os && station.Version.Equals(goal.Version);
        var ends = layers.Where(station => IsGoal(station.Key)).ToList();
        if (ends.Count == 0) return null;
        var last = ends.Min(station => station.Value);
        var leading = new Dictionary<Station, bool>();
        bool Leads(Station station) => leading.TryGetValue(station, out var known) ? known
            : leading[station] = layers[station] == last ? IsGoal(station) : layers[station] < last && hops.GetValueOrDefault(station, []).Any(hop => Leads(hop.To));

        // First which plans: of all the ways, those with the best plan at each hop are left. Then which releases.
        var (sequence, stations) = (new List<PlanEntry>(), new List<Station> { start });
        while (sequence.Count < last)
        {
            var leaving = stations.SelectMany(station => hops[station]).Where(hop => Leads(hop.To)).ToList();
            var best = leaving.MinBy(hop => plans.IndexOf(hop.Hop.Plan)).Hop.Plan;
            sequence.Add(best);
            stations = [.. leaving.Where(hop => hop.Hop.Plan == best).Select(hop => hop.To).Distinct()];
        }

        return Newest(start, sequence, 0, IsGoal);
    }

    /// <summary>The way by a sequence of plans that has the newest releases, from the first hop on; null when none leads to the goal.</summary>
    List<Hop>? Newest(Station from, List<PlanEntry> sequence, int at, Predicate<Station> isGoal)
    {
        if (at == sequence.Count) return isGoal(from) ? [] : null;
        foreach (var (hop, to) in hops.GetValueOrDefault(from, []).Where(hop => hop.Hop.Plan == sequence[at]).OrderBy(hop => releases.IndexOf(hop.Hop.Release)))
            if (Newest(to, sequence, at + 1, isGoal) is { } rest) return [hop, .. rest];
        return null;
    }

    /// <summary>The hops to stations that no shorter way leads to, each with the best plan that there is for it.</summary>
    List<(Hop Hop, Station To)> HopsFrom(Station station, IReadOnlyList<ReleaseEntry> stops, int layer, Func<PlanEntry, bool> fits)
    {
        var found = new List<(Hop Hop, Station To)>();
        foreach (var release in stops)
            foreach (var plan in plans)
            {
                var to = station.After(plan, release);
                if (layers.TryGetValue(to, out var known) && known < layer) continue;
                if (found.Exists(hop => hop.To == to) || !fits(plan) || !station.Leads(plan, release)) continue;
                found.Add((new Hop(plan, release), to));
            }

        return hops[station] = found;
    }
}
