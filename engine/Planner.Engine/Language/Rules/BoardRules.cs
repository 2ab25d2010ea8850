using FluentValidation;
using Planner.Engine.Boot;
using Planner.Engine.Devices;

namespace Planner.Engine.Language.Rules;

/// <summary>The device types that a plan names are boards of its layout, and those that it is for can be switched.</summary>
sealed class BoardRules : AbstractValidator<PlanDraft>
{
    /// <summary>Makes the rules.</summary>
    public BoardRules()
    {
        RuleForEach(plan => plan.DeviceTypes)
            .Must((plan, type) => Lacking(plan, type) is null)
            .Else(ProblemCodes.UnknownBoard, type => type.At, Unknown)
            .Must((plan, type) => Unbuilt(plan, type) is null)
            .Else(ProblemCodes.PlannedBootFamily, type => type.At, (plan, type) => $"'{type.Text}' boots by {Unbuilt(plan, type)!.Family}, which is not built yet: such a device is refused");
        RuleForEach(plan => plan.ExcludedDeviceTypes)
            .Must((plan, type) => Lacking(plan, type) is null)
            .Else(ProblemCodes.UnknownBoard, type => type.At, Unknown);
    }

    // A device must be one in every layout on the way.
    static Layout? Lacking(PlanDraft plan, Template type) => plan.Layouts.FirstOrDefault(layout => !layout.Boards.ContainsKey(type.Text));

    static Board? Unbuilt(PlanDraft plan, Template type) =>
        plan.Layouts.Select(layout => layout.Boards.GetValueOrDefault(type.Text)).OfType<Board>().FirstOrDefault(board => BootFamilies.Find(board.Family) is null);

    static string Unknown(PlanDraft plan, Template type) => $"layout {Lacking(plan, type)!.Id} has no board '{type.Text}'{Suggestion.For(type.Text, Lacking(plan, type)!.Boards.Keys)}";
}
