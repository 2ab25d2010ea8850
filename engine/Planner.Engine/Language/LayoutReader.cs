using Planner.Engine.Devices;
using Planner.Engine.Language.Rules;

namespace Planner.Engine.Language;

/// <summary>Reads <c>plans/layouts/&lt;name&gt;/&lt;version&gt;.yaml</c>.</summary>
public static class LayoutReader
{
    /// <summary>How a layout is written, for schema and docs.</summary>
    public static FieldType Type => LayoutTable.Table;

    /// <summary>Reads a layout with every rule; null when it has errors, all of which are in the context then.</summary>
    /// <param name="file">The file's path, for places and for the layout's identity.</param>
    /// <param name="bytes">The file's content.</param>
    /// <param name="context">Takes the problems; of this file alone.</param>
    public static Layout? Read(string file, ReadOnlySpan<byte> bytes, ReadContext context)
    {
        if (YamlReader.Read(file, bytes, context) is not { } node || !FileHead.Speaks(node, context)) return null;
        var whole = LayoutTable.Table.TryReadValues(node, context, out var values);
        if (values.Has(LayoutTable.Version)) FileHead.CheckVersion(values.AtOf(LayoutTable.Version), values.Of(LayoutTable.Version), context);
        if (values.Has(LayoutTable.Name) && values.Has(LayoutTable.Version))
            FileHead.CheckPlace((values.AtOf(LayoutTable.Name), values.Of(LayoutTable.Name)), (values.AtOf(LayoutTable.Version), values.Of(LayoutTable.Version)), context);
        RuleProblems.Report(LayoutRules.All, new LayoutDraft(node, values, context.References), context);
        return whole && !context.HasErrors ? LayoutTable.Table.Make(values) : null;
    }
}
