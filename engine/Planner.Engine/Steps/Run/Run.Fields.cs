using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <content>How it is written in a plan.</content>
public sealed partial record Run
{
    static readonly FieldType<IReadOnlyList<Template>> Words = FieldTypes.SomeOf(FieldTypes.Template);
    static readonly Field<IReadOnlyList<Template>> CommandField = Field.Needed("command", Words, "The program and its arguments, each as it is: no shell reads them. It may be run again after an interruption at any moment.");
    static readonly Field<Template> ImageField = Field.Optional("image", FieldTypes.Template, "A pulled image whose program it is: it runs in a container of that image, with all rights over the machine, which is removed when it ends.", "a program of the running OS");
    static readonly Field<IReadOnlyList<Named<ContainerSource>>> MountsField = Field.Optional(
        "mounts",
        new KeyedType<ContainerSource>("an absolute path like /mnt/boot", "^/.", text => PartitionPath.TryParse($"x:{text}", out var path) && path.Path != "/", ContainerSource.Type),
        "What the container sees of the device, by paths in it: partitions, each whole, which it may only read unless the step declares that it changes or fills them; files and folders of the OS, which it may only read.",
        "nothing");
    static readonly Field<IReadOnlyList<PartitionPath>> ReadsField = Field.Optional("reads", FieldTypes.ListOf(FieldTypes.File), "Files and folders that it reads on partitions.", "none");
    static readonly Field<IReadOnlyList<PartitionPath>> ChangesField = Field.Optional("changes", FieldTypes.ListOf(FieldTypes.File), "Files and folders that it changes on partitions.", "none");
    static readonly Field<IReadOnlyList<string>> ErasesField = Field.Optional("erases", FieldTypes.ListOf(FieldTypes.PartitionName), "Partitions whose whole content it replaces.", "none");
    static readonly Field<bool> NetworkField = Field.Optional("network", FieldTypes.Flag, "Whether it needs the network.", "false");
    static readonly Field<bool> UntilBootField = Field.Optional("until-boot", FieldTypes.Flag, "Whether a boot ends what it does: then it is run again after a boot in the middle of the run.", "false");
    static readonly Field<Template> InstallsField = Field.Optional("installs", FieldTypes.Template, "A pulled image whose OS it puts onto the slot of 'fills', as a hostapp. What the slot holds afterwards is compared with it.", "none");
    static readonly Field<string> FillsField = Field.Optional("fills", FieldTypes.PartitionName, "The slot that it fills.", "none");
    static readonly Field<string> ArchiveField = Field.Optional("archive", FieldTypes.AbsolutePath, "Where it finds the image of 'installs', as 'docker save' writes it: a pipe to be read once, in the OS or in the container.", "nowhere: it gets the image itself");
    static readonly Field<string> SwitchesField = Field.Optional("switches", FieldTypes.PartitionName, "The slot that the next boot uses once it has ended: then this step is the plan's commit, wherever in it that happens. The boot variables are put back by Planner.", "it leaves the boot variables alone");
    static readonly Field<bool> KeepsField = Field.Optional("keeps", FieldTypes.Flag, "Whether Planner keeps what lies at 'changes' before it begins, and puts all of it back: an undo that needs no program of the OS. Names that are new there are removed.", "false");
    static readonly Field<IReadOnlyList<Template>> ProbeField = Field.Optional("probe", Words, "A command that ends with 0 when all is done.", "nothing tells: it is run again");
    static readonly Field<IReadOnlyList<Template>> UndoField = Field.Optional("undo", Words, "A command that takes it back, however far it came. Needed when it changes anything but the spare slot, and does not keep it.", "nothing");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "run", "Runs a program of the running OS or of an image, which touches what the step declares and nothing else.",
        [CommandField, ImageField, MountsField, ReadsField, ChangesField, ErasesField, NetworkField, UntilBootField, InstallsField, FillsField, ArchiveField, SwitchesField, KeepsField, ProbeField, UndoField], null, TimeSpan.FromMinutes(10), Retry.Once,
        "its probe ends with 0; one that switches: and the boot variables name the slot, or the slot runs",
        "runs the command that it names for that, and puts back what it keeps; before both, a switch that it made",
        (header, values) => new Run(header, values.Of(CommandField), Declared(values), values.Or(UntilBootField, false), values.Or(ProbeField, []), values.Or(UndoField, []))
        {
            Container = values.OrNull(ImageField) is { } image ? new RunContainer(image, values.Or(MountsField, []), values.Or(NetworkField, false)) : null,
            Install = values.OrNull(InstallsField) is { } installed
                ? new RunInstall(installed, values.OrNull(FillsField) ?? values.OrNull(SwitchesField) ?? Roles.Spare, values.OrNull(ArchiveField), values.OrNull(SwitchesField))
                : null,
            Keeps = values.Or(KeepsField, false),
            HasStrays = (values.OrNull(ImageField) is null && values.Has(MountsField)) || (values.OrNull(InstallsField) is null && (values.Has(FillsField) || values.Has(ArchiveField) || values.Has(SwitchesField))),
        });

    /// <summary>Whether it says something that means nothing without a field that it does not have: mounts without an image, a slot without what is installed there.</summary>
    internal bool HasStrays { get; init; }

    static List<Effect> Declared(FieldValues values) =>
    [
        .. values.Or(ReadsField, []).Select(path => Effect.Reads(ResourceKind.Partition, path.ToString())),
        .. values.Or(ChangesField, []).Select(path => Effect.Changes(ResourceKind.Partition, path.ToString())),
        .. values.Or(ErasesField, []).Select(partition => Effect.Erases(ResourceKind.Partition, PartitionPath.Root(partition).ToString())),
        .. values.OrNull(FillsField) is { } slot ? [Effect.Changes(ResourceKind.Partition, PartitionPath.Root(slot).ToString())] : Array.Empty<Effect>(),
        .. values.Or(NetworkField, false) ? [Effect.Reads(ResourceKind.Network)] : Array.Empty<Effect>(),
        .. values.Has(ImageField) ? [Effect.Changes(ResourceKind.Engine)] : values.Has(ArchiveField) ? [Effect.Reads(ResourceKind.Engine)] : Array.Empty<Effect>(),
        Effect.Changes(ResourceKind.System),
        .. values.Has(SwitchesField) ? [Effect.Changes(ResourceKind.BootVariables)] : Array.Empty<Effect>(),
    ];
}
