using FluentValidation;
using Planner.Engine.Steps;

namespace Planner.Engine.Language.Rules;

/// <summary>What is switched to is formatted, filled with a pulled image, and verified, in this order.</summary>
sealed class FillRules : AbstractValidator<Course>
{
    /// <summary>Makes the rules.</summary>
    public FillRules()
    {
        RuleForEach(course => course.Exports)
            .Must((course, step) => IsFolder(course, step.Image) || course.Steps.OfType<Pull>().Any(pull =>
                pull.Header.Number > Emptied(course, step) && pull.Header.Number < step.Header.Number && pull.Header.When.Count == 0 && pull.Image.Text == step.Image.Text))
            .Else(ProblemCodes.ExportUnpulled, step => step.Header.At, (course, step) =>
                $"no earlier 'pull' without 'when' brings '{step.Image}'{(Emptied(course, step) is > 0 and var emptied ? $" after step {emptied} removes every image" : "")}")
            .Must((course, step) => !course.IsSlot(step.To) || First(course, step.To) != step || course.Steps.OfType<Mkfs>().Any(mkfs => mkfs.Header.Number < step.Header.Number && mkfs.Header.When.Count == 0 && mkfs.Partition == step.To))
            .Else(ProblemCodes.SwitchUnready, step => step.Header.At, (_, step) => $"'{step.To}' still holds what an earlier update left there: no earlier 'mkfs' without 'when' formats it");
        RuleForEach(course => course.OwnSwitches)
            .Must((course, step) => WritesTo(course, step).Any(touch => touch.Step is Export { IsOptional: false, Header.When.Count: 0 } && touch.Step.Header.Number > Erased(course, step)))
            .Else(ProblemCodes.SwitchUnready, step => step.Header.At, (course, step) =>
                $"no earlier 'export' fills '{step.Slot}' on every device{(Erased(course, step) is > 0 and var erased ? $" after step {erased} erases it" : "")}")
            .Must((course, step) => WritesTo(course, step).LastOrDefault() is not { } last || VerifiesBefore(course, step).Any(verify => verify.Header.Number > last.Step.Header.Number))
            .Else(ProblemCodes.SwitchUnready, step => step.Header.At, (course, step) =>
                $"'{step.Slot}' is not verified after step {WritesTo(course, step).Last().Step.Header.Number}, the last one that changes it");
    }

    // A folder needs no pull: the image is here. What is given in the place of a default is known only at the run's start.
    static bool IsFolder(Course course, Template image)
    {
        var text = image.Parts is [{ IsName: true, Text: var name }] && name.StartsWith(FactCatalogue.InputPrefix, StringComparison.Ordinal)
            ? course.Plan.Inputs.GetValueOrDefault(name[FactCatalogue.InputPrefix.Length..])?.Default?.Text
            : image.Text;
        return text?.StartsWith("oci:", StringComparison.Ordinal) == true;
    }

    // The number of the last step before it that removes every image, also of one that may be skipped; 0 when there is none.
    static int Emptied(Course course, Export step) =>
        course.Steps.OfType<RemoveContainers>().Select(remove => remove.Header.Number).LastOrDefault(number => number < step.Header.Number);

    static Export First(Course course, string slot) => course.Exports.First(export => export.To == slot);

    // The number of the last step that erases it, also of one that may be skipped; 0 when there is none.
    static int Erased(Course course, SwitchBoot step) =>
        WritesTo(course, step).Where(touch => touch.Effect.Kind == EffectKind.Erases).Select(touch => touch.Step.Header.Number).LastOrDefault();

    static IEnumerable<Touch> WritesTo(Course course, SwitchBoot step) =>
        course.Writes.Where(touch => touch.Step.Header.Number < step.Header.Number && course.SlotOf(touch.Effect.Partition!) == course.SlotOf(step.Slot) && course.IsSlot(step.Slot));

    static IEnumerable<Verify> VerifiesBefore(Course course, SwitchBoot step) =>
        course.Steps.OfType<Verify>().Where(verify => verify.Header.Number < step.Header.Number && verify.Header.When.Count == 0 && course.SlotOf(verify.Slot) == course.SlotOf(step.Slot));
}
