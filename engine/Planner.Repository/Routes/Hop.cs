using Planner.Engine.Language;
using Planner.Repository.Catalogues;

namespace Planner.Repository.Routes;

/// <summary>One run of a route.</summary>
/// <param name="Plan">The plan that is run.</param>
/// <param name="Release">The release that it leads to.</param>
public sealed record Hop(PlanEntry Plan, ReleaseEntry Release)
{
    const string ImageInput = "image";

    /// <summary>What the plan is given: the release's image, where it asks for one.</summary>
    public IReadOnlyDictionary<string, string> InputsOf(Plan plan) => plan.Inputs.ContainsKey(ImageInput) ? new Dictionary<string, string> { [ImageInput] = Release.Image } : new Dictionary<string, string>();

    /// <inheritdoc/>
    public override string ToString() => $"{Release.Version} by {Plan.Id}";
}
