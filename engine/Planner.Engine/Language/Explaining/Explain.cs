using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Engine.Language;

/// <summary>Words for people about kinds, problems and plans, as lines of text.</summary>
public static class Explain
{
    /// <summary>A step kind with its fields.</summary>
    public static IReadOnlyList<string> Kind(StepKind kind) => KindPage.Lines(kind);

    /// <summary>A problem's page.</summary>
    public static IReadOnlyList<string> Code(ProblemCode code) =>
        [$"{code.Id}: {code.Title} ({code.Severity.ToString().ToLowerInvariant()})", "", .. code.Page.Split('\n')];

    /// <summary>A plan as steps: what each touches, how it is taken back, and the moments that matter.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="board">The board to tell it for; null for all device types that the plan names.</param>
    public static IReadOnlyList<string> Plan(Plan plan, Layout layout, Board? board = null) => new PlanStory(plan, layout, board).Lines();

    /// <summary>Every step kind as one Markdown page.</summary>
    public static string Markdown() => StepsPage.Write(StepKinds.All);
}
