using FluentValidation;
using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Engine.Language.Rules;

/// <summary>The programs that steps bring along are there when steps need them.</summary>
sealed class ProgramRules : AbstractValidator<Course>
{
    /// <summary>Makes the rules.</summary>
    public ProgramRules() => RuleForEach(course => course.Formats)
        .Must((course, step) => step.Program is not { } program || Eraser(course, step, program) is null)
        .Else(ProblemCodes.ProgramErased, step => step.Header.At, (course, step) => Eraser(course, step, step.Program!.Value) == step
            ? $"'{step.Describe()}' needs {step.Program}, on the partition that it formats"
            : $"'{step.Describe()}' needs {step.Program}, on a partition that step {Eraser(course, step, step.Program!.Value)!.Header.Number} erases");

    // The last step up to this one that erases it without another download after that.
    static Step? Eraser(Course course, Mkfs step, PartitionPath program) => course.Writes
        .Where(touch => touch.Step.Header.Number <= step.Header.Number && touch.Overlaps(program) && (touch.Effect.Kind == EffectKind.Erases || touch.Step is Download { Header.When.Count: 0 }))
        .LastOrDefault() is { Effect.Kind: EffectKind.Erases } last ? last.Step : null;
}
