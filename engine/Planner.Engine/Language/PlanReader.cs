using System.Security.Cryptography;
using Planner.Engine.Language.Rules;
using Planner.Engine.Steps;

namespace Planner.Engine.Language;

/// <summary>Reads <c>plans/&lt;name&gt;/&lt;version&gt;.yaml</c> and judges it.</summary>
public static class PlanReader
{
    /// <summary>How a plan is written, for schema and docs.</summary>
    public static FieldType Type => PlanTable.Table;

    /// <summary>The devices and releases that a plan is for, as it is written: read alone, where a plan's metadata are.</summary>
    public static Field<IReadOnlyList<Selector>> For => PlanTable.For;

    /// <summary>Known-bad cases of a plan, as they are written.</summary>
    public static Field<IReadOnlyList<Exclusion>> NotFor => PlanTable.NotFor;

    /// <summary>Reads a plan with every rule; null when it has errors, all of which are in the context then.</summary>
    /// <param name="file">The file's path, for places and for the plan's identity.</param>
    /// <param name="bytes">The file's content.</param>
    /// <param name="layouts">Where the layout that it names is found.</param>
    /// <param name="context">Takes the problems; of this file alone.</param>
    public static Plan? Read(string file, ReadOnlySpan<byte> bytes, ILayoutSource layouts, ReadContext context) => Read(file, bytes, layouts, PlanTable.Steps, context);

    /// <summary>Reads a plan whose steps may be of other kinds than those that are built.</summary>
    public static Plan? Read(string file, ReadOnlySpan<byte> bytes, ILayoutSource layouts, IReadOnlyList<StepKind> kinds, ReadContext context) =>
        Read(file, bytes, layouts, Field.Needed(PlanTable.Steps.Name, new StepsType(kinds), PlanTable.Steps.Summary), context);

    static Plan? Read(string file, ReadOnlySpan<byte> bytes, ILayoutSource layouts, Field<StepList> steps, ReadContext context)
    {
        if (YamlReader.Read(file, bytes, context) is not { } node || !FileHead.Speaks(node, context)) return null;
        context.Inputs = InputTable.Scan(node);
        var table = PlanTable.WithSteps(steps);
        var whole = table.TryReadValues(node, context, out var values);
        if (values.Has(PlanTable.Version)) FileHead.CheckVersion(values.AtOf(PlanTable.Version), values.Of(PlanTable.Version), context);
        if (values.Has(PlanTable.Name) && values.Has(PlanTable.Version))
            FileHead.CheckPlace((values.AtOf(PlanTable.Name), values.Of(PlanTable.Name)), (values.AtOf(PlanTable.Version), values.Of(PlanTable.Version)), context);
        var draft = new PlanDraft(values, steps, layouts, context);
        RuleProblems.Report(PlanRules.References, draft, context);
        if (!whole || !values.Of(steps).IsWhole) return null;
        var plan = table.Make(values) with
        {
            Steps = [.. values.Of(steps).Entries.Select(entry => draft.Placed(entry))],
            Layouts = [.. draft.Layouts],
            Digest = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            Names = [.. context.References.Where(reference => reference.Kind == ReferenceKind.Value).Select(reference => reference.Name).Distinct()],
        };
        if (!draft.LacksLayout) RuleProblems.Report(PlanRules.Safety, new Course(plan), context);
        return context.HasErrors ? null : plan;
    }
}
