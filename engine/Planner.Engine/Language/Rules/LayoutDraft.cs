using Planner.Engine.Boot;
using Planner.Engine.Devices;

namespace Planner.Engine.Language.Rules;

/// <summary>What could be read of a layout.</summary>
/// <param name="node">The whole file.</param>
/// <param name="values">Its fields as far as they could be read.</param>
/// <param name="references">Names in it.</param>
sealed class LayoutDraft(Node node, FieldValues values, IReadOnlyList<Reference> references)
{
    /// <summary>Roles that stand for slots and so can be no partition's name.</summary>
    public static IReadOnlyList<string> Roles { get; } = ["active", "spare"];

    /// <summary>Names of all partitions, also of those that could not be read.</summary>
    public IReadOnlyList<string> PartitionNames { get; } = NamesUnder(node, LayoutTable.Partitions.Name);

    /// <summary>Names of all slots.</summary>
    public IReadOnlyList<string> SlotNames { get; } = NamesUnder(node, LayoutTable.Slots.Name);

    /// <summary>Places where a partition is named.</summary>
    public IEnumerable<Reference> PartitionReferences => references.Where(reference => reference.Kind == ReferenceKind.Partition);

    /// <summary>Places where a boot family is named.</summary>
    public IEnumerable<Reference> FamilyReferences => references.Where(reference => reference.Kind == ReferenceKind.BootFamily);

    /// <summary>Whether devices have it only on the way from one layout to another.</summary>
    public bool IsBetween => values.Or(LayoutTable.Between, false);

    /// <summary>The partitions.</summary>
    public IReadOnlyList<Named<Partition>> Partitions => values.Or(LayoutTable.Partitions, []);

    /// <summary>The slots, each with its partition.</summary>
    public IReadOnlyList<Named<string>> Slots => values.Or(LayoutTable.Slots, []);

    /// <summary>The facts' sources.</summary>
    public IReadOnlyList<Named<FactSource>> Facts => values.Or(LayoutTable.Facts, []);

    /// <summary>The boards.</summary>
    public IReadOnlyList<Named<Board>> Boards => values.Or(LayoutTable.Boards, []);

    /// <summary>Planner's own folders with the place of <c>paths</c>.</summary>
    public IEnumerable<Named<PartitionPath>> Paths => values.OrNull(LayoutTable.Paths) is not { } paths ? [] :
        [
            new(At(LayoutTable.Paths), "journal", paths.Journal), new(At(LayoutTable.Paths), "staging", paths.Staging), new(At(LayoutTable.Paths), "logs", paths.Logs),
            .. values.OrNull(LayoutTable.ResumeIn) is { } shared ? [new Named<PartitionPath>(At(LayoutTable.ResumeIn), LayoutTable.ResumeIn.Name, shared.Folder)] : Array.Empty<Named<PartitionPath>>(),
        ];

    /// <summary>The folders that a run writes to.</summary>
    public IEnumerable<Named<PartitionPath>> OwnPaths => Paths.Where(path => path.Name is "journal" or "staging");

    /// <summary>Folders of the user's data with the place of <c>user-data</c>.</summary>
    public IEnumerable<Named<PartitionPath>> UserData => values.Or(LayoutTable.UserData, []).Select(path => new Named<PartitionPath>(At(LayoutTable.UserData), LayoutTable.UserData.Name, path));

    /// <summary>Places of update locks with the place of <c>update-locks</c>.</summary>
    public IEnumerable<Named<UpdateLock>> UpdateLocks => values.Or(LayoutTable.UpdateLocks, []).Select(place => new Named<UpdateLock>(At(LayoutTable.UpdateLocks), place.ToString(), place));

    /// <summary>The times of a reboot with the place of <c>reboot</c>; none when the layout gives none.</summary>
    public IEnumerable<Named<RebootTimes>> RebootTimes => values.OrNull(LayoutTable.Reboot) is { } times ? [new(At(LayoutTable.Reboot), LayoutTable.Reboot.Name, times)] : [];

    /// <summary>The boards whose boot family is built.</summary>
    public IEnumerable<Named<Board>> BuiltBoards => Boards.Where(board => BootFamilies.Find(board.Value.Family) is not null);

    /// <summary>Files that loaders read, each with its board.</summary>
    public IEnumerable<Named<PartitionPath>> BoardFiles => Boards.SelectMany(board => new[] { board.Value.File, board.Value.Counter?.File }.OfType<PartitionPath>().Select(path => new Named<PartitionPath>(board.At, board.Name, path)));

    /// <summary>Whether a name stands for a slot.</summary>
    public bool IsSlot(string partition) => Roles.Contains(partition) || Slots.Any(slot => slot.Name == partition || slot.Value == partition);

    /// <summary>Boot families that there are or will be.</summary>
    public static IEnumerable<string> Families => BootFamilies.All.Select(family => family.Name).Concat(BootFamilies.Planned);

    /// <summary>Keys of a mapping that a top-level field holds.</summary>
    public static IReadOnlyList<string> NamesUnder(Node node, string field) =>
        (node as MappingNode)?.Members.FirstOrDefault(member => member.Key.Text == field).Value is MappingNode inner ? [.. inner.Members.Select(member => member.Key.Text)] : [];

    Position At(Field field) => values.AtOf(field);
}
