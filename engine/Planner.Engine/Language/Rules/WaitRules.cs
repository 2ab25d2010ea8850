using FluentValidation;
using Planner.Engine.Steps;

namespace Planner.Engine.Language.Rules;

/// <summary>No step is given up before the wait that it asks for can be over.</summary>
sealed class WaitRules : AbstractValidator<Course>
{
    // A typical boot takes a minute, a slow one three.
    static readonly TimeSpan Boot = TimeSpan.FromMinutes(5);

    // Of some ten containers, each of which has half a minute.
    static readonly TimeSpan Stopping = TimeSpan.FromMinutes(5);

    /// <summary>Makes the rules.</summary>
    public WaitRules() => RuleForEach(course => course.Steps)
        .Must((course, step) => step.Header.Timeout >= WaitOf(course, step))
        .Else(ProblemCodes.WaitCutShort, step => step.Header.At, (course, step) => $"'{step.Describe()}' may wait for {Words.Of(WaitOf(course, step))}, and its 'timeout' is {Words.Of(step.Header.Timeout)}");

    static TimeSpan WaitOf(Course course, Step step) => step switch
    {
        StopContainers stop => stop.WaitForLocks + Stopping,
        Check check => check.Within ?? TimeSpan.Zero,
        Relocate relocate => relocate.LongestWait + course.Plan.LayoutAt(step).Reboot.KernelAfter + Boot,
        Reboot reboot => reboot.WaitForLocks + course.Plan.LayoutAt(step).Reboot.KernelAfter + Boot,
        _ => TimeSpan.Zero,
    };
}
