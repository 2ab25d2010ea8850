using System.Text.Json.Nodes;
using Planner.Engine.Devices;

namespace Planner.Engine.Language;

/// <summary>How the mappings within a layout are written.</summary>
static class LayoutParts
{
    /// <summary>The slot that runs: what a bare path means in the place of a fact.</summary>
    public const string ActiveRole = "active";

    /// <summary>Where a fact is read from.</summary>
    public static FieldType<FactSource> FactSource { get; } = FactSourceTable();

    /// <summary>A partition.</summary>
    public static FieldType<Partition> Partition { get; } = PartitionTable();

    /// <summary>All services.</summary>
    public static FieldType<IReadOnlyList<Named<Service>>> Services { get; } = new ServicesType();

    /// <summary>The container engine's sockets.</summary>
    public static FieldType<IReadOnlyList<string>> Engine { get; } = EngineTable();

    /// <summary>Planner's own folders.</summary>
    public static FieldType<LayoutPaths> Paths { get; } = PathsTable();

    /// <summary>Units that both slots share.</summary>
    public static FieldType<SharedUnits> SharedUnits { get; } = SharedUnitsTable();

    /// <summary>The supervisor's configuration.</summary>
    public static FieldType<SupervisorSpec> Supervisor { get; } = SupervisorTable();

    static Table<FactSource> FactSourceTable()
    {
        var places = FieldTypes.ListOf(new PlaceType());
        var env = Field.Optional("env", places, "File of KEY=value lines, or several that are tried in order; a bare path lies on the active slot.");
        var json = Field.Optional("json", places, "File that holds a JSON object, or several that are tried in order; a bare path lies on the active slot.");
        var key = Field.Needed("key", FieldTypes.Text, "The variable, or the member of the object with its parents before it, separated by dots.");
        return new("fact", [env, json, key], null, values => values.Has(env)
            ? new FactSource(FactFormat.Env, values.Of(env), values.Of(key))
            : new FactSource(FactFormat.Json, values.Of(json), values.Of(key)))
        { ExactlyOne = [env, json] };
    }

    static Table<Partition> PartitionTable()
    {
        var label = Field.Needed("label", FieldTypes.Text, "Label of the file system that the partition is found by.");
        var type = Field.Needed("type", FieldTypes.Name, "File system, like ext4 or vfat.");
        var size = Field.Optional("size", FieldTypes.Size, "Size of the partition.", "the rest of the disk");
        var mount = Field.Optional("mount", FieldTypes.AbsolutePath, "Where the OS mounts it.", "nowhere");
        var optional = Field.Optional("optional", FieldTypes.Flag, "Whether some devices lack it.", "false");
        var number = Field.Optional("number", FieldTypes.PositiveNumber, "Its number in the disk's partition table: from 5 on it is a logical one.", "the layout says nothing of the table");
        var start = Field.Optional("start", FieldTypes.Size, "Its first byte on the disk.", "where it is");
        return new("partition", [label, type, size, mount, optional, number, start], null, values =>
            new(values.Of(label), values.Of(type), values.OrNone(size), values.OrNull(mount), values.Or(optional, false), values.OrNone(number), values.OrNone(start)));
    }

    static Table<IReadOnlyList<string>> EngineTable()
    {
        var sockets = Field.Needed("sockets", FieldTypes.ListOf(FieldTypes.AbsolutePath), "Sockets of the engine, tried in order.");
        return new("engine", [sockets], null, values => values.Of(sockets));
    }

    static Table<LayoutPaths> PathsTable()
    {
        var journal = Field.Needed("journal", FieldTypes.File, "Folder of the journal.");
        var staging = Field.Needed("staging", FieldTypes.File, "Folder for undo data and temporary files of a run.");
        var logs = Field.Needed("logs", FieldTypes.File, "Folder of the log files, one a run.");
        return new("paths", [journal, staging, logs], null, values => new(values.Of(journal), values.Of(staging), values.Of(logs)));
    }

    static Table<SharedUnits> SharedUnitsTable()
    {
        var folder = Field.Needed("folder", FieldTypes.File, "The folder of the units, on no slot.");
        var wanted = Field.Needed("wanted-by", FieldTypes.Name, "The target whose links the OS follows at boot, like multi-user.target.");
        return new("resume-in", [folder, wanted], null, values => new(values.Of(folder), values.Of(wanted)));
    }

    static Table<SupervisorSpec> SupervisorTable()
    {
        var standard = Field.Needed("default", FieldTypes.AbsolutePath, "File of KEY=value lines in each slot's OS.");
        var wins = Field.Optional("override", FieldTypes.File, "The file that wins where it exists and outlives an update.", "each slot's OS goes by its own file");
        var image = Field.Needed("image", FieldTypes.Name, "Key of the image's name.");
        var version = Field.Needed("version", FieldTypes.Name, "Key of the version, which is the image's tag.");
        var tagged = Field.Optional("tagged", FieldTypes.Flag, "Whether the image's name is written with its tag, because the OS starts it by that name alone.", "false");
        var former = Field.Optional("former", FieldTypes.AbsolutePath, "The file, with the same keys, in the OS that such a device may have had before: a supervisor that is newer there stays.", "none");
        return new("supervisor", [standard, wins, image, version, tagged, former], null, values => new(values.Of(standard), values.OrNone(wins), values.Of(image), values.Of(version), values.Or(tagged, false), values.OrNull(former)));
    }

    sealed class PlaceType : FieldType<PartitionPath>
    {
        public override string Name => "a file like /etc/os-release or boot:/config.json";

        public override JsonNode Schema(SchemaContext schemas) => FieldTypes.ScalarSchema("^([A-Za-z0-9._-]+:)?/");

        public override bool TryRead(Node node, ReadContext context, out PartitionPath value)
        {
            value = default;
            if (node is not ScalarNode scalar || !PartitionPath.TryParse(scalar.Text.StartsWith('/') ? $"{ActiveRole}:{scalar.Text}" : scalar.Text, out value))
                return context.Refuse(ProblemCodes.WrongType, node.At, $"must be {Name}, not {node.Shape}");
            context.Refer(ReferenceKind.Partition, value.Partition, node.At);
            return true;
        }
    }
}
