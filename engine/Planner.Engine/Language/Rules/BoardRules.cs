using FluentValidation;
using Planner.Engine.Boot;

namespace Planner.Engine.Language.Rules;

/// <summary>The device types that a plan names are boards of its layout, and those that it is for can be switched.</summary>
sealed class BoardRules : AbstractValidator<PlanDraft>
{
    /// <summary>Makes the rules.</summary>
    public BoardRules() => When(plan => plan.Layout is not null, () =>
    {
        RuleForEach(plan => plan.DeviceTypes)
            .Must((plan, type) => IsKnown(plan, type))
            .Else(ProblemCodes.UnknownBoard, type => type.At, Unknown)
            .Must((plan, type) => !plan.Layout!.Boards.TryGetValue(type.Text, out var board) || BootFamilies.Find(board.Family) is not null)
            .Else(ProblemCodes.PlannedBootFamily, type => type.At, (plan, type) => $"'{type.Text}' boots by {plan.Layout!.Boards[type.Text].Family}, which is not built yet: such a device is refused");
        RuleForEach(plan => plan.ExcludedDeviceTypes)
            .Must((plan, type) => IsKnown(plan, type))
            .Else(ProblemCodes.UnknownBoard, type => type.At, Unknown);
    });

    static bool IsKnown(PlanDraft plan, Template type) => plan.Layout!.Boards.ContainsKey(type.Text);

    static string Unknown(PlanDraft plan, Template type) => $"layout {plan.Layout!.Id} has no board '{type.Text}'{Suggestion.For(type.Text, plan.Layout.Boards.Keys)}";
}
