using FluentValidation;
using Planner.Engine.Steps;

namespace Planner.Engine.Language.Rules;

/// <summary>Beyond the point of no return nothing may depend on what can be missing then.</summary>
sealed class NoReturnRules : AbstractValidator<Course>
{
    /// <summary>Makes the rules.</summary>
    public NoReturnRules()
    {
        RuleForEach(course => course.Touches)
            .Must((course, touch) => touch.Effect.Resource != ResourceKind.Network || !IsForward(course, touch.Step) || (touch.Step is Check && Course.IsAfter(touch.Step, course.Reboots)))
            .Else(ProblemCodes.NetworkBeyondNoReturn, touch => touch.At, (_, touch) => $"'{touch.Step.Describe()}' needs the network beyond the point of no return");
        RuleForEach(course => course.Writes)
            .Must((course, touch) => touch.Effect.Kind == EffectKind.Erases || !IsForward(course, touch.Step) || HasSpace(course, touch))
            .Else(ProblemCodes.SpaceBeyondNoReturn, touch => touch.At, (_, touch) =>
                $"'{touch.Step.Describe()}' needs space on {touch.Effect.Partition} beyond the point of no return, and nothing before asks for it: check 'partition.{touch.Effect.Partition}.free'");
    }

    // After the confirmation the update is over: what fails there breaks nothing.
    static bool IsForward(Course course, Step step) => course.NoReturns.FirstOrDefault() is { } point && step.Header.Number >= point.Header.Number && !Course.IsAfter(step, course.Confirms);

    static bool HasSpace(Course course, Touch touch)
    {
        var partition = touch.Effect.Partition!;
        return course.Writes.Any(earlier => earlier.Step.Header.Number < touch.Step.Header.Number && earlier.Effect.Partition == partition)
            || course.IsCheckedBefore(course.NoReturns.First(), condition => condition.Fact == $"partition.{partition}.free" || condition.Fact == $"partition.{partition}.size");
    }
}
