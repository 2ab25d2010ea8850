using FluentValidation;
using Planner.Engine.Steps;

namespace Planner.Engine.Language.Rules;

/// <summary>A device is brought onto one slot once, on every device, before anything else is done to a slot.</summary>
sealed class RelocateRules : AbstractValidator<Course>
{
    /// <summary>Makes the rules.</summary>
    public RelocateRules() => RuleForEach(course => course.Relocates)
        .Must((course, step) => course.Plan.LayoutAt(step).Slots.Values.Contains(step.To))
        .Else(ProblemCodes.RelocateMisplaced, step => step.Header.At, (course, step) => $"'{step.To}' is the partition of no slot; layout {course.Plan.LayoutAt(step).Id} has {string.Join(", ", course.Plan.LayoutAt(step).Slots.Values)}")
        .Must(step => step.Header.When.Count == 0)
        .Else(ProblemCodes.RelocateMisplaced, step => step.Header.At, (_, _) => "'relocate' may not have a 'when': it does nothing where that slot runs already")
        .Must((course, step) => course.Relocates.First() == step)
        .Else(ProblemCodes.RelocateMisplaced, step => step.Header.At, (course, step) => $"a plan relocates once; step {course.Relocates.First().Header.Number} in line {course.Relocates.First().Header.At.Line} does already")
        .Must((course, step) => Before(course, step) is null)
        .Else(ProblemCodes.RelocateMisplaced, step => step.Header.At, (course, step) => $"'{Before(course, step)!.Step.Describe()}' before it writes to a slot, and on some devices 'relocate' erases that one");

    static Touch? Before(Course course, Relocate step) => course.Writes.FirstOrDefault(touch => touch.Step.Header.Number < step.Header.Number && touch.Slot is not null);
}
