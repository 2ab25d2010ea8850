using FluentValidation;

namespace Planner.Engine.Language.Rules;

/// <summary>Outputs that steps use must be made by earlier steps that are not skipped.</summary>
sealed class OutputRules : AbstractValidator<PlanDraft>
{
    /// <summary>Makes the rules.</summary>
    public OutputRules()
    {
        RuleForEach(plan => plan.OutputsOutside)
            .Must(_ => false)
            .Else(ProblemCodes.UnknownOutput, reference => reference.At, (_, reference) => $"'{reference.Name}' stands outside of the steps, where no step has made anything yet");
        RuleForEach(plan => plan.OutputUses)
            .Must(use => use.Exists)
            .Else(ProblemCodes.UnknownOutput, use => use.Reference.At, (_, use) => $"no earlier step makes '{use.Reference.Name}'{Hint(use)}")
            .Must(use => use.Maker?.Header is not { When.Count: > 0 } maker || maker.When.All(condition => (use.User.Header?.When ?? []).Any(own => own.ToString() == condition.ToString())))
            .Else(ProblemCodes.SkippedOutput, use => use.Reference.At, (_, use) => $"step '{use.Id}' may be skipped (when {string.Join(", ", use.Maker!.Header!.When)}), so '{use.Output}' may not exist");
    }

    static string Hint(OutputUse use) => use.Maker?.Kind is { } kind
        ? kind.Outputs.Count == 0 ? $"; '{kind.Name}' puts nothing out" : Suggestion.For(use.Output, kind.Outputs)
        : Suggestion.For(use.Id, use.Draft.Steps.Where(step => step.Header is not null).Select(step => step.Header!.Id));
}
