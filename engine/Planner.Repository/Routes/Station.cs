using Planner.Engine.Devices;
using Planner.Engine.Language;
using Planner.Repository.Catalogues;

namespace Planner.Repository.Routes;

/// <summary>Where a device is on its route: what of it decides which plans lead on.</summary>
/// <param name="Os">Name of its OS.</param>
/// <param name="Version">Its version, with the variant where it has one.</param>
/// <param name="DeviceType">Its device type.</param>
/// <param name="Layout">Name of the layout that a plan has given it; null when none has.</param>
public sealed record Station(string Os, HostVersion Version, string DeviceType, string? Layout)
{
    const string OsName = "os.name";
    const string Target = "target.version";

    /// <summary>Where the device is after a plan has led to a release.</summary>
    public Station After(PlanEntry plan, ReleaseEntry release) => new(release.Os, release.Version, DeviceType, plan.Becomes is { } becomes ? PlanEntry.NameOf(becomes) : Layout);

    /// <summary>Whether a plan leads from here to a release, as far as that is known without the device: what its <c>for</c> asks beside the releases and the device type is asked when it runs.</summary>
    public bool Leads(PlanEntry plan, ReleaseEntry to)
    {
        if (to.DeviceType != DeviceType || to.Version <= Version || !Version.MayBecome(to.Version)) return false;
        if (Layout is not null && plan.LayoutName != Layout) return false;
        return plan.For.Any(selector => Holds(selector, to) && TakesBoth(selector, to)) && !plan.NotFor.Any(exclusion => IsKnownBad(exclusion, to));
    }

    /// <summary>Whether all conditions hold of which anything is known.</summary>
    bool Holds(Selector selector, ReleaseEntry to) => selector.Conditions.All(condition => Test(condition, to) is not false);

    bool IsKnownBad(Exclusion exclusion, ReleaseEntry to) => exclusion.Selector.Conditions.All(condition => Test(condition, to) is true);

    // A plan that takes devices of several names says that these are one OS; to any other OS it does not lead.
    bool TakesBoth(Selector selector, ReleaseEntry to) =>
        to.Os == Os || (selector.Conditions.Where(condition => condition.Fact == OsName).ToList() is { Count: > 0 } names && names.All(condition => (this with { Os = to.Os }).Test(condition, to) is true));

    /// <summary>Whether a condition holds; null when that can not be known without the device.</summary>
    bool? Test(FactCondition condition, ReleaseEntry to)
    {
        if (ValueOf(condition.Fact, to) is not { } value || Matching.FirstName(condition.Matcher, name => ValueOf(name, to) is null) is not null) return null;
        return Matching.Test(condition, value, name => ValueOf(name, to)!.Text) is null;
    }

    FactValue? ValueOf(string fact, ReleaseEntry to) => fact switch
    {
        OsName => FactValue.Of(Os),
        "os.version" => FactValue.OfVersion(Version.Text),
        "os.variant" when Version.Variant is { } variant => FactValue.Of(variant),
        "device.type" => FactValue.Of(DeviceType),
        Target => FactValue.OfVersion(to.Version.ToString()),
        "target.tag" => FactValue.Of(to.Version.ToString().Replace('+', '_')),
        _ => null,
    };
}
