using System.Text;
using System.Text.Json;

namespace Planner.Repository.Tuf;

/// <summary>The one spelling of a JSON value that signatures are made over: no blanks, keys in the order of their code points, only <c>"</c> and <c>\</c> escaped, whole numbers (canonical JSON as OLPC wrote it down, which TUF uses).</summary>
public static class CanonicalJson
{
    /// <summary>Spells a value.</summary>
    /// <exception cref="FormatException">It holds a number that is not whole.</exception>
    public static byte[] Of(JsonElement value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static void Write(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                var first = true;
                foreach (var property in value.EnumerateObject().OrderBy(property => property.Name, CodePoints.Instance))
                {
                    if (!first) text.Append(',');
                    first = false;
                    WriteText(property.Name, text);
                    text.Append(':');
                    Write(property.Value, text);
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                var begun = false;
                foreach (var item in value.EnumerateArray())
                {
                    if (begun) text.Append(',');
                    begun = true;
                    Write(item, text);
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                WriteText(value.GetString()!, text);
                break;
            case JsonValueKind.Number:
                if (!value.TryGetInt64(out var number)) throw new FormatException($"{value.GetRawText()} is no whole number that canonical JSON has");
                text.Append(number);
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    static void WriteText(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in value)
        {
            if (c is '"' or '\\') text.Append('\\');
            text.Append(c);
        }

        text.Append('"');
    }

    /// <summary>The order of code points, which UTF-8 has too and UTF-16 has not.</summary>
    sealed class CodePoints : IComparer<string>
    {
        internal static CodePoints Instance { get; } = new();

        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y!));
    }
}
