using System.Text;

namespace Planner.Engine.Steps;

/// <summary>connman's provisioning text as GLib reads key files: sections with the same name are one, of the same key the last counts.</summary>
static class ConnmanText
{
    /// <summary>How the name of a section that describes a network begins.</summary>
    internal const string ServicePrefix = "service_";

    /// <summary>Whether a text describes networks, well or badly.</summary>
    internal static bool HasServices(byte[] content) => Lines(content).Any(line => line.StartsWith($"[{ServicePrefix}", StringComparison.Ordinal));

    /// <summary>Its sections in their order.</summary>
    /// <param name="content">The text.</param>
    /// <param name="badLine">The 1-based number of the first line because of which connman takes nothing of the text, or null.</param>
    internal static IReadOnlyList<ConnmanSection> Read(byte[] content, out int? badLine)
    {
        var (sections, number) = (new List<ConnmanSection>(), 0);
        ConnmanSection? section = null;
        badLine = null;
        foreach (var line in Lines(content))
        {
            number++;
            if (line.Length == 0 || line[0] == '#') continue;
            if (SectionOf(line) is { } name)
            {
                section = sections.Find(one => one.Name == name);
                if (section is null) sections.Add(section = new ConnmanSection(name));
            }
            else if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && section is not null)
            {
                section.Values[line[..equals].TrimEnd(ConnmanSection.Spaces)] = line[(equals + 1)..].TrimStart(ConnmanSection.Spaces);
            }
            else
            {
                badLine ??= number;
            }
        }

        return sections;
    }

    static string? SectionOf(string line)
    {
        var end = line.IndexOf(']', StringComparison.Ordinal);
        return line[0] == '[' && end > 1 && line[(end + 1)..].Trim(ConnmanSection.Spaces).Length == 0 ? line[1..end] : null;
    }

    // Latin-1: a character is a byte, whatever the text is encoded in.
    static IEnumerable<string> Lines(byte[] content) =>
        Encoding.Latin1.GetString(content).Split('\n').Select(line => (line.EndsWith('\r') ? line[..^1] : line).TrimStart(ConnmanSection.Spaces));
}
