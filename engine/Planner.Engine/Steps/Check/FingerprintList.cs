using System.Text;
using System.Text.RegularExpressions;

namespace Planner.Engine.Steps;

/// <summary>Reads a list of files with their MD5, as md5sum(1) writes it.</summary>
static partial class FingerprintList
{
    /// <summary>MD5 in lower-case hex by absolute path; null when a line is broken.</summary>
    /// <param name="bytes">The list.</param>
    /// <param name="broken">The number of the first line that is broken.</param>
    internal static IReadOnlyDictionary<string, string>? Read(byte[] bytes, out int broken)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        broken = 0;
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n'))
        {
            broken++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            var match = Line().Match(line);
            if (!match.Success) return null;
            files[$"/{match.Groups["path"].Value}"] = match.Groups["md5"].Value.ToLowerInvariant();
        }

        return files;
    }

    // Some lists have paths from the root on without its slash, or as find(1) gives them.
    [GeneratedRegex(@"^(?<md5>[0-9A-Fa-f]{32})\s+\*?(?:\./|/)?(?<path>[^/\r].*?)\r?$")]
    private static partial Regex Line();
}
