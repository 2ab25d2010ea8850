using System.Globalization;
using System.Text.Json.Nodes;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Devices.Files;

/// <summary>Types of values that only device files have.</summary>
static class DeviceFieldTypes
{
    /// <summary>A moment, always in UTC.</summary>
    public static FieldType<DateTimeOffset> Moment { get; } = new MomentType();

    /// <summary>An image file of a bench: within the folder of the device file.</summary>
    public static FieldType<string> ImageFile { get; } = new ImageFileType();

    /// <summary>A reference to an image.</summary>
    public static FieldType<string> Reference { get; } = new ReferenceType();

    /// <summary>Whether a text is an absolute, normalised path.</summary>
    public static bool IsPath(string text) => PartitionPath.TryParse($"x:{text}", out var path) && path.Path == text;

    /// <summary>Whether a text is an image reference.</summary>
    public static bool IsReference(string text) => ImageReference.Parse(text) is not null;

    sealed class MomentType : FieldType<DateTimeOffset>
    {
        public override string Name => "a moment in UTC like 2018-06-01T00:00:00Z";

        public override JsonNode Schema(SchemaContext schemas) => FieldTypes.ScalarSchema("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z$");

        public override bool TryRead(Node node, ReadContext context, out DateTimeOffset value)
        {
            value = default;
            var read = (node is ScalarNode scalar && scalar.Text.EndsWith('Z')
                    && DateTimeOffset.TryParseExact(scalar.Text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value))
                || context.Refuse(ProblemCodes.WrongType, node.At, $"must be {Name}, not {node.Shape}");
            // A simulated clock goes on from here and must not run over the end of the calendar.
            return read && (value.Year is >= 1970 and <= 9000 || context.Refuse(ProblemCodes.OutOfRange, node.At, $"must be from 1970 to 9000, not {node.Shape}"));
        }
    }

    sealed class ImageFileType : FieldType<string>
    {
        public override string Name => "an image file like rootA.img in the folder of the device file";

        public override JsonNode Schema(SchemaContext schemas) => FieldTypes.ScalarSchema("^[^/]");

        public override bool TryRead(Node node, ReadContext context, out string value)
        {
            value = "";
            if (node is not ScalarNode { Shape: not "nothing" } scalar) return context.Refuse(ProblemCodes.WrongType, node.At, $"must be {Name}, not {node.Shape}");
            value = scalar.Text;
            return PartitionPath.TryParse($"x:/{value}", out var path) && path.Path == $"/{value}"
                ? true
                : context.Refuse(ProblemCodes.ImageOutside, node.At, $"must be a file in the folder of the device file, not '{value}'{(value.StartsWith("/dev/", StringComparison.Ordinal) ? ", a device" : "")}");
        }
    }

    sealed class ReferenceType : FieldType<string>
    {
        public override string Name => "an image reference like resin/resinos:2.3.0_rev1-raspberrypi3";

        public override JsonNode Schema(SchemaContext schemas) => FieldTypes.ScalarSchema(null);

        public override bool TryRead(Node node, ReadContext context, out string value)
        {
            value = node is ScalarNode scalar ? scalar.Text : "";
            return IsReference(value) || context.Refuse(ProblemCodes.WrongType, node.At, $"must be {Name}, not {node.Shape}");
        }
    }
}
