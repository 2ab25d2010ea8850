using FluentValidation;

namespace Planner.Engine.Language.Rules;

/// <summary>Carries what rules find over into problems.</summary>
static class RuleProblems
{
    /// <summary>Runs rules over a draft and reports everything that they find.</summary>
    public static void Report<T>(IEnumerable<IValidator<T>> rules, T draft, ReadContext context)
    {
        foreach (var failure in rules.SelectMany(rule => rule.Validate(draft).Errors))
            context.Report(ProblemCodes.Find(failure.ErrorCode)!, (Position)failure.CustomState, failure.ErrorMessage);
    }

    /// <summary>What is reported when a rule does not hold.</summary>
    public static IRuleBuilderOptions<T, TItem> Else<T, TItem>(this IRuleBuilderOptions<T, TItem> rule, ProblemCode code, Func<TItem, Position> at, Func<T, TItem, string> message) =>
        rule.WithErrorCode(code.Id).WithState((_, item) => at(item)).WithMessage((draft, item) => message(draft, item));
}
