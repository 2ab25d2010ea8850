using Planner.Engine.Steps;

namespace Planner.Engine.Language;

/// <summary>What every step may say beside its kind.</summary>
static class StepTable
{
    static readonly Field<string> Id = Field.Optional("id", FieldTypes.Name, "Names the step in messages and for ${steps.<id>.<output>}; unique in the plan.", "<number>-<kind>");
    static readonly Field<string> Summary = Field.Optional("summary", FieldTypes.Text, "One line for people about what the step is for.");
    static readonly Field<IReadOnlyList<FactCondition>> When = Field.Optional("when", Conditions.Type, "Facts without which the step is skipped; decided once, before the first effect.", "always");
    static readonly Field<RetryWords> Retries = Field.Optional("retry", RetryTable(), "How often the step is tried, in the place of what its kind does by itself.");
    static readonly Field<TimeSpan> Timeout = Field.Optional("timeout", FieldTypes.Duration, "How long one try may take, in the place of what its kind allows.");
    static readonly Field<string> NoReturn = Field.Optional("no-return", FieldTypes.Text, "On the one step where the point of no return lies: what is given up.");

    /// <summary>The table; the header lacks what the kind gives.</summary>
    public static Table<FieldValues> Table { get; } = new("step", [Id, Summary, When, Retries, Timeout, NoReturn], null, values => values);

    /// <summary>Makes a step's header.</summary>
    /// <param name="at">Where the kind stands.</param>
    /// <param name="number">1-based place in the plan.</param>
    /// <param name="kind">The step's kind.</param>
    /// <param name="values">What the step says.</param>
    /// <param name="context">Takes problems.</param>
    public static StepHeader HeaderOf(Position at, int number, StepKind kind, FieldValues values, ReadContext context)
    {
        var retry = values.OrNull(Retries);
        var timeout = values.Or(Timeout, kind.Timeout);
        if (timeout <= TimeSpan.Zero) context.Report(ProblemCodes.OutOfRange, values.AtOf(Timeout), "must be longer than nothing");
        return new StepHeader(
            at,
            number,
            values.Or(Id, $"{number}-{kind.Name}"),
            values.OrNull(Summary),
            values.Or(When, []),
            new Retry(retry?.Attempts ?? kind.Retry.Attempts, retry?.Wait ?? kind.Retry.Wait),
            timeout,
            values.OrNull(NoReturn));
    }

    /// <summary>Where a step's id stands.</summary>
    public static Position PlaceOfId(FieldValues values) => values.AtOf(Id);

    static Table<RetryWords> RetryTable()
    {
        var attempts = Field.Optional("attempts", FieldTypes.PositiveNumber, "Tries in all.");
        var wait = Field.Optional("wait", FieldTypes.Duration, "Time between two tries.");
        return new("retry", [attempts, wait], null, values => new(values.OrNone(attempts), values.OrNone(wait)));
    }

    sealed record RetryWords(int? Attempts, TimeSpan? Wait);
}
