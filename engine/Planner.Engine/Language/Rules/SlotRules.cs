using FluentValidation;
using Planner.Engine.Steps;

namespace Planner.Engine.Language.Rules;

/// <summary>The slot that runs stays as it is; the other one is changed only when that is safe.</summary>
sealed class SlotRules : AbstractValidator<Course>
{
    /// <summary>Makes the rules.</summary>
    public SlotRules()
    {
        RuleForEach(course => course.Writes)
            .Must((course, touch) => touch.Slot is null || course.IsSpareAt(touch) || touch.Step is Relocate)
            .Else(ProblemCodes.ActiveSlotChanged, touch => touch.At, (_, touch) => touch.Effect.Partition == Roles.Active
                ? $"'{touch.Step.Describe()}' {touch.Effect}: the slot that runs"
                : $"'{touch.Step.Describe()}' {touch.Effect}: on some devices that is the slot that runs; name 'spare'");
        RuleForEach(course => course.FirstSlotWrite)
            .Must((course, touch) => course.IsCheckedBefore(touch.Step, condition => Asks(condition, "slot.distinct", "true")))
            .Else(ProblemCodes.FormatUnchecked, touch => touch.At, (_, touch) => $"'{touch.Step.Describe()}' needs an earlier check with 'slot.distinct: true'")
            .Must((course, touch) => course.IsCheckedBefore(touch.Step, condition => Asks(condition, "update.pending", "false")))
            .Else(ProblemCodes.FormatUnchecked, touch => touch.At, (_, touch) => $"'{touch.Step.Describe()}' needs an earlier check with 'update.pending: false'");
    }

    static bool Asks(FactCondition condition, string fact, string value) => condition.Fact == fact && condition.Matcher is EqualMatcher { Value.Text: var text } && text == value;
}
