namespace Planner.Repository.Tuf;

/// <summary>Patterns of target paths: <c>*</c> stands for any characters and <c>?</c> for one, neither of them for a <c>/</c>.</summary>
public static class PathPattern
{
    /// <summary>Whether a pattern covers a path.</summary>
    public static bool Covers(string pattern, string path)
    {
        var (parts, names) = (pattern.Split('/'), path.Split('/'));
        return parts.Length == names.Length && parts.Zip(names).All(pair => CoversName(pair.First, pair.Second));
    }

    static bool CoversName(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        // Back to the last star, which takes one character more: never more than pattern by name steps.
        var (at, star, taken, read) = (0, -1, 0, 0);
        while (read < name.Length)
        {
            if (at < pattern.Length && pattern[at] == '*') (star, taken, at) = (at, read, at + 1);
            else if (at < pattern.Length && (pattern[at] == '?' || pattern[at] == name[read])) (at, read) = (at + 1, read + 1);
            else if (star >= 0) (at, taken, read) = (star + 1, taken + 1, taken + 1);
            else return false;
        }

        while (at < pattern.Length && pattern[at] == '*') at++;
        return at == pattern.Length;
    }
}
