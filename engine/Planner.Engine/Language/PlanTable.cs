namespace Planner.Engine.Language;

/// <summary>How a plan is written.</summary>
static class PlanTable
{
    internal static readonly Field<string> Name = Field.Needed("plan", FieldTypes.Name, "The plan's name; the folder that the file lies in.");
    internal static readonly Field<string> Version = Field.Needed("version", FieldTypes.Text, "Semantic version of the file; a released file never changes again.");
    internal static readonly Field<string> Summary = Field.Optional("summary", FieldTypes.Text, "One sentence about what the plan does.");
    internal static readonly Field<LayoutId> Layout = Field.Needed("layout", LayoutId.Type, "name@version of the layout that the plan starts from.");
    internal static readonly Field<LayoutId> Becomes = Field.Optional("becomes", LayoutId.Type, "name@version of the layout that the plan leads to over its 'repartition' steps.", "the same");
    internal static readonly Field<IReadOnlyList<Selector>> For = Field.Needed("for", FieldTypes.SomeOf(SelectorType.Plain), "Facts that select this plan; all must match. Of a list one entry must match.");
    internal static readonly Field<IReadOnlyList<Exclusion>> NotFor = Field.Optional("not-for", FieldTypes.ListOf(new ExclusionType()), "Known-bad cases, each with the reason that is told to whoever is refused.");
    internal static readonly Field<IReadOnlyList<Named<Input>>> Inputs = Field.Optional("inputs", FieldTypes.MapOf("input", InputTable.Table), "What a run is given besides the target version.");
    internal static readonly Field<StepList> Steps = Field.Needed("steps", StepsType.All, "The steps in their order.");

    /// <summary>The fields with the steps of the kinds that there are.</summary>
    public static Table<Plan> Table { get; } = WithSteps(Steps);

    /// <summary>The table with other kinds of steps.</summary>
    public static Table<Plan> WithSteps(Field<StepList> steps) => new(
        "plan",
        [Name, Version, FileHead.LanguageField, Summary, Layout, Becomes, For, NotFor, Inputs, steps],
        null,
        values => new Plan
        {
            Name = values.Of(Name),
            Version = values.Of(Version),
            Summary = values.Or(Summary, ""),
            Layout = values.Of(Layout).ToString(),
            Becomes = values.OrNull(Becomes)?.ToString(),
            For = values.Of(For),
            NotFor = values.Or(NotFor, []),
            Inputs = values.Or(Inputs, []).ByName(input => input.Value with { Name = input.Name, At = input.At }),
            Steps = [.. values.Of(steps).Entries.Select(entry => entry.Step!)],
            At = values.At,
        });
}
