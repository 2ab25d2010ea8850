using System.Text;

namespace Planner.Engine.Steps;

/// <summary>The text of a keyfile while it is written, with the escapes of GLib's key files. Of a value that is null or a list that is empty nothing is written.</summary>
sealed class KeyfileText
{
    readonly StringBuilder text = new();

    /// <summary>Begins a section.</summary>
    internal KeyfileText Section(string name)
    {
        text.Append(text.Length > 0 ? "\n" : "").Append('[').Append(name).Append("]\n");
        return this;
    }

    /// <summary>A value that holds nothing to escape.</summary>
    internal KeyfileText Plain(string key, string? value)
    {
        if (value is not null) text.Append(key).Append('=').Append(value).Append('\n');
        return this;
    }

    /// <summary>A text of any characters.</summary>
    internal KeyfileText Text(string key, string? value) => Plain(key, value is null ? null : Escaped(value));

    /// <summary>A list of texts.</summary>
    internal KeyfileText List(string key, IEnumerable<string> items)
    {
        var list = string.Concat(items.Select(item => Escaped(item).Replace(";", "\\;", StringComparison.Ordinal) + ";"));
        return Plain(key, list.Length > 0 ? list : null);
    }

    /// <summary>A network's name: as people read it where nothing in it could be read otherwise, else byte for byte.</summary>
    internal KeyfileText Ssid(string key, IReadOnlyList<byte> name)
    {
        var readable = name.All(one => char.IsAsciiLetterOrDigit((char)one) || one is (byte)'-' or (byte)'_' or (byte)'.') && name.Any(one => char.IsAsciiLetter((char)one));
        return Plain(key, readable ? Encoding.ASCII.GetString([.. name]) : string.Concat(name.Select(one => $"{one};")));
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();

    static string Escaped(string value)
    {
        var escaped = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);
        // Spaces at the ends are what an editor loses first.
        var (first, last) = (escaped.Length - escaped.TrimStart(' ').Length, escaped.Length - escaped.TrimEnd(' ').Length);
        if (first == escaped.Length) return string.Concat(Enumerable.Repeat("\\s", first));
        return string.Concat(Enumerable.Repeat("\\s", first)) + escaped[first..^last] + string.Concat(Enumerable.Repeat("\\s", last));
    }
}
