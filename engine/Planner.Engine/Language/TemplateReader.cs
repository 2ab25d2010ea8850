using System.Text.RegularExpressions;

namespace Planner.Engine.Language;

/// <summary>Reads <c>${name}</c> in texts.</summary>
public static partial class TemplateReader
{
    /// <summary>Reads a template; names in it become references.</summary>
    public static bool TryRead(ScalarNode scalar, ReadContext context, out Template template)
    {
        var text = scalar.Text;
        var parts = new List<TemplatePart>();
        var rest = 0;
        template = null!;
        foreach (Match match in Opening().Matches(text))
        {
            if (!match.Groups["name"].Success)
                return context.Refuse(ProblemCodes.BadTemplate, scalar.PlaceOf(match.Index), "'${' must be followed by a name and '}'; there are no expressions");
            if (match.Index > rest) parts.Add(new TemplatePart(text[rest..match.Index], false));
            parts.Add(new TemplatePart(match.Groups["name"].Value, true));
            context.Refer(ReferenceKind.Value, match.Groups["name"].Value, scalar.PlaceOf(match.Index));
            rest = match.Index + match.Length;
        }

        if (rest < text.Length || parts.Count == 0) parts.Add(new TemplatePart(text[rest..], false));
        template = new Template(text, parts, scalar.At);
        return true;
    }

    [GeneratedRegex(@"\$\{(?:(?<name>[A-Za-z0-9][A-Za-z0-9._-]*)\})?")]
    private static partial Regex Opening();
}
