using FluentValidation;
using Planner.Engine.Steps;

namespace Planner.Engine.Language.Rules;

/// <summary>The slot that runs stays as it is; the other one is formatted and booted only when that is safe.</summary>
sealed class SlotRules : AbstractValidator<Course>
{
    /// <summary>Makes the rules.</summary>
    public SlotRules()
    {
        RuleForEach(course => course.Writes)
            .Must((course, touch) => course.SlotOf(touch.Effect.Partition!) is null or Roles.Spare)
            .Else(ProblemCodes.ActiveSlotChanged, touch => touch.At, (_, touch) => touch.Effect.Partition == Roles.Active
                ? $"'{touch.Step.Describe()}' {touch.Effect}: the slot that runs"
                : $"'{touch.Step.Describe()}' {touch.Effect}: on some devices that is the slot that runs; name 'spare'");
        RuleForEach(course => course.SlotErasures)
            .Must((course, touch) => course.IsCheckedBefore(touch.Step, condition => Asks(condition, "slot.distinct", "true")))
            .Else(ProblemCodes.FormatUnchecked, touch => touch.At, (_, touch) => $"'{touch.Step.Describe()}' needs an earlier check with 'slot.distinct: true'")
            .Must((course, touch) => course.IsCheckedBefore(touch.Step, condition => Asks(condition, "update.pending", "false")))
            .Else(ProblemCodes.FormatUnchecked, touch => touch.At, (_, touch) => $"'{touch.Step.Describe()}' needs an earlier check with 'update.pending: false'");
        RuleForEach(course => course.Switches)
            .Must((course, step) => WritesTo(course, step).Any(touch => touch.Effect.Kind == EffectKind.Changes && touch.Step.Header.When.Count == 0))
            .Else(ProblemCodes.SwitchUnready, step => step.Header.At, (_, step) => $"no earlier step fills '{step.Slot}' on every device")
            .Must((course, step) => WritesTo(course, step).LastOrDefault() is not { } last || VerifiesBefore(course, step).Any(verify => verify.Header.Number > last.Step.Header.Number))
            .Else(ProblemCodes.SwitchUnready, step => step.Header.At, (course, step) =>
                $"'{step.Slot}' is not verified after step {WritesTo(course, step).Last().Step.Header.Number}, the last one that changes it");
    }

    static bool Asks(FactCondition condition, string fact, string value) => condition.Fact == fact && condition.Matcher is EqualMatcher { Value.Text: var text } && text == value;

    static IEnumerable<Touch> WritesTo(Course course, SwitchBoot step) =>
        course.Writes.Where(touch => touch.Step.Header.Number < step.Header.Number && course.SlotOf(touch.Effect.Partition!) == course.SlotOf(step.Slot) && course.IsSlot(step.Slot));

    static IEnumerable<Verify> VerifiesBefore(Course course, SwitchBoot step) =>
        course.Steps.OfType<Verify>().Where(verify => verify.Header.Number < step.Header.Number && verify.Header.When.Count == 0 && course.SlotOf(verify.Slot) == course.SlotOf(step.Slot));
}
