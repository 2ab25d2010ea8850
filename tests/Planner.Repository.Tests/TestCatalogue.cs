using System.Text;
using Planner.Engine.Devices;
using Planner.Repository.Catalogues;
using Planner.Repository.Releases;
using Planner.Repository.Routes;

namespace Planner.Repository.Tests;

/// <summary>A repository's catalogue, put together from what authors would write.</summary>
public sealed class TestCatalogue
{
    readonly List<Target> targets = [];

    /// <summary>The catalogue.</summary>
    public Catalogue Catalogue => Catalogue.Of(targets);

    /// <summary>A version that holds one.</summary>
    public static HostVersion Version(string text) => HostVersion.TryParse(text, out var version) ? version : throw new ArgumentException(text);

    /// <summary>Adds a plan.</summary>
    /// <param name="id"><c>name@version</c>.</param>
    /// <param name="selector">Its <c>for</c>, in YAML on one line.</param>
    /// <param name="layout">The layout that it starts from.</param>
    /// <param name="more">Further lines.</param>
    public TestCatalogue Plan(string id, string selector, string layout = "one@1.0.0", string more = "")
    {
        var (name, version) = id.Split('@') is [var one, var two] ? (one, two) : throw new ArgumentException(id);
        var custom = PlanEntry.CustomOf(Encoding.UTF8.GetBytes($"plan: {name}\nversion: {version}\nlanguage: 1\nlayout: {layout}\nfor: {selector}\n{more}\n"));
        targets.Add(new Target($"plans/{name}/{version}.yaml", 1, new Dictionary<string, string>(), custom));
        return this;
    }

    /// <summary>Adds releases.</summary>
    public TestCatalogue Releases(params string[] versions)
    {
        foreach (var version in versions) Release(version);
        return this;
    }

    /// <summary>Adds a release.</summary>
    public TestCatalogue Release(string version, string type = "pi", string os = "resin-os", bool isWithdrawn = false, Rollout? rollout = null)
    {
        var entry = new ReleaseEntry(os, Version(version), type, $"example/os@sha256:{new string('0', 64)}", isWithdrawn, rollout);
        targets.Add(new Target(entry.Path, 1, new Dictionary<string, string>(), entry.ToCustom()));
        return this;
    }

    /// <summary>A request for a route of a <c>pi</c> with <c>resin-os</c>.</summary>
    public static RouteRequest From(string from, string? to = null, string? layout = null) => new(new Station("resin-os", Version(from), "pi", layout), to is null ? null : Version(to));

    /// <summary>The route as a text: <c>plan@version to version, …</c>, <c>current</c>, or why there is none.</summary>
    public string Route(RouteRequest request) => Text(new RouteFinder(Catalogue).Find(request));

    /// <summary>A route as a text.</summary>
    public static string Text(Route route) => route.Refusal ?? (route.IsCurrent ? "current" : string.Join(", ", route.Hops.Select(hop => $"{hop.Plan.Id} to {hop.Release.Version}")));
}
