using FluentValidation;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Engine.Language.Rules;

/// <summary>What a program may be trusted with: it says all that belongs together, a slot that it fills and switches is the spare one, and what Planner is to keep for it can be kept.</summary>
sealed class RunRules : AbstractValidator<Course>
{
    /// <summary>Makes the rules.</summary>
    public RunRules()
    {
        RuleForEach(course => course.Programs)
            .Must(step => !step.HasStrays)
            .Else(ProblemCodes.ProgramUnsafe, step => step.Header.At, (_, _) => "'mounts' need 'image', and 'fills', 'archive' and 'switches' need 'installs'")
            .Must(step => step.Install is null || (step.Install.Slot == Roles.Spare && step.Install.Switches is null or Roles.Spare && step.Touches.Any(effect => effect is { Kind: EffectKind.Changes, Partition: Roles.Spare })))
            .Else(ProblemCodes.ProgramUnsafe, step => step.Header.At, (_, _) => "an OS is installed on the slot that it 'fills', and that is 'spare'")
            .Must(step => step.Switches is null || (step.Keeps && step.Header.When.Count == 0))
            .Else(ProblemCodes.ProgramUnsafe, step => step.Header.At, (_, _) => "a program that switches needs 'keeps: true' and may not have a 'when': what it did is put back also by another OS, which has not its programs")
            .Must((course, step) => step.Switches is null || course.Plan.LayoutAt(step).ResumeIn is not null)
            .Else(ProblemCodes.ProgramUnsafe, step => step.Header.At, (course, step) => $"a program that switches needs 'resume-in' in layout {course.Plan.LayoutAt(step).Id}: its slot can not be armed between being filled and being booted")
            .Must((course, step) => Unmountable(course, step) is null)
            .Else(ProblemCodes.ProgramUnsafe, step => step.Header.At, (course, step) => $"'{Unmountable(course, step)}' is mounted in the container, and the step does not declare to read or change it")
            .Must((course, step) => step.Install is null || IsPulledBefore(course, step, step.Install.Image))
            .Else(ProblemCodes.ProgramUnsafe, step => step.Header.At, (_, step) => $"no earlier 'pull' without 'when' brings '{step.Install!.Image}'")
            .Must((course, step) => step.Container is null || IsPulledBefore(course, step, step.Container.Image))
            .Else(ProblemCodes.ProgramUnsafe, step => step.Header.At, (_, step) => $"no earlier 'pull' without 'when' brings '{step.Container!.Image}'")
            .Must((course, step) => step.Install is null || course.Steps.OfType<Mkfs>().Any(mkfs => mkfs.Header.Number < step.Header.Number && mkfs.Header.When.Count == 0 && mkfs.Partition == step.Install.Slot))
            .Else(ProblemCodes.SwitchUnready, step => step.Header.At, (_, step) => $"'{step.Install!.Slot}' still holds what an earlier update left there: no earlier 'mkfs' without 'when' formats it")
            .Must((course, step) => !step.Keeps || Unkept(course, step) is null)
            .Else(ProblemCodes.ProgramUnsafe, step => step.Header.At, (course, step) => $"'keeps' can not keep {Unkept(course, step)}: the layout has Planner's own folders or the user's data there");
    }

    static bool IsPulledBefore(Course course, Run step, Template image) =>
        course.Steps.OfType<Pull>().Any(pull => pull.Header.Number < step.Header.Number && pull.Header.When.Count == 0 && pull.Image.Text == image.Text);

    static string? Unmountable(Course course, Run step) =>
        step.Container?.Mounts.Select(mount => mount.Value.Partition).OfType<string>().FirstOrDefault(partition => !step.Touches.Any(effect => effect.Partition == partition));

    static string? Unkept(Course course, Run step)
    {
        var layout = course.Plan.LayoutAt(step);
        PartitionPath[] own = [layout.Journal, layout.Staging, layout.Logs, .. layout.UserData];
        return step.Touches.Where(effect => effect is { Kind: EffectKind.Changes, Resource: ResourceKind.Partition })
            .FirstOrDefault(effect => own.Any(path => path.Partition == effect.Partition && (TreeSelection.IsAtOrBelow(path.Path, effect.Path) || TreeSelection.IsAtOrBelow(effect.Path, path.Path))))?.Name;
    }
}
