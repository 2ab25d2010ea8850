using Planner.Engine.Devices;

namespace Planner.Engine.Language;

/// <summary>How a layout is written.</summary>
static class LayoutTable
{
    internal static readonly Field<string> Name = Field.Needed("layout", FieldTypes.Name, "The layout's name; the folder that the file lies in.");
    internal static readonly Field<string> Version = Field.Needed("version", FieldTypes.Text, "Semantic version of the file; a released file never changes again.");
    static readonly Field<string> Summary = Field.Optional("summary", FieldTypes.Text, "One sentence about the layout.");
    internal static readonly Field<bool> Between = Field.Optional("between", FieldTypes.Flag, "Whether devices have it only on the way from one layout to another: no plan starts from it or leads to it, and Planner's own folders may lie on the slot that runs.", "false");
    internal static readonly Field<IReadOnlyList<Named<FactSource>>> Facts = Field.Needed("facts", FieldTypes.MapOf("fact", LayoutParts.FactSource), "Where the facts come from that the engine can not know by itself.");
    internal static readonly Field<IReadOnlyList<Named<Partition>>> Partitions = Field.Needed("partitions", FieldTypes.MapOf("partition", LayoutParts.Partition), "Every partition that plans may name.");
    internal static readonly Field<IReadOnlyList<Named<string>>> Slots = Field.Needed("slots", FieldTypes.MapOf("slot", FieldTypes.PartitionName), "The root slots, each with its partition.");
    internal static readonly Field<IReadOnlyList<PartitionPath>> UserData = Field.Optional("user-data", FieldTypes.ListOf(FieldTypes.File), "Folders that hold the user's data: the same after every run as before.", "none");
    static readonly Field<IReadOnlyList<Named<Service>>> Services = Field.Optional("services", LayoutParts.Services, "Services that plans may stop and start: systemd units, or commands.", "none");
    static readonly Field<IReadOnlyList<string>> Engine = Field.Optional("engine", LayoutParts.Engine, "The container engine.", "none");
    internal static readonly Field<LayoutPaths> Paths = Field.Needed("paths", LayoutParts.Paths, "Folders of Planner's own.");
    static readonly Field<IReadOnlyList<string>> Locks = Field.Optional("locks", FieldTypes.ListOf(FieldTypes.AbsolutePath), "Lock files of other updaters, held while a run is active.", "none");
    internal static readonly Field<IReadOnlyList<UpdateLock>> UpdateLocks = Field.Optional("update-locks", FieldTypes.ListOf(RebootParts.UpdateLock), "Where applications say that the device must not boot now: 'reboot' waits until none of these is held.", "none");
    internal static readonly Field<RebootTimes> Reboot = Field.Optional("reboot", RebootParts.Times, "When a boot that does not come is asked for harder.", "by force after 5 minutes, by the kernel after 10");
    static readonly Field<string> Resume = Field.Optional("resume", FieldTypes.OneOf("systemd", "sysv"), "How a run is taken up again after a boot.", "systemd");
    internal static readonly Field<SharedUnits> ResumeIn = Field.Optional("resume-in", LayoutParts.SharedUnits, "Where units lie that the OS of either slot loads: 'planner resume' is armed there for both.", "each slot has its own");
    static readonly Field<bool> Hostapps = Field.Optional("hostapps", FieldTypes.Flag, "Whether a slot may hold a hostapp: the layers of an image, as a container engine stores them, with a link 'current' to the one that boots.", "false");
    static readonly Field<SupervisorSpec> Supervisor = Field.Optional("supervisor", LayoutParts.Supervisor, "Where the supervisor's image and version are configured.", "the OS has no supervisor");
    internal static readonly Field<IReadOnlyList<Named<Board>>> Boards = Field.Needed("boards", FieldTypes.MapOf("board", BoardTable.Table), "A line for each device type.");

    /// <summary>The table.</summary>
    public static Table<Layout> Table { get; } = new(
        "layout",
        [Name, Version, FileHead.LanguageField, Summary, Between, Facts, Partitions, Slots, UserData, Services, Engine, Paths, Locks, UpdateLocks, Reboot, Resume, ResumeIn, Hostapps, Supervisor, Boards],
        null,
        Make);

    static Layout Make(FieldValues values) => new()
    {
        Name = values.Of(Name),
        Version = values.Of(Version),
        Summary = values.Or(Summary, ""),
        IsBetween = values.Or(Between, false),
        Facts = values.Of(Facts).ByName(),
        Partitions = values.Of(Partitions).ByName(),
        Slots = values.Of(Slots).ByName(),
        UserData = values.Or(UserData, []),
        Services = values.Or(Services, []).ByName(),
        EngineSockets = values.Or(Engine, []),
        Journal = values.Of(Paths).Journal,
        Staging = values.Of(Paths).Staging,
        Logs = values.Of(Paths).Logs,
        Locks = values.Or(Locks, []),
        UpdateLocks = values.Or(UpdateLocks, []),
        Reboot = values.Or(Reboot, RebootTimes.Usual),
        Resume = values.Or(Resume, "systemd"),
        ResumeIn = values.OrNull(ResumeIn),
        HasHostapps = values.Or(Hostapps, false),
        Supervisor = values.OrNull(Supervisor),
        Boards = values.Of(Boards).ByName(board => board.Value with { Name = board.Name, At = board.At }),
        At = values.At,
    };
}

/// <summary>Folders of Planner's own on a device.</summary>
/// <param name="Journal">Of the journal.</param>
/// <param name="Staging">For undo data and temporary files.</param>
/// <param name="Logs">Of the log files.</param>
sealed record LayoutPaths(PartitionPath Journal, PartitionPath Staging, PartitionPath Logs);
