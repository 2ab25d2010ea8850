using System.Text;
using Planner.Engine.Steps;

namespace Planner.Engine.Language;

/// <summary>The page <c>plans/STEPS.md</c>: every step kind, written from its table.</summary>
static class StepsPage
{
    /// <summary>Writes the page; it ends in a line feed.</summary>
    public static string Write(IReadOnlyList<StepKind> kinds)
    {
        var page = new StringBuilder();
        page.Append("# Step kinds\n\nWritten from the tables that the reader uses, and kept fresh by a test; do not edit.\n\n");
        page.Append("## Every step\n\nBeside its kind a step may have:\n\n");
        WriteTable(page, StepTable.Table.Fields, field => field.DefaultText is { } text ? $"optional, else {text}" : "optional");
        foreach (var kind in kinds)
        {
            page.Append($"\n## {kind.Name}\n\n{Cell(kind.Summary)}\n\n");
            if (kind.Fields.Count > 0) WriteTable(page, kind.Fields, field => KindPage.Needs(kind, field));
            else page.Append("No fields.\n");
            page.Append($"\n- Done when: {Cell(kind.Probe)}\n- Undo: {Cell(kind.Undo)}\n- One try takes {Words.Of(kind.Timeout)} at most; {KindPage.Tries(kind.Retry)}\n");
            if (kind.Outputs.Count > 0) page.Append($"- Puts out: {string.Join(", ", kind.Outputs.Select(output => $"`{output}`"))}\n");
        }

        return page.ToString();
    }

    static void WriteTable(StringBuilder page, IReadOnlyList<Field> fields, Func<Field, string> needs)
    {
        page.Append("| field | value | | meaning |\n| --- | --- | --- | --- |\n");
        foreach (var field in fields) page.Append($"| `{field.Name}` | {Cell(field.Type.Name)} | {Cell(needs(field))} | {Cell(field.Summary)} |\n");
    }

    // A bare '<' would be taken for HTML, and '|' for the end of a cell.
    static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
