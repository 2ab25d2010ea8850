using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Repository.Releases;

/// <summary>How a release record is written.</summary>
static class ReleaseTable
{
    /// <summary>The newest format of records.</summary>
    internal const int Newest = 1;

    internal static readonly Field<int> Format = Field.Needed("format", FieldTypes.Number, "Format of the record; 1 is the newest.");
    internal static readonly Field<string> Os = Field.Needed("os", FieldTypes.Name, "Name of the OS, as devices tell it in the fact os.name.");
    internal static readonly Field<HostVersion> Version = Field.Needed("version", FieldTypes.OsVersion, "Its version, with the variant where it has one.");
    internal static readonly Field<string> DeviceType = Field.Needed("device-type", FieldTypes.Name, "The device type.");
    internal static readonly Field<string> Image = Field.Needed("image", new PinnedType(), "The image, pinned by the digest of its manifest.");
    internal static readonly Field<long> Packed = Field.Needed("packed", FieldTypes.Size, "Bytes to fetch.");
    internal static readonly Field<long> Unpacked = Field.Needed("unpacked", FieldTypes.Size, "Bytes of the image's layers unpacked.");
    internal static readonly Field<string> Supervisor = Field.Optional("supervisor", FieldTypes.Text, "Version of the supervisor that the OS brings.", "it has none");
    internal static readonly Field<DateTimeOffset> Published = Field.Needed("published", FieldTypes.Instant, "When it was published.");
    internal static readonly Field<bool> Withdrawn = Field.Optional("withdrawn", FieldTypes.Flag, "Whether devices no longer get it, nor pass through it.", "false");
    internal static readonly Field<DateTimeOffset> Start = Field.Needed("start", FieldTypes.Instant, "When the first devices may take it.");
    internal static readonly Field<TimeSpan> Duration = Field.Needed("duration", FieldTypes.Duration, "How long it takes until all may.");
    internal static readonly Field<Rollout> Rollout = Field.Optional(
        "rollout", new Table<Rollout>("rollout", [Start, Duration], null, values => new(values.Of(Start), values.Of(Duration))), "When it opens to which share of devices.", "to all at once");

    /// <summary>The table.</summary>
    public static Table<Release> Table { get; } = new(
        "release",
        [Format, Os, Version, DeviceType, Image, Packed, Unpacked, Supervisor, Published, Withdrawn, Rollout],
        null,
        values => new Release
        {
            Os = values.Of(Os),
            Version = values.Of(Version),
            DeviceType = values.Of(DeviceType),
            Image = values.Of(Image),
            Packed = values.Of(Packed),
            Unpacked = values.Of(Unpacked),
            Supervisor = values.OrNull(Supervisor),
            Published = values.Of(Published),
            IsWithdrawn = values.Or(Withdrawn, false),
            Rollout = values.OrNull(Rollout),
        });

    /// <summary>A reference with a digest: a tag may name another image tomorrow.</summary>
    sealed class PinnedType : FieldType<string>
    {
        public override string Name => "an image pinned by its digest like name@sha256:…";

        public override JsonNode Schema(SchemaContext schemas) => new JsonObject { ["type"] = "string", ["pattern"] = "@sha256:[0-9a-f]{64}$" };

        public override bool TryRead(Node node, ReadContext context, out string value)
        {
            value = node is ScalarNode scalar ? scalar.Text : "";
            return ImageReference.Parse(value) is { Digest: not null } || context.Refuse(ProblemCodes.WrongType, node.At, $"must be {Name}, not {node.Shape}");
        }
    }
}
