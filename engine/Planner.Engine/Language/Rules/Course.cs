using Planner.Engine.Devices;

namespace Planner.Engine.Language.Rules;

/// <summary>A plan on devices of its layout, with the moments that safety turns on.</summary>
/// <param name="plan">The plan.</param>
/// <param name="layout">Its layout.</param>
sealed class Course(Plan plan, Layout layout)
{
    /// <summary>The plan.</summary>
    public Plan Plan { get; } = plan;

    /// <summary>Its layout.</summary>
    public Layout Layout { get; } = layout;
}
