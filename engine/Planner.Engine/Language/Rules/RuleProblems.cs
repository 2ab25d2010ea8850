using FluentValidation;

namespace Planner.Engine.Language.Rules;

/// <summary>Carries what rules find over into problems.</summary>
static class RuleProblems
{
    /// <summary>Runs rules over a draft and reports everything that they find, in the order of the file.</summary>
    public static void Report<T>(IEnumerable<IValidator<T>> rules, T draft, ReadContext context)
    {
        var failures = rules.SelectMany(rule => rule.Validate(draft).Errors);
        foreach (var (at, failure) in failures.Select(failure => (At: (Position)failure.CustomState, failure)).OrderBy(found => found.At.Line).ThenBy(found => found.At.Column))
            context.Report(ProblemCodes.Find(failure.ErrorCode)!, at, failure.ErrorMessage);
    }

    /// <summary>What is reported when a rule does not hold.</summary>
    public static IRuleBuilderOptions<T, TItem> Else<T, TItem>(this IRuleBuilderOptions<T, TItem> rule, ProblemCode code, Func<TItem, Position> at, Func<T, TItem, string> message) =>
        rule.WithErrorCode(code.Id).WithState((_, item) => at(item)).WithMessage((draft, item) => message(draft, item));
}
