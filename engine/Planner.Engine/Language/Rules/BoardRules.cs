using FluentValidation;
using Planner.Engine.Boot;

namespace Planner.Engine.Language.Rules;

/// <summary>The device types that a plan is for need boards that can be switched.</summary>
sealed class BoardRules : AbstractValidator<PlanDraft>
{
    /// <summary>Makes the rules.</summary>
    public BoardRules() => When(plan => plan.Layout is not null, () =>
        RuleForEach(plan => plan.DeviceTypes)
            .Must((plan, type) => plan.Layout!.Boards.ContainsKey(type.Text))
            .Else(ProblemCodes.UnknownBoard, type => type.At, (plan, type) => $"layout {plan.Layout!.Id} has no board '{type.Text}'{Suggestion.For(type.Text, plan.Layout.Boards.Keys)}")
            .Must((plan, type) => !plan.Layout!.Boards.TryGetValue(type.Text, out var board) || BootFamilies.Find(board.Family) is not null)
            .Else(ProblemCodes.PlannedBootFamily, type => type.At, (plan, type) => $"'{type.Text}' boots by {plan.Layout!.Boards[type.Text].Family}, which is not built yet: such a device is refused"));
}
