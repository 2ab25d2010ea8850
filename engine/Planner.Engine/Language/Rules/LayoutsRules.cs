using FluentValidation;
using Planner.Engine.Devices;
using Planner.Engine.Disks;
using Planner.Engine.Steps;

namespace Planner.Engine.Language.Rules;

/// <summary>The layouts on a plan's way lead from where it begins to where it ends, and the run's own files are never on what is given up.</summary>
sealed class LayoutsRules : AbstractValidator<Course>
{
    /// <summary>Makes the rules.</summary>
    public LayoutsRules()
    {
        RuleFor(course => course.Plan)
            .Must((_, plan) => !plan.Layouts[0].IsBetween)
            .Else(ProblemCodes.LayoutsAstray, plan => plan.At, (_, plan) => $"no plan may start from {plan.Layout}, which devices have only on the way to another layout")
            .Must((_, plan) => !plan.Layouts[^1].IsBetween)
            .Else(ProblemCodes.LayoutsAstray, plan => plan.At, (_, plan) => $"no plan may end with {plan.Layouts[^1].Id}, which devices have only on the way to another layout")
            .Must((_, plan) => (plan.Becomes ?? plan.Layout) == plan.Layouts[^1].Id)
            .Else(ProblemCodes.LayoutsAstray, plan => plan.At, (_, plan) => $"'becomes' says {plan.Becomes ?? "nothing"}, and the steps lead to {plan.Layouts[^1].Id}");
        RuleForEach(course => course.Repartitions)
            .Must(step => step.Header.When.Count == 0)
            .Else(ProblemCodes.LayoutsAstray, step => step.Header.At, (_, _) => "'repartition' may not have a 'when': names behind it are those of the new layout")
            .Must((course, step) => !Course.IsAfter(step, course.Switches))
            .Else(ProblemCodes.LayoutsAstray, step => step.Header.At, (_, _) => "'repartition' must come before 'switch-boot'")
            .Must(step => PlannedTable.IsIn(step.Into!))
            .Else(ProblemCodes.LayoutsAstray, step => step.Header.At, (_, step) => $"{step.To} says nothing of its partition table")
            .Must(step => Homeless(step) is null)
            .Else(ProblemCodes.LayoutsAstray, step => step.Header.At, (_, step) => $"{step.To} has the {Homeless(step)!.Value.Name} on '{Homeless(step)!.Value.Path.Partition}', which has no content when the layout changes")
            .Must(step => step.From!.Slots.Keys.Any(slot => LayoutChange.SlotAfter(step.From, step.Into!, slot) is not null))
            .Else(ProblemCodes.LayoutsAstray, step => step.Header.At, (_, step) => $"no slot of {step.From!.Id} is one of {step.To}: what runs must stay");
    }

    static (string Name, PartitionPath Path)? Homeless(Repartition step)
    {
        var kept = step.From!.Partitions.Keys.Select(name => LayoutChange.NameAfter(step.From, step.Into!, name)).OfType<string>().ToHashSet();
        return new[] { ("journal", step.Into!.Journal), ("staging", step.Into.Staging), ("logs", step.Into.Logs) }.Where(own => !kept.Contains(own.Item2.Partition)).Select(own => ((string, PartitionPath)?)own).FirstOrDefault();
    }
}
