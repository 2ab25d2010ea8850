using System.Text;

namespace Planner.Engine.Steps;

/// <summary>A section of connman's text.</summary>
/// <param name="Name">Its name.</param>
sealed record ConnmanSection(string Name)
{
    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>What GLib takes for white space.</summary>
    internal static char[] Spaces { get; } = [' ', '\t', '\n', '\v', '\f', '\r'];

    /// <summary>Values as they stand there, by key; a character is a byte.</summary>
    internal IDictionary<string, string> Values { get; } = new OrderedDictionary<string, string>();

    /// <summary>A value's bytes; null when the key is not there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="keepsEnd">Whether spaces at its end belong to it, as they do for passphrases.</param>
    /// <exception cref="FormatException">It holds an escape that connman does not know.</exception>
    internal byte[]? Bytes(string key, bool keepsEnd = false)
    {
        if (!Values.TryGetValue(key, out var value)) return null;
        var text = Unescape(value);
        return Encoding.Latin1.GetBytes(keepsEnd ? text : text.TrimEnd(Spaces));
    }

    /// <summary>A value as text; null when the key is not there.</summary>
    /// <exception cref="FormatException">It holds an escape that connman does not know, or is not UTF-8.</exception>
    internal string? Text(string key, bool keepsEnd = false)
    {
        try
        {
            return Bytes(key, keepsEnd) is { } bytes ? Strict.GetString(bytes) : null;
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("it is not UTF-8", e);
        }
    }

    /// <summary>Whether a value is connman's yes.</summary>
    internal bool Flag(string key) => Values.TryGetValue(key, out var value) && value.TrimEnd(Spaces) is "true" or "1";

    static string Unescape(string value)
    {
        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] != '\\')
            {
                text.Append(value[i]);
                continue;
            }

            text.Append((++i < value.Length ? value[i] : '\0') switch
            {
                's' => ' ',
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                '\\' => '\\',
                _ => throw new FormatException("after a backslash only s, t, n, r and a backslash may stand"),
            });
        }

        return text.ToString();
    }
}
