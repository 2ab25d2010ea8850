using Planner.Repository.Catalogues;

namespace Planner.Repository.Routes;

/// <summary>One run of a route.</summary>
/// <param name="Plan">The plan that is run.</param>
/// <param name="Release">The release that it leads to.</param>
public sealed record Hop(PlanEntry Plan, ReleaseEntry Release);
