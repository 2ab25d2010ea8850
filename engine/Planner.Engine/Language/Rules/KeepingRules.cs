using FluentValidation;
using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Engine.Language.Rules;

/// <summary>User data, journal and staging outlive every step.</summary>
sealed class KeepingRules : AbstractValidator<Course>
{
    /// <summary>Makes the rules.</summary>
    public KeepingRules() => RuleForEach(course => course.Writes)
        .Must((course, touch) => !course.Layout.UserData.Any(touch.Overlaps))
        .Else(ProblemCodes.UserDataTouched, touch => touch.At, (course, touch) =>
            $"'{touch.Step.Describe()}' {touch.Effect}, where the user's data lies ({course.Layout.UserData.First(touch.Overlaps)})")
        .Must((course, touch) => touch.Effect.Kind != EffectKind.Erases || !Own(course).Any(own => touch.Overlaps(own.Path)))
        .Else(ProblemCodes.JournalErased, touch => touch.At, (course, touch) =>
            $"'{touch.Step.Describe()}' {touch.Effect}, where the layout keeps the {Own(course).First(own => touch.Overlaps(own.Path)).Name} ({Own(course).First(own => touch.Overlaps(own.Path)).Path})");

    static IReadOnlyList<(string Name, PartitionPath Path)> Own(Course course) => [("journal", course.Layout.Journal), ("staging", course.Layout.Staging)];
}
