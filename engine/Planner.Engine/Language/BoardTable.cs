using Planner.Engine.Devices;

namespace Planner.Engine.Language;

/// <summary>How a board is written in a layout.</summary>
static class BoardTable
{
    static readonly Field<string> Arch = Field.Needed("arch", FieldTypes.Platform, "OCI platform of the board's images, like amd64, arm/v7 or arm64.");
    static readonly Field<string> Boot = Field.Needed("boot", FieldTypes.FamilyName, "Name of the boot family: how the next boot is chosen.");
    static readonly Field<PartitionPath> File = Field.Optional("file", FieldTypes.File, "File of the boot variables.");
    static readonly Field<string> Variable = Field.Optional("variable", FieldTypes.Name, "Variable that names the slot to boot.");
    static readonly Field<IReadOnlyList<Named<string>>> Slots = Field.Optional("slots", FieldTypes.MapOf("slot", FieldTypes.Text), "What the variable says for each slot of the layout.");
    static readonly Field<BootCounter> Counter = Field.Optional("counter", CounterTable(), "How the loader counts boots and falls back by itself.", "the loader never falls back");
    static readonly Field<string> Kernel = Field.Optional("kernel", FieldTypes.OneOf("slot", "boot"), "Where the kernel comes from: the slot, or the boot partition, which both slots share.", "slot");
    static readonly Field<IReadOnlyList<IReadOnlyList<string>>> Together = Field.Optional("together", FieldTypes.ListOf(FieldTypes.ListOf(FieldTypes.RelativePath)), "Groups of boot files that must come from one release.");
    static readonly Field<string> Exposes = Field.Optional("exposes", FieldTypes.Text, "What this board can not keep of the promise to stay bootable: what, when and why.");
    static readonly Field<string> Summary = Field.Optional("summary", FieldTypes.Text, "One sentence about the board.");

    /// <summary>The table; the board's name and place are those of its key.</summary>
    public static Table<Board> Table { get; } = new("board", [Arch, Boot, File, Variable, Slots, Counter, Kernel, Together, Exposes, Summary], null, Make);

    static Board Make(FieldValues values) => new()
    {
        Name = "",
        Architecture = values.Of(Arch),
        Family = values.Of(Boot),
        File = values.OrNone(File),
        Variable = values.OrNull(Variable),
        Slots = values.Or(Slots, []).ByName(),
        Counter = values.OrNull(Counter),
        Kernel = values.Or(Kernel, "slot") == "boot" ? KernelPlace.Boot : KernelPlace.Slot,
        Together = values.Or(Together, []),
        Exposes = values.OrNull(Exposes),
        Summary = values.OrNull(Summary),
        At = values.At,
    };

    static Table<BootCounter> CounterTable()
    {
        var flag = Field.Needed("flag", FieldTypes.Name, "Variable that switches counting on.");
        var variable = Field.Optional("variable", FieldTypes.Name, "Variable that holds the count.", "bootcount");
        var file = Field.Optional("file", FieldTypes.File, "File of the count, where it is another than the file of the boot variables.");
        var limit = Field.Needed("limit", FieldTypes.PositiveNumber, "Boots of the new slot that are tried before the loader falls back.");
        return new("counter", [flag, variable, file, limit], null, values => new(values.Of(flag), values.Or(variable, "bootcount"), values.OrNone(file), values.Of(limit)));
    }
}
