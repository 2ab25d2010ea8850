using System.Text.Json.Nodes;
using Planner.Engine.Language;

namespace Planner.Engine.Devices.Files;

/// <summary>How a snapshot is written: the <c>state</c> of a device file.</summary>
static class StateTable
{
    internal static readonly Field<string> Running = Field.Optional("running", FieldTypes.Name, "The slot that runs.", "the root is no slot");
    static readonly Field<DateTimeOffset> Clock = Field.Optional("clock", DeviceFieldTypes.Moment, "The wall clock.", "2018-06-01T00:00:00Z");
    static readonly Field<bool> Online = Field.Optional("online", FieldTypes.Flag, "Whether registries and other peers answer.", "true");
    static readonly Field<string> LockedBy = Field.Optional("locked-by", FieldTypes.Text, "Another updater that holds a lock of the layout.", "nobody");
    internal static readonly Field<IReadOnlyList<Named<PartitionDraft>>> Partitions = Field.Needed("partitions", FieldTypes.MapOf("partition", PartitionTable()), "What lies on each partition.");
    static readonly Field<IReadOnlyList<Named<IReadOnlyList<Named<bool>>>>> Services = Field.Optional(
        "services",
        FieldTypes.MapOf("service", new KeyedType<bool>("the name of a unit", null, text => text.Length > 0 && !text.Contains(' ', StringComparison.Ordinal), FieldTypes.Flag)),
        "The units of each service that the OS has, and whether they run.",
        "none");
    internal static readonly Field<IReadOnlyList<string>> Broken = Field.Optional("broken", FieldTypes.ListOf(FieldTypes.Name), "Services that a new OS fails to start.", "none");
    static readonly Field<EngineSnapshot> Engine = Field.Optional("engine", EngineTable(), "The container engine.", "a docker that answers and holds nothing");
    static readonly Field<IReadOnlyList<Named<ContainerSnapshot>>> Containers = Field.Optional("containers", FieldTypes.MapOf("container", ContainerTable()), "The engine's containers by name, the oldest first.", "none");
    static readonly Field<IReadOnlyList<Named<ImageDraft>>> Images = Field.Optional(
        "images", new KeyedType<ImageDraft>(DeviceFieldTypes.Reference.Name, null, DeviceFieldTypes.IsReference, ImageTable()), "Images that registries and folders offer.", "none");

    static readonly Field<IReadOnlyList<Named<DownloadSnapshot>>> Downloads = Field.Optional("downloads", DownloadTable.Type, "Files that web servers offer, by URL.", "none");
    internal static readonly Field<IReadOnlyList<HeldUpdateLock>> UpdateLocks = Field.Optional("update-locks", FieldTypes.ListOf(HeldLockTable()), "Update locks that applications hold. A lock file among the files of a partition is held too, for ever.", "none");
    static readonly Field<string> GoesDown = Field.Optional("goes-down", FieldTypes.OneOf("asked", "forced", "kernel", "never"), "What it takes to make the device go down for a reboot.", "asked");

    static readonly Field<IReadOnlyList<Named<string>>> Programs = Field.Optional("programs", FieldTypes.MapOf("program", FieldTypes.OneOf("works", "fails", "breaks-off", "missing")), "How programs of the OS are that plans run, by their names.", "they do what their steps declare");

    /// <summary>How it is read: what could be read is there even when a member could not, so that all of it is checked.</summary>
    public static FieldType<StateDraft> Type { get; } = new StateType();

    static Table<PartitionDraft> PartitionTable()
    {
        var size = Field.Optional("size", FieldTypes.Size, "Size of the partition.", "as in the layout");
        var type = Field.Optional("type", FieldTypes.OneOf("ext4", "ext3", "vfat", "btrfs", "none"), "File system; 'none' for an unformatted partition.", "as in the layout");
        var id = Field.Optional("id", FieldTypes.Text, "What the partition is known by whatever is formatted, like a PARTUUID; two names with one id are one partition.", "made of its name");
        var other = Field.Optional("other", FieldTypes.Size, "What is in use beside the files listed.", "0");
        return new("partition", [size, type, id, other, TreeFields.Tree, TreeFields.Files], null, values =>
            new(values.At, values.OrNone(size), values.OrNull(type), values.OrNull(id), values.Or(other, 0), TreeFields.Of(values)));
    }

    static Table<EngineSnapshot> EngineTable()
    {
        var kind = Field.Optional("kind", FieldTypes.OneOf("docker", "balena", "none"), "Which engine it is; 'none' when the device has none.", "docker");
        var ready = Field.Optional("ready", FieldTypes.Flag, "Whether it answers; of none, whether the device counts as having one.", "true, and false of none");
        var holds = Field.Optional("holds", FieldTypes.ListOf(DeviceFieldTypes.Reference), "Images that it holds already.", "none");
        return new("engine", [kind, ready, holds], null, values => values.Or(kind, "docker") is var said ? new(said, values.Or(ready, said != "none"), values.Or(holds, [])) : null!);
    }

    static Table<ContainerSnapshot> ContainerTable()
    {
        var image = Field.Needed("image", FieldTypes.Text, "The image that it was made of, as it was named then.");
        var running = Field.Optional("running", FieldTypes.Flag, "Whether it runs.", "true");
        var restart = Field.Optional("restart", FieldTypes.OneOf(RestartPolicies.All), "When the engine starts it by itself; 'unless-stopped' and 'always' also after a boot.", "no");
        var removes = Field.Optional("removes-itself", FieldTypes.Flag, "Whether it is removed as soon as it stops.", "false");
        return new("container", [image, running, restart, removes], image, values => new(values.Of(image), values.Or(running, true), RestartPolicies.Of(values.Or(restart, "no")), values.Or(removes, false)));
    }

    static Table<ImageDraft> ImageTable()
    {
        var arch = Field.Needed("arch", FieldTypes.Platform, "The platform that the image is for.");
        var packed = Field.Optional("packed", FieldTypes.Size, "Bytes to fetch.", "half of what its files have");
        var unpacked = Field.Optional("unpacked", FieldTypes.Size, "Bytes unpacked.", "what its files have");
        var digest = Field.Optional("digest", FieldTypes.Text, "Digest of its manifest, like sha256:….", "made of its tree");
        var authentic = Field.Optional("authentic", FieldTypes.Flag, "Whether its content matches its digest.", "true");
        return new("image", [arch, packed, unpacked, digest, authentic, TreeFields.Tree, TreeFields.Files], null, values =>
            new(values.AtOf(digest), values.Of(arch), values.OrNone(packed), values.OrNone(unpacked), values.OrNull(digest), values.Or(authentic, true), TreeFields.Of(values)));
    }

    static Table<HeldUpdateLock> HeldLockTable()
    {
        var path = Field.Needed("path", FieldTypes.Text, "The lock, like data:/apps/7/update.lock: a place of the layout's update locks.");
        var time = Field.Optional("for", FieldTypes.Duration, "How long it is held, from the beginning.", "for ever");
        return new("held update lock", [path, time], path, values => new(values.Of(path), values.OrNone(time)));
    }

    static StateDraft Make(FieldValues values) => new(values, values.Or(Partitions, []), values.Or(Services, []), values.Or(Images, []), new DeviceState
    {
        Running = values.OrNull(Running),
        Clock = values.Or(Clock, new DeviceState().Clock),
        Online = values.Or(Online, true),
        LockedBy = values.OrNull(LockedBy),
        UpdateLocks = values.Or(UpdateLocks, []),
        GoesDown = values.Or(GoesDown, "asked") switch { "forced" => DownBy.Forced, "kernel" => DownBy.Kernel, "never" => null, _ => DownBy.Asked },
        Programs = values.Or(Programs, []).ByName(program => program.Value switch { "fails" => ProgramState.Fails, "breaks-off" => ProgramState.BreaksOff, "missing" => ProgramState.Missing, _ => ProgramState.Works }),
        Broken = values.Or(Broken, []),
        Engine = values.Or(Engine, new DeviceState().Engine),
        Containers = values.Or(Containers, []).ByName(),
        Downloads = values.Or(Downloads, []).ByName(),
    });

    sealed class StateType : FieldType<StateDraft>
    {
        static readonly Table<StateDraft> Table = new("state", [Running, Clock, Online, LockedBy, UpdateLocks, GoesDown, Partitions, Services, Broken, Programs, Engine, Containers, Images, Downloads], null, Make);

        public override string Name => Table.Name;

        public override JsonNode Schema(SchemaContext schemas) => Table.Schema(schemas);

        public override bool TryRead(Node node, ReadContext context, out StateDraft value)
        {
            var whole = Table.TryReadValues(node, context, out var values);
            value = Make(values);
            return whole || context.HasErrors;
        }
    }
}

/// <summary>The two ways to give a file tree.</summary>
static class TreeFields
{
    /// <summary>A tree file.</summary>
    public static Field<string> Tree { get; } = Field.Optional("tree", FieldTypes.RelativePath, "Tree file in the folder of the device file, for large trees.");

    /// <summary>Single files, added to the tree file's.</summary>
    public static Field<IReadOnlyList<Named<FieldValues>>> Files { get; } = Field.Optional(
        "files", new KeyedType<FieldValues>("an absolute path like /etc/hosts", "^/", DeviceFieldTypes.IsPath, EntryTable.Table), "Files by path.", "none");

    /// <summary>What a mapping says.</summary>
    public static TreeDraft Of(FieldValues values) => new(values.AtOf(Tree), values.OrNull(Tree), values.Or(Files, []));
}

/// <summary>A tree before its tree file was read.</summary>
sealed record TreeDraft(Position At, string? File, IReadOnlyList<Named<FieldValues>> Files);

/// <summary>A partition before its tree file was read.</summary>
sealed record PartitionDraft(Position At, long? Size, string? Type, string? Id, long Other, TreeDraft Tree);

/// <summary>An image before its tree file was read.</summary>
sealed record ImageDraft(Position DigestAt, string Architecture, long? Packed, long? Unpacked, string? Digest, bool Authentic, TreeDraft Tree);

/// <summary>A snapshot before its tree files were read.</summary>
sealed record StateDraft(FieldValues Values, IReadOnlyList<Named<PartitionDraft>> Partitions, IReadOnlyList<Named<IReadOnlyList<Named<bool>>>> Services, IReadOnlyList<Named<ImageDraft>> Images, DeviceState State);
