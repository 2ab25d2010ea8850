using System.Text;
using Planner.Engine.Language;

namespace Planner.Engine.Devices.Files;

/// <summary>How a file that web servers offer is written in a device file: a text, or size and digest.</summary>
static class DownloadTable
{
    static readonly Field<string> Text = Field.Optional("text", FieldTypes.Text, "Its content.", "only size and digest are known");
    static readonly Field<long> Size = Field.Optional("size", FieldTypes.Size, "Its size, where 'text' does not say it.", "0");
    static readonly Field<string> Sha256 = Field.Optional("sha256", FieldTypes.Sha256, "SHA-256 of its content, beside 'size'.", "that of no content");

    /// <summary>Every one by its URL.</summary>
    internal static FieldType<IReadOnlyList<Named<DownloadSnapshot>>> Type { get; } = new KeyedType<DownloadSnapshot>(
        "a URL like https://example.org/tool", "^https?://", text => Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps),
        new Table<DownloadSnapshot>("download", [Text, Size, Sha256], Text, Make));

    static DownloadSnapshot Make(FieldValues values)
    {
        var known = values.OrNull(Text) is { } text ? Encoding.UTF8.GetBytes(text) : values.Has(Sha256) ? null : Array.Empty<byte>();
        return known is null ? new(values.Or(Size, 0), values.Of(Sha256), null) : new(known.Length, TreeSnapshotBuilder.DigestOf(known), known);
    }
}
