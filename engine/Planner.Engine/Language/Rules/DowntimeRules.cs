using FluentValidation;
using Planner.Engine.Steps;

namespace Planner.Engine.Language.Rules;

/// <summary>The user's containers are down no longer than needed.</summary>
sealed class DowntimeRules : AbstractValidator<Course>
{
    /// <summary>Makes the rules.</summary>
    public DowntimeRules() => RuleForEach(course => course.Touches)
        .Must((course, touch) => touch is not { Effect.Resource: ResourceKind.Network, Step: not Check } || Course.IsAfter(touch.Step, course.Reboots) || StopBefore(course, touch) is null)
        .Else(ProblemCodes.DowntimeForPull, touch => touch.At, (course, touch) =>
            $"'{touch.Step.Describe()}' uses the network after step {StopBefore(course, touch)!.Header.Number} stopped the user's containers, which stay down meanwhile");

    static Step? StopBefore(Course course, Touch touch) => course.Steps
        .TakeWhile(step => step != touch.Step)
        .FirstOrDefault(step => step.Effects.Any(effect => effect is { Kind: not EffectKind.Reads, Resource: ResourceKind.Containers }));
}
