using FluentValidation;
using Planner.Engine.Steps;

namespace Planner.Engine.Language.Rules;

/// <summary>A plan commits once: switch, reboot, health check, confirm.</summary>
sealed class CommitRules : AbstractValidator<Course>
{
    /// <summary>Makes the rules.</summary>
    public CommitRules()
    {
        RuleFor(course => course.Plan)
            .Must((course, _) => course.Switches.Any())
            .Else(ProblemCodes.NotOneSwitch, plan => plan.At, (_, _) => "the plan has no 'switch-boot', so it updates nothing")
            .Must((course, _) => course.Confirms.Any())
            .Else(ProblemCodes.NotOneConfirm, plan => plan.At, (_, _) => "the plan has no 'confirm', so a loader that counts boots falls back to the old OS");
        RuleForEach(course => course.Switches)
            .Must((course, step) => course.Switches.First() == step)
            .Else(ProblemCodes.NotOneSwitch, step => step.Header.At, (course, step) => $"a plan switches once; step {course.Switches.First().Header.Number} in line {course.Switches.First().Header.At.Line} does already")
            .Must(step => step.Header.When.Count == 0)
            .Else(ProblemCodes.NotOneSwitch, step => step.Header.At, (_, _) => "'switch-boot' may not have a 'when'")
            .Must((course, step) => course.Steps.ElementAtOrDefault(step.Header.Number) is Reboot { Header.When.Count: 0 })
            .Else(ProblemCodes.NoRebootAfterSwitch, step => step.Header.At, (course, step) => course.Steps.ElementAtOrDefault(step.Header.Number) is { } next
                ? $"'reboot' must follow directly and without 'when', not '{next.Describe()}'"
                : "'reboot' must follow directly");
        RuleForEach(course => course.Reboots)
            .Must((course, step) => !course.Switches.Any() || course.Steps.ElementAtOrDefault(step.Header.Number - 2) is { Switches: not null })
            .Else(ProblemCodes.NoRebootAfterSwitch, step => step.Header.At, (_, _) => "a plan reboots once, directly after 'switch-boot'")
            .Must((course, step) => course.Reboots.First() != step || HealthCheck(course, step) is not null)
            .Else(ProblemCodes.NoHealthCheck, step => step.Header.At, (_, _) => "no 'check' without 'when' looks at the new OS ('os.version') between this reboot and 'confirm'");
        RuleForEach(course => course.Confirms)
            .Must((course, step) => course.Confirms.First() == step)
            .Else(ProblemCodes.NotOneConfirm, step => step.Header.At, (course, step) => $"a plan confirms once; step {course.Confirms.First().Header.Number} in line {course.Confirms.First().Header.At.Line} does already")
            .Must((course, step) => !course.Reboots.Any() || Course.IsAfter(step, course.Reboots))
            .Else(ProblemCodes.NotOneConfirm, step => step.Header.At, (_, _) => "'confirm' must come after the reboot: it marks the OS good that runs then")
            .Must((course, step) => !Course.IsAfter(step, course.Reboots) || course.Confirms.Last() != step || course.Steps[^1] == step)
            .Else(ProblemCodes.NotOneConfirm, step => step.Header.At, (course, step) => $"'confirm' must be the last step: '{course.Steps[step.Header.Number].Describe()}' could fail with no way back")
            .Must(step => step.Header.When.Count == 0)
            .Else(ProblemCodes.NotOneConfirm, step => step.Header.At, (_, _) => "'confirm' may not have a 'when'");
    }

    static Check? HealthCheck(Course course, Reboot reboot) => course.Steps
        .Skip(reboot.Header.Number)
        .TakeWhile(step => step is not Confirm)
        .OfType<Check>()
        .FirstOrDefault(check => check.Header.When.Count == 0 && check.That.Any(condition => condition.Fact == "os.version"));
}
