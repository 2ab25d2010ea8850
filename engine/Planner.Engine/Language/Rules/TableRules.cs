using FluentValidation;
using Planner.Engine.Disks;

namespace Planner.Engine.Language.Rules;

/// <summary>What a layout says of its partition table can be one.</summary>
sealed class TableRules : AbstractValidator<LayoutDraft>
{
    /// <summary>Makes the rules.</summary>
    public TableRules() => RuleForEach(layout => layout.Partitions)
        .Must(partition => partition.Value.Start is null || partition.Value.Number is not null)
        .Else(ProblemCodes.LayoutContradiction, partition => partition.At, (_, partition) => $"'{partition.Name}' says where it starts and needs 'number' too")
        .Must(partition => partition.Value.Start is not { } start || (start > 0 && start % PartitionTable.Sector == 0 && (partition.Value.Size ?? 0) % PartitionTable.Sector == 0))
        .Else(ProblemCodes.LayoutContradiction, partition => partition.At, (_, partition) => $"'{partition.Name}' is not made of whole sectors of {PartitionTable.Sector} bytes")
        .Must((layout, partition) => partition.Value.Number is not { } number || layout.Partitions.First(other => other.Value.Number == number) == partition)
        .Else(ProblemCodes.LayoutContradiction, partition => partition.At, (layout, partition) =>
            $"has the number {partition.Value.Number}, which '{layout.Partitions.First(other => other.Value.Number == partition.Value.Number).Name}' has too")
        .Must((layout, partition) => Overlapped(layout, partition) is null)
        .Else(ProblemCodes.LayoutContradiction, partition => partition.At, (layout, partition) => $"'{partition.Name}' begins within '{Overlapped(layout, partition)}'");

    static string? Overlapped(LayoutDraft layout, Named<Devices.Partition> partition) => partition.Value.Start is not { } start ? null : layout.Partitions
        .Where(other => other != partition && other.Value.Start is { } from && from <= start && (other.Value.Size is { } size ? start < from + size : from == start))
        .Select(other => other.Name)
        .FirstOrDefault();
}
