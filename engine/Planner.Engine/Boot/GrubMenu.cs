using System.Globalization;

namespace Planner.Engine.Boot;

/// <summary>The lines of a <c>grub.cfg</c>, comments left out, and the menu entry that starts by itself (GRUB manual, "Writing full configuration files directly").</summary>
/// <param name="Lines">The lines, each with the number of the entry that it is in.</param>
/// <param name="Default">Number of the entry that starts when nobody chooses; null when that can not be told.</param>
sealed record GrubMenu(IReadOnlyList<GrubLine> Lines, int? Default)
{
    const string EntryWord = "menuentry";

    /// <summary>Reads a text.</summary>
    internal static GrubMenu Of(string text)
    {
        var (lines, titles, defaults) = (new List<GrubLine>(), new List<string>(), new List<string>());
        int? entry = null;
        var isNested = false;
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is var next and >= 0 ? next : text.Length;
            var (line, at) = (text[start..end], start);
            start = end + 1;
            var word = line.Trim();
            if (word.Length == 0 || word[0] == '#') continue;
            isNested |= word.StartsWith("submenu", StringComparison.Ordinal);
            if (word.StartsWith(EntryWord, StringComparison.Ordinal) && word.Length > EntryWord.Length && !char.IsAsciiLetterOrDigit(word[EntryWord.Length]))
            {
                entry = titles.Count;
                titles.Add(TitleOf(word[EntryWord.Length..].Trim()));
            }
            else if (entry is null && DefaultOf(word) is { } named)
            {
                defaults.Add(named);
            }

            lines.Add(new GrubLine(at, line, entry));
            if (word[^1] == '}') entry = null;
        }

        return new GrubMenu(lines, isNested ? null : Chosen(titles, defaults));
    }

    static int? Chosen(List<string> titles, List<string> defaults)
    {
        if (titles.Count == 0 || defaults.Count > 1) return null;
        if (defaults.Count == 0) return 0;
        var found = int.TryParse(defaults[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : titles.IndexOf(defaults[0]);
        return found >= 0 && found < titles.Count ? found : null;
    }

    static string TitleOf(string rest) => rest.Length > 0 && rest[0] is '\'' or '"' && rest.IndexOf(rest[0], 1) is var end and > 0 ? rest[1..end] : rest.Split(' ', '{')[0];

    static string? DefaultOf(string line)
    {
        var rest = line.StartsWith("set ", StringComparison.Ordinal) ? line[4..].TrimStart() : line;
        return rest.StartsWith("default=", StringComparison.Ordinal) ? rest["default=".Length..].Trim().Trim('"', '\'') : null;
    }
}

/// <summary>A line of a <c>grub.cfg</c>.</summary>
/// <param name="Start">Offset of its first character.</param>
/// <param name="Text">The line without its end.</param>
/// <param name="Entry">Number of the menu entry that it is in; null outside.</param>
sealed record GrubLine(int Start, string Text, int? Entry);
