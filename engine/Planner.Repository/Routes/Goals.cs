using System.Globalization;
using Planner.Engine.Devices;
using Planner.Engine.Language;
using Planner.Repository.Catalogues;

namespace Planner.Repository.Routes;

/// <summary>The releases that a route may lead to, and those that it may pass through.</summary>
sealed class Goals
{
    internal Goals(Catalogue catalogue, RouteRequest request)
    {
        var (from, to) = (request.From.Version, request.To);
        Refusal = to is null ? null : WhyNotBack(from, to) ?? WhyNotThere(catalogue, request, to);
        if (Refusal is not null || (to is not null && from.CompareTo(to) == 0)) return;

        // A device without a variant becomes a development one only where that is asked for.
        var variant = from.Variant ?? to?.Variant ?? "prod";
        bool IsAllowed(ReleaseEntry release) => release.DeviceType == request.From.DeviceType && !release.IsWithdrawn && request.IsOpen(release)
            && release.Version > from && (release.Version.Variant is null || release.Version.Variant == variant);
        var allowed = catalogue.Releases.Where(IsAllowed).ToList();
        All = [.. (to is null ? allowed.Where(release => !release.Version.IsPreRelease) : allowed.Where(release => IsAskedFor(release.Version, to))).OrderByDescending(release => release.Version).ThenBy(release => release.Version.Variant is null)];
        Stops = [.. allowed.Where(release => All.Contains(release) || (!release.Version.IsPreRelease && (to is null || release.Version < to)))];
    }

    /// <summary>Why no route is looked for, or null.</summary>
    internal string? Refusal { get; }

    /// <summary>The releases to get to, the best one first; none where the device is there already.</summary>
    internal IReadOnlyList<ReleaseEntry> All { get; } = [];

    /// <summary>The releases that may be on the way, the goals among them.</summary>
    internal IReadOnlyList<ReleaseEntry> Stops { get; } = [];

    static bool IsAskedFor(HostVersion version, HostVersion to) => version.CompareTo(to) == 0 && (to.Variant is null || to.Variant == version.Variant);

    static string? WhyNotBack(HostVersion from, HostVersion to) =>
        to < from ? $"{to} is older than {from}, which runs: there is no way back"
        : !from.MayBecome(to) ? $"a {from.Variant} variant can not become a {to.Variant} variant: {from} runs, {to} was asked for"
        : null;

    static string? WhyNotThere(Catalogue catalogue, RouteRequest request, HostVersion to)
    {
        if (request.From.Version.CompareTo(to) == 0) return null;
        var ofType = catalogue.Releases.Where(release => release.DeviceType == request.From.DeviceType).ToList();
        var asked = ofType.Where(release => IsAskedFor(release.Version, to)).ToList();
        if (asked.Count == 0) return $"there is no release {to} for {request.From.DeviceType}{(ofType.Count == 0 ? ", nor any other" : Suggestion.For(to.ToString(), ofType.Select(release => release.Version.ToString())))}";
        var fitting = asked.Where(release => request.From.Version.MayBecome(release.Version)).ToList();
        if (fitting.Count == 0) return $"{to} is there as a {asked[0].Version.Variant} variant only, and a {request.From.Version.Variant} variant runs";
        if (fitting.All(release => release.IsWithdrawn)) return $"the release {to} was withdrawn";
        if (fitting.FirstOrDefault(release => !release.IsWithdrawn && request.IsOpen(release)) is { } open)
            return request.From.Version.Variant is null && to.Variant is null && open.Version.Variant == "dev" ? $"{to} is there as a dev variant only: ask for {open.Version}" : null;
        var closed = fitting.First(release => !release.IsWithdrawn);
        return $"the rollout of {closed.Version} has not come to this device yet: its turn is at {closed.Rollout!.TurnOf(request.Uuid!, closed.Path).ToString(FieldTypes.InstantForm, CultureInfo.InvariantCulture)}";
    }
}
