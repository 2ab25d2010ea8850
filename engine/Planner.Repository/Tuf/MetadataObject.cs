using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Planner.Repository.Tuf;

/// <summary>An object of a metadata file, read field by field. A field that is missing or of another form: <see cref="NotAuthenticException"/> with its place.</summary>
/// <param name="file">The file's name.</param>
/// <param name="place">Where the object is in it: <c>signed.meta</c>.</param>
/// <param name="element">The object.</param>
sealed partial class MetadataObject(string file, string place, JsonElement element)
{
    /// <summary>The object itself.</summary>
    internal JsonElement Element { get; } = element.ValueKind == JsonValueKind.Object ? element : throw new NotAuthenticException(file, $"{(place.Length == 0 ? "it" : place)} is no object");

    /// <summary>Every field that is an object, by name.</summary>
    internal IEnumerable<(string Name, MetadataObject Value)> Fields => Element.EnumerateObject().Select(one => (one.Name, new MetadataObject(file, PlaceOf(one.Name), one.Value)));

    /// <summary>An object in it.</summary>
    internal MetadataObject Object(string name) => new(file, PlaceOf(name), Field(name));

    /// <summary>An object in it, or null when there is no such field.</summary>
    internal MetadataObject? ObjectOrNone(string name) => Element.TryGetProperty(name, out var found) ? new(file, PlaceOf(name), found) : null;

    /// <summary>A list of objects.</summary>
    internal IEnumerable<MetadataObject> List(string name) => Items(name).Select((item, index) => new MetadataObject(file, $"{PlaceOf(name)}[{index}]", item));

    /// <summary>A list of texts.</summary>
    internal IReadOnlyList<string> Texts(string name) => [.. Items(name).Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(name, "is no list of texts"))];

    /// <summary>A list of texts, or null when there is no such field.</summary>
    internal IReadOnlyList<string>? TextsOrNone(string name) => Element.TryGetProperty(name, out _) ? Texts(name) : null;

    /// <summary>A text.</summary>
    internal string Text(string name) => Field(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : throw Wrong(name, "is no text");

    /// <summary>Bytes in hex.</summary>
    internal byte[] Bytes(string name)
    {
        try
        {
            return Convert.FromHexString(Text(name));
        }
        catch (FormatException)
        {
            throw Wrong(name, "is not written in hex");
        }
    }

    /// <summary>A whole number of at least <paramref name="least"/>.</summary>
    internal long Number(string name, long least) => Field(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) && value >= least ? value : throw Wrong(name, $"is no whole number from {least} on");

    /// <summary>The same, or null when there is no such field.</summary>
    internal long? NumberOrNone(string name, long least) => Element.TryGetProperty(name, out _) ? Number(name, least) : null;

    /// <summary>True or false; <paramref name="usual"/> when there is no such field.</summary>
    internal bool Flag(string name, bool usual) => !Element.TryGetProperty(name, out var found) ? usual : found.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => throw Wrong(name, "is neither true nor false") };

    /// <summary>A moment, like <c>2027-01-31T00:00:00Z</c>.</summary>
    internal DateTimeOffset Moment(string name) =>
        MomentForm().IsMatch(Text(name)) && DateTimeOffset.TryParse(Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : throw Wrong(name, "is no time like 2027-01-31T00:00:00Z");

    /// <summary>Digests by algorithm, or null when there is no such field.</summary>
    internal IReadOnlyDictionary<string, string>? HashesOrNone(string name)
    {
        if (!Element.TryGetProperty(name, out var found)) return null;
        var hashes = new MetadataObject(file, PlaceOf(name), found);
        var read = hashes.Element.EnumerateObject().ToDictionary(hash => hash.Name, hash => Convert.ToHexStringLower(hashes.Bytes(hash.Name)));
        return read.Count > 0 ? read : throw Wrong(name, "names no digest");
    }

    /// <summary>What is wrong with a field.</summary>
    internal NotAuthenticException Wrong(string name, string result) => new(file, $"{PlaceOf(name)} {result}");

    JsonElement.ArrayEnumerator Items(string name) => Field(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : throw Wrong(name, "is no list");

    JsonElement Field(string name) => Element.TryGetProperty(name, out var found) ? found : throw Wrong(name, "is missing");

    string PlaceOf(string name) => place.Length == 0 ? name : $"{place}.{name}";

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\z")]
    private static partial Regex MomentForm();
}
