using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Engine.Language.Rules;

/// <summary>What could be read of a plan.</summary>
sealed class PlanDraft
{
    readonly FieldValues values;
    readonly IReadOnlyList<Reference> references;
    readonly Dictionary<Reference, StepEntry> users = new(ReferenceEqualityComparer.Instance);
    readonly IReadOnlyList<Layout?> way;

    /// <summary>Takes what was read.</summary>
    public PlanDraft(FieldValues values, Field<StepList> steps, ILayoutSource layouts, ReadContext context)
    {
        this.values = values;
        references = [.. context.References];
        Known = layouts;
        Inputs = context.Inputs;
        Steps = values.OrNull(steps)?.Entries ?? [];
        foreach (var step in Steps)
            foreach (var reference in step.References) users[reference] = step;
        LayoutIds = [.. new[] { values.OrNull(PlanTable.Layout), values.OrNull(PlanTable.Becomes) }.OfType<LayoutId>(), .. Steps.Select(entry => entry.Step).OfType<Repartition>().Select(step => step.To)];
        way = [Find(values.OrNull(PlanTable.Layout)), .. Steps.Select(entry => entry.Step).OfType<Repartition>().Select(step => Find(step.To))];
    }

    /// <summary>Where layouts are found.</summary>
    public ILayoutSource Known { get; }

    /// <summary>Every layout that is named.</summary>
    public IReadOnlyList<LayoutId> LayoutIds { get; }

    /// <summary>The layouts on the way, those left out that there are not: names of these are not judged.</summary>
    public IEnumerable<Layout> Layouts => way.OfType<Layout>();

    /// <summary>Whether a layout on the way is not there.</summary>
    public bool LacksLayout => way.Contains(null);

    /// <summary>The layout in force at a step, or null when there is none.</summary>
    public Layout? LayoutAt(StepEntry? step) => way[step is null ? 0 : Steps.Count(earlier => earlier.Step is Repartition && earlier.Number < step.Number)];

    /// <summary>The layout in force where a name stands, or null when there is none.</summary>
    public Layout? LayoutAt(Reference reference) => LayoutAt(users.GetValueOrDefault(reference));

    /// <summary>A step with the layouts that it leads from and to.</summary>
    public Step Placed(StepEntry entry) => entry.Step is Repartition change ? change with { From = LayoutAt(entry), Into = Find(change.To) } : entry.Step!;

    /// <summary>Types of the inputs by name.</summary>
    public IReadOnlyDictionary<string, InputType> Inputs { get; }

    /// <summary>The steps as far as they could be read.</summary>
    public IReadOnlyList<StepEntry> Steps { get; }

    /// <summary>Inputs with what they default to.</summary>
    public IEnumerable<Input> Defaulted => values.Or(PlanTable.Inputs, []).Where(input => input.Value.Default is not null).Select(input => input.Value with { Name = input.Name });

    /// <summary>Inputs whose values are shown nowhere.</summary>
    public IEnumerable<Input> Secrets => values.Or(PlanTable.Inputs, []).Where(input => input.Value.IsSecret).Select(input => input.Value with { Name = input.Name, At = input.At });

    /// <summary>Places where a partition or role is named.</summary>
    public IEnumerable<Reference> Partitions => references.Where(reference => reference.Kind == ReferenceKind.Partition);

    /// <summary>Places where a service is named.</summary>
    public IEnumerable<Reference> Services => references.Where(reference => reference.Kind == ReferenceKind.Service);

    /// <summary>Places where a fact is named.</summary>
    public IEnumerable<Reference> Facts => Values.Where(reference => !IsInput(reference) && !IsOutput(reference));

    /// <summary>Places where an input or a fact of one is named.</summary>
    public IEnumerable<Reference> InputReferences => Values.Where(IsInput);

    /// <summary>Places outside of steps where an output is named: there is none yet.</summary>
    public IEnumerable<Reference> OutputsOutside => Values.Where(IsOutput).Except(Steps.SelectMany(step => step.References));

    /// <summary>Outputs of steps that other steps use.</summary>
    public IEnumerable<OutputUse> OutputUses => Steps.SelectMany(step => step.References.Where(reference => IsValue(reference) && IsOutput(reference)).Select(reference => new OutputUse(this, step, reference)));

    /// <summary>The device types of <c>for</c>: values that stand there as they are.</summary>
    public IEnumerable<Template> DeviceTypes => DeviceTypesOf(values.Or(PlanTable.For, []));

    /// <summary>The device types of <c>not-for</c>: values that stand there as they are.</summary>
    public IEnumerable<Template> ExcludedDeviceTypes => DeviceTypesOf(values.Or(PlanTable.NotFor, []).Select(exclusion => exclusion.Selector));

    /// <summary>Steps that bring a supervisor.</summary>
    public IEnumerable<StepEntry> SupervisorUpdates => Steps.Where(step => step.Kind?.Name == "update-supervisor");

    /// <summary>Where steps after the reboot name the role <c>spare</c>, in facts as well.</summary>
    public IEnumerable<Reference> SpareAfterReboot => Steps
        .SkipWhile(step => step.Kind?.Name != "reboot")
        .Skip(1)
        .SelectMany(step => step.References)
        .Where(reference => reference is { Kind: ReferenceKind.Partition, Name: "spare" } || (IsValue(reference) && reference.Name.StartsWith("partition.spare.", StringComparison.Ordinal)));

    Layout? Find(LayoutId? id) => id is null ? null : Known.Find(id.Name, id.Version);

    IEnumerable<Reference> Values => references.Where(IsValue);

    static IEnumerable<Template> DeviceTypesOf(IEnumerable<Selector> selectors) => selectors
        .SelectMany(selector => selector.Conditions)
        .Where(condition => condition.Fact == "device.type")
        .SelectMany(condition => Matching.TemplatesOf(condition.Matcher))
        .Where(template => template.IsLiteral);

    static bool IsValue(Reference reference) => reference.Kind is ReferenceKind.Value or ReferenceKind.Fact;

    static bool IsInput(Reference reference) => reference.Name.StartsWith(FactCatalogue.InputPrefix, StringComparison.Ordinal);

    static bool IsOutput(Reference reference) => reference.Name.StartsWith(OutputUse.Prefix, StringComparison.Ordinal);
}

/// <summary>A step's output that another step uses.</summary>
/// <param name="Draft">The plan.</param>
/// <param name="User">The step that uses it.</param>
/// <param name="Reference">How it is named: <c>steps.&lt;id&gt;.&lt;output&gt;</c>.</param>
sealed record OutputUse(PlanDraft Draft, StepEntry User, Reference Reference)
{
    /// <summary>What names of outputs begin with.</summary>
    public const string Prefix = "steps.";

    /// <summary>The id of the step that makes it.</summary>
    public string Id => Reference.Name[Prefix.Length..].Split('.')[..^1] is { Length: > 0 } parts ? string.Join('.', parts) : Reference.Name[Prefix.Length..];

    /// <summary>The output.</summary>
    public string Output => Reference.Name[(Reference.Name.LastIndexOf('.') + 1)..];

    /// <summary>The earlier step that makes it, or null.</summary>
    public StepEntry? Maker => Draft.Steps.TakeWhile(step => step != User).FirstOrDefault(step => step.Header?.Id == Id);

    /// <summary>Whether there is such an output.</summary>
    public bool Exists => Maker?.Kind is { } kind && kind.Outputs.Contains(Output);
}
