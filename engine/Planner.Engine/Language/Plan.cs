using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Engine.Language;

/// <summary>An upgrade path: <c>plans/&lt;name&gt;/&lt;version&gt;.yaml</c>.</summary>
public sealed record Plan
{
    /// <summary>Name, like <c>resinos-2.x-to-2.x</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Semantic version of the file.</summary>
    public required string Version { get; init; }

    /// <summary>One sentence.</summary>
    public string Summary { get; init; } = "";

    /// <summary><c>name@version</c> of the layout that it starts from.</summary>
    public required string Layout { get; init; }

    /// <summary><c>name@version</c> of the layout that a device has after it, where that is another one; else null.</summary>
    public string? Becomes { get; init; }

    /// <summary>Every layout on its way, in their order: the one that it starts from, then that of each <c>repartition</c>.</summary>
    public IReadOnlyList<Layout> Layouts { get; init; } = [];

    /// <summary>Selectors; one must match, each of which needs all its conditions.</summary>
    public required IReadOnlyList<Selector> For { get; init; }

    /// <summary>Known-bad cases; none may match.</summary>
    public IReadOnlyList<Exclusion> NotFor { get; init; } = [];

    /// <summary>Inputs by name.</summary>
    public IReadOnlyDictionary<string, Input> Inputs { get; init; } = new Dictionary<string, Input>();

    /// <summary>The steps in their order.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>Every name in the plan's templates: their values are read once, at the run's start.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Where the file was.</summary>
    public Position At { get; init; }

    /// <summary>SHA-256 of the file's bytes in lower-case hex.</summary>
    public string Digest { get; init; } = "";

    /// <summary><c>name@version</c>.</summary>
    public string Id => $"{Name}@{Version}";

    /// <summary>The layout in force when a step begins: the names in the step are names of it.</summary>
    public Layout LayoutAt(Step step) => Layouts[Steps.Count(earlier => earlier is Repartition && earlier.Header.Number < step.Header.Number)];
}

/// <summary>Conditions that all must hold.</summary>
/// <param name="At">Where it stands.</param>
/// <param name="Conditions">The conditions.</param>
public sealed record Selector(Position At, IReadOnlyList<FactCondition> Conditions);

/// <summary>A known-bad case.</summary>
/// <param name="Selector">What it is about.</param>
/// <param name="Because">Told to whoever is refused.</param>
public sealed record Exclusion(Selector Selector, string Because);

/// <summary>An input of a plan.</summary>
/// <param name="At">Where it stands.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>image</c>, <c>text</c>, <c>version</c> or <c>size</c>.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Default">What holds when it is not given, or null when it must be.</param>
/// <param name="IsSecret">Whether its value is shown nowhere.</param>
public sealed record Input(Position At, string Name, InputType Type, string Summary, Template? Default, bool IsSecret = false);

/// <summary>Types of inputs.</summary>
public enum InputType
{
    /// <summary>An image reference; brings <c>input.&lt;name&gt;.packed</c>, <c>.unpacked</c>, <c>.digest</c>, <c>.arch</c>.</summary>
    Image,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A version.</summary>
    Version,

    /// <summary>A size.</summary>
    Size,
}
