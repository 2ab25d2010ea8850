using System.Text;

namespace Planner.Engine.Devices;

/// <summary>Files of <c>KEY=value</c> lines, values bare or quoted as in os-release(5); <c>#</c> starts a comment line.</summary>
public static class EnvFile
{
    /// <summary>The value of a key, or null; of several lines the last counts, as a shell would have it.</summary>
    public static string? Value(byte[] content, string key)
    {
        var text = Encoding.UTF8.GetString(content);
        string? value = null;
        foreach (var range in text.AsSpan().Split('\n'))
            if (IsOf(text.AsSpan(range), key)) value = Unquote(text.AsSpan(range).Trim()[(key.Length + 1)..].ToString());
        return value;
    }

    /// <summary>The content with one key set in the place where it stood, or added at the end.</summary>
    public static byte[] With(byte[] content, string key, string value)
    {
        var lines = Encoding.UTF8.GetString(content).Split('\n').ToList();
        if (lines.Count > 0 && lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        var index = lines.FindLastIndex(line => IsOf(line, key));
        if (index < 0) lines.Add($"{key}={value}");
        else lines[index] = $"{key}={value}";
        return Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
    }

    static bool IsOf(ReadOnlySpan<char> line, string key)
    {
        var trimmed = line.TrimStart();
        return trimmed.Length > key.Length && trimmed[key.Length] == '=' && trimmed.StartsWith(key, StringComparison.Ordinal);
    }

    static string Unquote(string value)
    {
        if (value.Length < 2 || value[0] is not ('"' or '\'') || value[^1] != value[0]) return value;
        var inner = value[1..^1];
        if (value[0] == '\'') return inner;
        var text = new StringBuilder(inner.Length);
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == '\\' && i + 1 < inner.Length && inner[i + 1] is '"' or '$' or '\\' or '`') i++;
            text.Append(inner[i]);
        }

        return text.ToString();
    }
}
