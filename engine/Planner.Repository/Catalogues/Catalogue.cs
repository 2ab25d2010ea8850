namespace Planner.Repository.Catalogues;

/// <summary>The plans and releases of a repository, by what its metadata say of them.</summary>
/// <param name="plans">The plans.</param>
/// <param name="releases">The releases.</param>
public sealed class Catalogue(IReadOnlyList<PlanEntry> plans, IReadOnlyList<ReleaseEntry> releases)
{
    /// <summary>Every plan, the newest versions first.</summary>
    public IReadOnlyList<PlanEntry> Plans { get; } = [.. plans.OrderByDescending(plan => plan.Version, Semver.SemVersion.SortOrderComparer).ThenBy(plan => plan.Name, StringComparer.Ordinal)];

    /// <summary>Every release, the newest first.</summary>
    public IReadOnlyList<ReleaseEntry> Releases { get; } = [.. releases.OrderByDescending(release => release.Version)];

    /// <summary>Names of the layouts that some plan gives to devices. Such a layout is left only by plans that start from it: nothing else tells where its boot variables are.</summary>
    public IReadOnlySet<string> MadeLayouts { get; } = plans.Where(plan => plan.Becomes is not null).Select(plan => PlanEntry.NameOf(plan.Becomes!)).ToHashSet();

    /// <summary>The catalogue of a repository's targets. A target of which the metadata say nothing that this Planner understands, or something else than its path, is left out.</summary>
    public static Catalogue Of(IEnumerable<Target> targets)
    {
        var (plans, releases) = (new List<PlanEntry>(), new List<ReleaseEntry>());
        foreach (var target in targets)
        {
            if (target.Custom is not { } custom) continue;
            if (PlanEntry.OfCustom(custom) is { } plan && plan.Path == target.Path) plans.Add(plan);
            else if (ReleaseEntry.OfCustom(custom) is { } release && release.Path == target.Path) releases.Add(release);
        }

        return new(plans, releases);
    }
}
