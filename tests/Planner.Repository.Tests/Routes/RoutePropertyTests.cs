using CsCheck;
using Planner.Repository.Catalogues;
using Planner.Repository.Routes;
using static Planner.Repository.Tests.TestCatalogue;

namespace Planner.Repository.Tests.Routes;

/// <summary>Routes of catalogues that are drawn by lot, against every way that there is.</summary>
public sealed class RoutePropertyTests
{
    static readonly string[] Variants = ["", "", ".dev", ".prod"];

    [Test]
    public void A_route_is_the_best_of_all_ways() => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            var (catalogue, request) = (Drawn(random).Catalogue, Asked(random));
            var route = new RouteFinder(catalogue).Find(request);
            var ways = Ways(catalogue, request.From, []).ToList();
            if (route.Hops.Count == 0)
            {
                Assert.That(ways.Where(way => IsAsked(way, request)), Is.Empty, $"{seed}: {route.Refusal}");
                return;
            }

            var goal = ways.Where(way => IsAsked(way, request)).Max(way => way[^1].Release.Version)!; // one release of each version is drawn
            var best = ways.Where(way => IsAsked(way, request) && way[^1].Release.Version.CompareTo(goal) == 0).MinBy(way => Rank(way, catalogue))!;
            Assert.That(Text(route), Is.EqualTo(Text(new Route(best, null))), $"{seed}");
        },
        iter: 3000);

    static TestCatalogue Drawn(Random random)
    {
        var catalogue = new TestCatalogue();
        foreach (var minor in Enumerable.Range(1, 6).Where(_ => random.Next(5) > 0))
            catalogue.Release($"2.{minor}.0{Variants[random.Next(4)]}", random.Next(8) == 0 ? "nuc" : "pi", isWithdrawn: random.Next(6) == 0);
        foreach (var (name, version) in Enumerable.Range(0, 5).Select(_ => ($"p{random.Next(3)}", $"1.{random.Next(12)}.0")).Distinct())
        {
            var (low, high, first, last) = (random.Next(6), random.Next(6), random.Next(7), random.Next(7));
            catalogue.Plan(
                $"{name}@{version}",
                $"{{ os.version: '>=2.{low}.0 <=2.{low + high}.0', target.version: '>=2.{first}.0 <=2.{first + last}.0' }}",
                $"l{random.Next(3)}@1.0.0",
                random.Next(4) == 0 ? $"becomes: l{random.Next(3)}@1.0.0" : "");
        }

        return catalogue;
    }

    static RouteRequest Asked(Random random) =>
        From($"2.{random.Next(4)}.0{Variants[random.Next(4)]}", random.Next(3) == 0 ? null : $"2.{random.Next(8)}.0{Variants[random.Next(4)]}", random.Next(3) == 0 ? $"l{random.Next(3)}" : null);

    /// <summary>Every way, however long: versions only grow.</summary>
    static IEnumerable<IReadOnlyList<Hop>> Ways(Catalogue catalogue, Station from, IReadOnlyList<Hop> before)
    {
        if (before.Count > 0) yield return before;
        foreach (var release in catalogue.Releases.Where(release => !release.IsWithdrawn && release.DeviceType == "pi" && release.Version > from.Version))
            foreach (var plan in catalogue.Plans.Where(plan => Leads(plan, from, release)))
                foreach (var way in Ways(catalogue, from.After(plan, release), [.. before, new Hop(plan, release)])) yield return way;
    }

    // Said once more, in other words than the product's.
    static bool Leads(PlanEntry plan, Station from, ReleaseEntry to)
    {
        var ranges = plan.For[0].Conditions.ToDictionary(condition => condition.Fact, condition => condition.Matcher.ToString()!.Split(' ').Select(part => Version(part[2..])).ToList());
        return (from.Layout is null || plan.Layout.StartsWith(from.Layout + "@", StringComparison.Ordinal))
            && from.Version.CompareTo(ranges["os.version"][0]) >= 0 && from.Version.CompareTo(ranges["os.version"][1]) <= 0
            && to.Version.CompareTo(ranges["target.version"][0]) >= 0 && to.Version.CompareTo(ranges["target.version"][1]) <= 0;
    }

    static bool IsAsked(IReadOnlyList<Hop> way, RouteRequest request)
    {
        var variants = way.Select(hop => hop.Release.Version.Variant).Append(request.From.Version.Variant).OfType<string>().Distinct().ToList();
        if (variants.Count > 1) return false;
        if (request.From.Version.Variant is null && variants is ["dev"] && request.To?.Variant != "dev") return false;
        if (request.From.Version.Variant is null && variants is ["prod"] && request.To?.Variant == "dev") return false;
        return request.To is not { } to || (way[^1].Release.Version.CompareTo(to) == 0 && (to.Variant is null || way[^1].Release.Version.Variant == to.Variant));
    }

    static string Rank(IReadOnlyList<Hop> way, Catalogue catalogue)
    {
        string Places(IEnumerable<int> places) => string.Concat(places.Select(place => $"{place:d3}"));
        var (plans, releases) = (catalogue.Plans.ToList(), catalogue.Releases.ToList());
        return $"{way.Count:d3} {Places(way.Select(hop => plans.IndexOf(hop.Plan)))} {Places(way.Select(hop => releases.IndexOf(hop.Release)))}";
    }
}
