using Planner.Engine.Language;

namespace Planner.Engine.Devices.Files;

/// <summary>How a device file is written.</summary>
static class DeviceTable
{
    internal static readonly Field<string> Name = Field.Needed("device", FieldTypes.Name, "The device's name.");
    static readonly Field<string> Summary = Field.Optional("summary", FieldTypes.Text, "One sentence about the device.");
    internal static readonly Field<LayoutId> Layout = Field.Needed("layout", LayoutId.Type, "Its layout, with version.");
    internal static readonly Field<string> Board = Field.Needed("board", FieldTypes.Name, "Its device type: a board of the layout.");
    static readonly Field<string> Expect = Field.Optional("expect", FieldTypes.OneOf("done", "failed", "refused"), "How an update of it is expected to end, for QA.", "done");
    internal static readonly Field<IReadOnlyList<Named<PartitionOverride>>> Partitions = Field.Optional("partitions", FieldTypes.MapOf("partition", OverrideTable()), "What differs from the layout.", "nothing");
    internal static readonly Field<IReadOnlyList<Named<string>>> Images = Field.Optional("images", FieldTypes.MapOf("partition", DeviceFieldTypes.ImageFile), "Makes it a bench: the image file of each partition.");
    internal static readonly Field<string> Disk = Field.Optional("disk", DeviceFieldTypes.ImageFile, "Makes it a bench: the image file of a whole disk with a partition table, in the place of 'images'.");
    internal static readonly Field<string> Running = Field.Optional("running", FieldTypes.Name, "The slot that runs when the bench is used for the first time.", "the layout's first slot");
    internal static readonly Field<IReadOnlyList<Named<ServiceCommands>>> Commands = Field.Optional("commands", FieldTypes.MapOf("service", ServicesType.Commands), "Commands of a bench in the place of services; they run in its folder.", "none");
    internal static readonly Field<IReadOnlyList<Named<string>>> Programs = Field.Optional("programs", FieldTypes.MapOf("program", FieldTypes.Text), "What stands for programs of a bench's OS that plans run, by their names: words of a shell, to which the arguments are added. They run in its folder and find partitions in variables like PLANNER_PARTITION_boot.", "none");
    internal static readonly Field<BenchEngine> Engine = Field.Optional("engine", EngineTable(), "The container engine of a bench.", "none");
    internal static readonly Field<StateDraft> State = Field.Optional("state", StateTable.Type, "Makes it a snapshot: what the simulated device is.");

    /// <summary>The table.</summary>
    public static Table<DeviceFile> Table { get; } = new(
        "device",
        [Name, FileHead.LanguageField, Summary, Layout, Board, Expect, Partitions, Images, Disk, Running, Commands, Programs, Engine, State],
        null,
        values => new DeviceFile
        {
            Name = values.Of(Name),
            Summary = values.Or(Summary, ""),
            Layout = values.Of(Layout).ToString(),
            Board = values.Of(Board),
            Expect = values.Or(Expect, "done") switch { "failed" => Expectation.Failed, "refused" => Expectation.Refused, _ => Expectation.Done },
            Partitions = values.Or(Partitions, []).ByName(),
            At = values.At,
        });

    static Table<PartitionOverride> OverrideTable()
    {
        var type = Field.Optional("type", FieldTypes.OneOf("ext4", "ext3", "vfat", "btrfs"), "File system.", "as in the layout");
        var size = Field.Optional("size", FieldTypes.Size, "Size of the partition.", "as in the layout");
        return new("partition override", [type, size], null, values => new(values.OrNull(type), values.OrNone(size)));
    }

    static Table<BenchEngine> EngineTable()
    {
        var socket = Field.Optional("socket", FieldTypes.Text, "Socket of a real engine, relative to the folder of the device file.");
        var status = Field.Optional("status", FieldTypes.Text, "Command that exits with 0 while the bench counts as having an engine that works; run by a shell.");
        var start = Field.Optional("start", FieldTypes.Text, "Command that starts a real engine that is dead; run by a shell in the folder of the device file.", "nothing starts it");
        return new("engine of a bench", [socket, start, status], null, values => new(values.OrNull(socket), values.OrNull(start), values.OrNull(status))) { ExactlyOne = [socket, status] };
    }
}
