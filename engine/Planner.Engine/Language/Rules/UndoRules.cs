using FluentValidation;

namespace Planner.Engine.Language.Rules;

/// <summary>What is precious is put back, unless the plan says where that ends.</summary>
sealed class UndoRules : AbstractValidator<Course>
{
    /// <summary>Makes the rules.</summary>
    public UndoRules()
    {
        RuleForEach(course => course.Steps)
            .Must((course, step) => !course.NeedsNoReturn(step) || course.IsBeyondNoReturn(step))
            .Else(ProblemCodes.NoUndo, step => step.Header.At, (course, step) =>
                $"'{step.Describe()}' {string.Join(" and ", course.Precious(step))} and can not be undone; only a step from 'no-return' on may do that");
        RuleForEach(course => course.NoReturns)
            .Must((course, step) => course.NoReturns.First() == step)
            .Else(ProblemCodes.SecondNoReturn, step => step.Header.At, (course, step) =>
                $"the point of no return lies at step {course.NoReturns.First().Header.Number} in line {course.NoReturns.First().Header.At.Line} already")
            .Must((course, step) => course.NoReturns.First() != step || course.Steps.Any(later => later.Header.Number >= step.Header.Number && !Course.IsAfter(later, course.Confirms) && course.NeedsNoReturn(later)))
            .Else(ProblemCodes.NeedlessNoReturn, step => step.Header.At, (_, _) => "nothing from this step on needs a point of no return: every step can be undone");
    }
}
