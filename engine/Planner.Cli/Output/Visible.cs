using System.Text;

namespace Planner.Cli.Output;

/// <summary>Makes control characters visible: text of a file or a device must not steer the terminal that shows it.</summary>
static class Visible
{
    /// <summary>A text with every control character but newline and tab as its escape, like <c>\u001b</c>.</summary>
    internal static string Of(string text) => Escape(text, static character => char.IsControl(character) && character is not ('\n' or '\t'));

    /// <summary>The same on one line: newlines become <c>\n</c>.</summary>
    internal static string Line(string text) => Escape(text, static character => char.IsControl(character) && character != '\t');

    static string Escape(string text, Func<char, bool> isHidden)
    {
        if (!text.Any(isHidden)) return text;
        var shown = new StringBuilder(text.Length);
        foreach (var character in text)
            shown.Append(!isHidden(character) ? character.ToString() : character == '\n' ? @"\n" : $@"\u{(int)character:x4}");
        return shown.ToString();
    }
}
