using FluentValidation;
using Planner.Engine.Steps;

namespace Planner.Engine.Language.Rules;

/// <summary>What is switched to is formatted, filled with an image that is there, and verified, in this order.</summary>
sealed class FillRules : AbstractValidator<Course>
{
    /// <summary>Makes the rules.</summary>
    public FillRules()
    {
        RuleForEach(course => course.Exports)
            .Must((course, step) => step.IsStraight || (IsFolder(course, step.Image) && PullOf(course, step)?.To is null) || course.Pulls.Any(pull =>
                pull.Header.Number > Emptied(course, step, pull) && pull.Header.Number < step.Header.Number && pull.Header.When.Count == 0 && pull.Image.Text == step.Image.Text) || IsOnSlot(course, step))
            .Else(ProblemCodes.ExportUnpulled, step => step.Header.At, (course, step) =>
                $"no earlier 'pull' without 'when' brings '{step.Image}'{(Emptied(course, step, PullOf(course, step)) is > 0 and var emptied ? $" after step {emptied} removes {(PullOf(course, step)?.To is { } folder ? folder : "every image")}" : "")}")
            .Must((course, step) => course.SlotOf(step, step.To) is null || First(course, step.To) != step || course.Steps.OfType<Mkfs>().Any(mkfs => mkfs.Header.Number < step.Header.Number && mkfs.Header.When.Count == 0 && mkfs.Partition == step.To))
            .Else(ProblemCodes.SwitchUnready, step => step.Header.At, (_, step) => $"'{step.To}' still holds what an earlier update left there: no earlier 'mkfs' without 'when' formats it");
        RuleForEach(course => course.Straights)
            .Must((course, step) => course.SlotOf(step, step.To) is not null)
            .Else(ProblemCodes.OutOfRange, step => step.Header.At, (_, step) => $"'via: registry' writes the image onto a slot while it comes, and '{step.To}' is none")
            .Must(step => step is { From: "/", Except.Count: 0, Keep.Count: 0, IsOptional: false })
            .Else(ProblemCodes.OutOfRange, step => step.Header.At, (_, _) => "'via: registry' writes the whole image: 'from', 'except', 'keep' and 'optional' are for the exports behind it, which take the image from the slot")
            .Must((course, step) => PullOf(course, step) is null)
            .Else(ProblemCodes.OutOfRange, step => step.Header.At, (course, step) => $"'via: registry' fetches what step {PullOf(course, step)!.Header.Number} has brought already: leave out one of the two")
            .Must((course, step) => FilledBefore(course, step) is null)
            .Else(ProblemCodes.SwitchUnready, step => step.Header.At, (course, step) => $"'via: registry' needs an empty slot, and step {FilledBefore(course, step)!.Header.Number} writes to '{step.To}' after it was formatted");
        RuleForEach(course => course.Pulls)
            .Must(pull => pull.To is not null || pull.Via != Pull.Registry)
            .Else(ProblemCodes.MissingField, pull => pull.Header.At, (_, _) => "'to' must be given with 'via: registry': the folder that the image is stored in")
            .Must((course, pull) => pull.From is not { } from || (pull.To is not null && course.Pulls.Any(earlier => earlier.To == from && earlier.Header.Number < pull.Header.Number && earlier.Image.Text == pull.Image.Text)))
            .Else(ProblemCodes.ExportUnpulled, pull => pull.Header.At, (_, pull) => pull.To is null ? "'to' must be given with 'from': the folder that the image is copied to" : $"no earlier 'pull' stores '{pull.Image}' in {pull.From}")
            .Must(pull => pull.To is null || pull.Via != Pull.Engine)
            .Else(ProblemCodes.OutOfRange, pull => pull.Header.At, (_, _) => "'via' must be registry where 'to' is given: the container engine keeps what it pulls to itself");
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

    // A straight export is where later ones take the image from, until its slot is erased.
    static bool IsOnSlot(Course course, Export step) => course.Straights.Any(straight =>
        straight.Header.Number < step.Header.Number && straight.Header.When.Count == 0 && straight.Image.Text == step.Image.Text
        && !course.Writes.Any(touch => touch.Effect.Kind == EffectKind.Erases && touch.Step.Header.Number > straight.Header.Number && touch.Step.Header.Number < step.Header.Number && touch.Slot is { } slot && slot == course.SlotOf(straight, straight.To)));

    static Step? FilledBefore(Course course, Export step)
    {
        var writes = course.Writes.Where(touch => touch.Step.Header.Number < step.Header.Number && touch.Slot is { } slot && slot == course.SlotOf(step, step.To)).ToList();
        return writes.Skip(writes.FindLastIndex(touch => touch.Effect.Kind == EffectKind.Erases) + 1).FirstOrDefault()?.Step;
    }

    static Pull? PullOf(Course course, Export step) => course.Pulls.LastOrDefault(pull => pull.Header.Number < step.Header.Number && pull.Image.Text == step.Image.Text);

    // The number of the last step before it that takes away what a pull brings, also of one that may be skipped; 0 when there is none.
    static int Emptied(Course course, Export step, Pull? pull) => pull?.To is { } folder
        ? course.Writes.Where(touch => touch.Step != pull && touch.Step.Header.Number < step.Header.Number && touch.Overlaps(folder)).Select(touch => touch.Step.Header.Number).LastOrDefault()
        : course.Steps.OfType<RemoveContainers>().Select(remove => remove.Header.Number).LastOrDefault(number => number < step.Header.Number);

    static Export First(Course course, string slot) => course.Exports.First(export => export.To == slot);

    // The number of the last step that erases it, also of one that may be skipped; 0 when there is none.
    static int Erased(Course course, SwitchBoot step) =>
        WritesTo(course, step).Where(touch => touch.Effect.Kind == EffectKind.Erases).Select(touch => touch.Step.Header.Number).LastOrDefault();

    static IEnumerable<Touch> WritesTo(Course course, SwitchBoot step) =>
        course.Writes.Where(touch => touch.Step.Header.Number < step.Header.Number && touch.Slot is { } slot && slot == course.SlotOf(step, step.Slot));

    static IEnumerable<Verify> VerifiesBefore(Course course, SwitchBoot step) =>
        course.Steps.OfType<Verify>().Where(verify => verify.Header.Number < step.Header.Number && verify.Header.When.Count == 0 && course.SlotOf(verify, verify.Slot) == course.SlotOf(step, step.Slot));
}
