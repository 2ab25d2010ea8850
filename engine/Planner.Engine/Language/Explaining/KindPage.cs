using Planner.Engine.Steps;

namespace Planner.Engine.Language;

/// <summary>A step kind in words.</summary>
static class KindPage
{
    /// <summary>The page for a terminal.</summary>
    public static IReadOnlyList<string> Lines(StepKind kind)
    {
        var width = kind.Fields.Select(field => field.Name.Length).DefaultIfEmpty(0).Max();
        return
        [
            $"{kind.Name}: {kind.Summary}",
            "",
            kind.Fields.Count == 0 ? "It has no fields: write its bare name." : "Fields:",
            .. kind.Fields.SelectMany(field => new[]
            {
                $"  {field.Name.PadRight(width)}  {field.Summary}",
                $"  {"".PadRight(width)}  {Needs(kind, field)}; {field.Type.Name}",
            }),
            "",
            $"Done when: {kind.Probe}",
            $"Undo:      {kind.Undo}",
            $"One try:   {Words.Of(kind.Timeout)} at most; {Tries(kind.Retry)}",
            .. kind.Outputs.Count == 0 ? Array.Empty<string>() : [$"Puts out:  {string.Join(", ", kind.Outputs)}"],
            "",
            $"Beside the kind a step may have {string.Join(", ", StepTable.Table.Fields.Select(field => field.Name))}.",
        ];
    }

    /// <summary>Whether a field must be given, and what holds else.</summary>
    public static string Needs(StepKind kind, Field field) =>
        (field.Required ? "needed" : field.DefaultText is { } text ? $"optional, else {text}" : "optional") + (kind.Main == field ? "; may stand alone" : "");

    /// <summary>How often a kind is tried.</summary>
    public static string Tries(Retry retry) => retry.Attempts == 1 ? "one try" : $"{retry.Attempts} tries, {Words.Of(retry.Wait)} apart";
}
