using System.Text;
using System.Text.Json;
using Planner.Engine.Language;

namespace Planner.Repository.Releases;

/// <summary>Release records as files: JSON, which is read like the files of the plan language, with places.</summary>
public static class ReleaseFile
{
    static readonly JsonWriterOptions Style = new() { Indented = true, IndentSize = 2, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How a record is written, for the schema.</summary>
    public static FieldType Type => ReleaseTable.Table;

    /// <summary>Reads a record; null when it has errors, all of which are in the context then.</summary>
    /// <param name="file">The file's path, for places.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="context">Takes the problems.</param>
    public static Release? Read(string file, ReadOnlySpan<byte> bytes, ReadContext context)
    {
        if (YamlReader.Read(file, bytes, context) is not { } node) return null;
        var whole = ReleaseTable.Table.TryReadValues(node, context, out var values);
        if (values.Has(ReleaseTable.Format) && values.Of(ReleaseTable.Format) is > ReleaseTable.Newest or 0)
            context.Report(ProblemCodes.NewerLanguage, values.AtOf(ReleaseTable.Format), $"has format {values.Of(ReleaseTable.Format)}, this Planner knows {ReleaseTable.Newest}");
        return whole && !context.HasErrors ? ReleaseTable.Table.Make(values) : null;
    }

    /// <summary>The file of a record: the same bytes for the same record.</summary>
    public static byte[] Write(Release release)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Style))
        {
            writer.WriteStartObject();
            writer.WriteNumber(ReleaseTable.Format.Name, ReleaseTable.Newest);
            writer.WriteString(ReleaseTable.Os.Name, release.Os);
            writer.WriteString(ReleaseTable.Version.Name, release.Version.ToString());
            writer.WriteString(ReleaseTable.DeviceType.Name, release.DeviceType);
            writer.WriteString(ReleaseTable.Image.Name, release.Image);
            writer.WriteNumber(ReleaseTable.Packed.Name, release.Packed);
            writer.WriteNumber(ReleaseTable.Unpacked.Name, release.Unpacked);
            if (release.Supervisor is not null) writer.WriteString(ReleaseTable.Supervisor.Name, release.Supervisor);
            writer.WriteString(ReleaseTable.Published.Name, TextOf(release.Published));
            writer.WriteBoolean(ReleaseTable.Withdrawn.Name, release.IsWithdrawn);
            if (release.Rollout is { } rollout) WriteRollout(writer, rollout);
            writer.WriteEndObject();
        }

        return [.. bytes.ToArray(), .. Encoding.UTF8.GetBytes("\n")];
    }

    /// <summary>Writes a rollout as a member of an object.</summary>
    internal static void WriteRollout(Utf8JsonWriter writer, Rollout rollout)
    {
        writer.WriteStartObject(ReleaseTable.Rollout.Name);
        writer.WriteString(ReleaseTable.Start.Name, TextOf(rollout.Start));
        var milliseconds = (long)rollout.Duration.TotalMilliseconds;
        writer.WriteString(ReleaseTable.Duration.Name, milliseconds % 1000 == 0 ? $"{milliseconds / 1000}s" : $"{milliseconds}ms");
        writer.WriteEndObject();
    }

    static string TextOf(DateTimeOffset instant) => instant.ToUniversalTime().ToString(FieldTypes.InstantForm);
}
