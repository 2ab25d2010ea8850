using System.Security.Cryptography;
using Planner.Engine.Language;
using Planner.Repository.Routes;

namespace Planner.Repository.Catalogues;

/// <summary>Finds releases from which devices could not get to the newest one. Rollouts do not count, because they open in the end; withdrawn releases do, because devices may run them.</summary>
/// <param name="folder">The author's folder, for places.</param>
/// <param name="files">The files to be published.</param>
sealed class DeadEnds(string folder, IReadOnlyList<CatalogueFile> files)
{
    // What devices will see: what the metadata say, and nothing else.
    readonly Catalogue catalogue = Catalogue.Of(files.Select(file => new Target(file.Path, file.Content.Length, new Dictionary<string, string> { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(file.Content)) }, file.Custom)));

    /// <summary>Every dead end.</summary>
    internal IEnumerable<Problem> Find() => catalogue.Releases.OrderBy(release => release.Path, StringComparer.Ordinal).SelectMany(FindFrom);

    IEnumerable<Problem> FindFrom(ReleaseEntry release)
    {
        if (Newest(release) is not { } newest || newest.Version <= release.Version) yield break;
        if (WhyNot(StationOf(release, null), newest) is { } why)
        {
            yield return new Problem(ProblemCodes.DeadEnd, PlaceOf(release), $"{release.Os} {release.Version} on {release.DeviceType} could never get to {newest.Version}: {why}");
            yield break;
        }

        foreach (var plan in catalogue.Plans.Where(plan => plan.Becomes is not null))
        {
            var layout = PlanEntry.NameOf(plan.Becomes!);
            var comesBy = catalogue.Releases.FirstOrDefault(former => StationOf(former, null).Leads(plan, release));
            if (comesBy is not null && WhyNot(StationOf(release, layout), newest) is { } stuck)
                yield return new Problem(ProblemCodes.StuckLayout, PlaceOf(release), $"{release.DeviceType} devices that come to {release.Version} by {plan.Id} have the layout {layout} then, and could not get to {newest.Version}: {stuck}");
        }
    }

    string? WhyNot(Station from, ReleaseEntry newest) => new RouteFinder(catalogue).Find(new RouteRequest(from, newest.Version)).Refusal;

    /// <summary>The newest release that devices of a release are to get to: of the same OS, whatever it is called, and of no other variant.</summary>
    ReleaseEntry? Newest(ReleaseEntry release) => catalogue.Releases.FirstOrDefault(other => other.DeviceType == release.DeviceType && !other.IsWithdrawn && !other.Version.IsPreRelease
        && (other.Version.Variant is null || other.Version.Variant == (release.Version.Variant ?? "prod")) && AreOne(release.Os, other.Os));

    /// <summary>Whether two names are of one OS: some plan takes devices of both.</summary>
    bool AreOne(string one, string other) => one == other || catalogue.Plans.Any(plan => plan.For.Any(selector => selector.Conditions.Any(condition =>
        condition.Fact == "os.name" && Matching.Test(condition, Engine.Devices.FactValue.Of(one), _ => null) is null && Matching.Test(condition, Engine.Devices.FactValue.Of(other), _ => null) is null)));

    static Station StationOf(ReleaseEntry release, string? layout) => new(release.Os, release.Version, release.DeviceType, layout);

    Position PlaceOf(ReleaseEntry release) => new($"{folder}/{release.Path}", 1, 1);
}
