using FluentValidation;
using Planner.Engine.Boot;

namespace Planner.Engine.Language.Rules;

/// <summary>Whether the parts of a layout fit together.</summary>
sealed class LayoutRules : AbstractValidator<LayoutDraft>
{
    LayoutRules()
    {
        RuleForEach(layout => layout.PartitionReferences)
            .Must((layout, reference) => layout.PartitionNames.Contains(reference.Name) || LayoutDraft.Roles.Contains(reference.Name))
            .Else(ProblemCodes.UnknownPartition, reference => reference.At, (layout, reference) => $"this layout has no partition '{reference.Name}'{Suggestion.For(reference.Name, layout.PartitionNames)}");
        RuleForEach(layout => layout.Facts)
            .Must(fact => FactCatalogue.Fixed.Any(known => known.Name == fact.Name))
            .Else(ProblemCodes.UnknownFact, fact => fact.At, (_, fact) => $"there is no fact '{fact.Name}'{Suggestion.For(fact.Name, FactCatalogue.Fixed.Select(known => known.Name))}");
        RuleForEach(layout => layout.FamilyReferences)
            .Must(reference => LayoutDraft.Families.Contains(reference.Name))
            .Else(ProblemCodes.UnknownBootFamily, reference => reference.At, (_, reference) => $"there is no boot family '{reference.Name}'{(Suggestion.For(reference.Name, LayoutDraft.Families) is { Length: > 0 } near ? near : $"; there are {string.Join(", ", LayoutDraft.Families)}")}");
        RuleForEach(layout => layout.Partitions)
            .Must(partition => !LayoutDraft.Roles.Contains(partition.Name))
            .Else(ProblemCodes.LayoutContradiction, partition => partition.At, (_, partition) => $"'{partition.Name}' is a role, so no partition may be called so")
            .Must((layout, partition) => layout.Partitions.First(other => other.Value.Label == partition.Value.Label) == partition)
            .Else(ProblemCodes.LayoutContradiction, partition => partition.At, (layout, partition) =>
                $"has the label '{partition.Value.Label}', which '{layout.Partitions.First(other => other.Value.Label == partition.Value.Label).Name}' has too");
        RuleForEach(layout => layout.Slots)
            .Must(slot => !LayoutDraft.Roles.Contains(slot.Value) && !LayoutDraft.Roles.Contains(slot.Name))
            .Else(ProblemCodes.LayoutContradiction, slot => slot.At, (_, slot) => $"slot '{slot.Name}' needs a name and a partition of its own, not a role")
            .Must((layout, slot) => layout.Slots.First(other => other.Value == slot.Value) == slot)
            .Else(ProblemCodes.LayoutContradiction, slot => slot.At, (layout, slot) => $"slot '{slot.Name}' lies on '{slot.Value}', where '{layout.Slots.First(other => other.Value == slot.Value).Name}' lies too");
        RuleForEach(layout => layout.Paths)
            .Must((layout, path) => !LayoutDraft.Roles.Contains(path.Value.Partition) && (layout.IsBetween || layout.Slots.All(slot => slot.Value != path.Value.Partition)))
            .Else(ProblemCodes.LayoutContradiction, path => path.At, (_, path) => $"'{path.Name}' lies on the slot '{path.Value.Partition}', which an update replaces");
        RuleForEach(layout => layout.Boards)
            .Must((layout, board) => board.Value.Slots.Count == 0 || board.Value.Slots.Keys.Order().SequenceEqual(layout.SlotNames.Order()))
            .Else(ProblemCodes.LayoutContradiction, board => board.At, (layout, board) =>
                $"board '{board.Name}' gives values for the slots {Words(board.Value.Slots.Keys)}, but the layout has {Words(layout.SlotNames)}")
            .Must(board => BootFamilies.Find(board.Value.Family) is not { } family || (board.Value.File is not null && (board.Value.Variable is not null || !family.NeedsVariable) && board.Value.Slots.Count > 0))
            .Else(ProblemCodes.LayoutContradiction, board => board.At, (_, board) =>
                $"board '{board.Name}' needs {(BootFamilies.Find(board.Value.Family)!.NeedsVariable ? "'file', 'variable' and 'slots'" : "'file' and 'slots'")} for its boot family {board.Value.Family}");
    }

    /// <summary>Every rule over a layout.</summary>
    public static IReadOnlyList<IValidator<LayoutDraft>> All { get; } = [new LayoutRules(), new TableRules(), new BuiltBoardRules(), new PlaceRules()];

    static string Words(IEnumerable<string> names) => string.Join(", ", names.Order()) is { Length: > 0 } words ? words : "none";
}
