namespace Planner.Repository.Routes;

/// <summary>The way of a device to a release, or why there is none.</summary>
/// <param name="Hops">Its runs, in their order; none where the device is there already, or where there is no way.</param>
/// <param name="Refusal">Why there is none, or null.</param>
public sealed record Route(IReadOnlyList<Hop> Hops, string? Refusal)
{
    /// <summary>Nothing is to be done.</summary>
    public static Route Nothing { get; } = new([], null);

    /// <summary>There is none.</summary>
    public static Route None(string why) => new([], why);

    /// <summary>Whether the device is where it was to get.</summary>
    public bool IsCurrent => Hops.Count == 0 && Refusal is null;
}
