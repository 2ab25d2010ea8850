namespace Planner.Engine.Language;

/// <content>What a repository must not become by being published.</content>
public static partial class ProblemCodes
{
    /// <summary>A released file that is another one now, or gone.</summary>
    public static ProblemCode ChangedRelease { get; } = Error("PLN301", "Released file was changed", """
        The file is published, and is another one now or not there any more. A device in the field may be half-way through it.
        A released plan or layout never changes: what is better comes as a new version beside it. Of a release only 'withdrawn' and 'rollout' may change.
        Put the file back as it was published, and write a new version.
        """);

    /// <summary>A release from which nothing leads to the newest one.</summary>
    public static ProblemCode DeadEnd { get; } = Error("PLN302", "Dead end", """
        Devices that run this release could not get to the newest one: no chain of plans leads there. They would stay where they are for ever.
        A withdrawn release counts too, because devices may run it.
        Publish a plan that is for this release, or a release on the way that a plan leads to.
        """);

    /// <summary>A layout that devices get and no plan leads on from.</summary>
    public static ProblemCode StuckLayout { get; } = Warning("PLN303", "No way on from a layout", """
        A plan gives devices another layout, and from that one no chain of plans leads to the newest release. Devices that come this way stay there.
        A layout that a plan makes is left only by plans that start from it.
        Publish a plan that starts from this layout.
        """);

    /// <summary>A file in a folder of the repository that is none of those that belong there.</summary>
    public static ProblemCode OutOfPlace { get; } = Error("PLN304", "File out of place", """
        A repository has plans/<name>/<version>.yaml, layouts/<name>/<version>.yaml and releases/<os>/<device type>/<version>.json, and nothing else in these folders.
        What a file says of itself must agree with where it lies, because devices find it by its place.
        Move the file, or correct what it says.
        """);

    static ProblemCode[] PublishingCodes() => [ChangedRelease, DeadEnd, StuckLayout, OutOfPlace];
}
