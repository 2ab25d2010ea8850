using System.Text;
using FluentValidation;
using Planner.Engine.Images;

namespace Planner.Engine.Language.Rules;

/// <summary>Partitions that can be made and found, and folders where they outlive an update.</summary>
sealed class PlaceRules : AbstractValidator<LayoutDraft>
{
    /// <summary>Makes the rules.</summary>
    public PlaceRules()
    {
        RuleForEach(layout => layout.Partitions)
            .Must(partition => partition.Value.Size is not 0)
            .Else(ProblemCodes.OutOfRange, partition => partition.At, (_, partition) => $"'{partition.Name}' has no size; leave 'size' out for the rest of the disk")
            .Must(partition => Encoding.UTF8.GetByteCount(partition.Value.Label) <= LongestLabel(partition.Value.Type))
            .Else(ProblemCodes.OutOfRange, partition => partition.At, (_, partition) => $"the label '{partition.Value.Label}' is too long: {partition.Value.Type} holds {LongestLabel(partition.Value.Type)} characters");
        RuleForEach(layout => layout.UserData)
            .Must((layout, path) => !layout.IsSlot(path.Value.Partition))
            .Else(ProblemCodes.LayoutContradiction, path => path.At, (_, path) => $"'user-data' has {path.Value} on a slot, which an update replaces");
        RuleForEach(layout => layout.UpdateLocks)
            .Must((layout, place) => place.Value.Partition is not { } partition || !layout.IsSlot(partition))
            .Else(ProblemCodes.LayoutContradiction, place => place.At, (_, place) => $"'update-locks' has {place.Value} on a slot; what lies in the running OS is written without a partition");
        RuleForEach(layout => layout.RebootTimes)
            .Must(times => times.Value.ForcedAfter < times.Value.KernelAfter)
            .Else(ProblemCodes.LayoutContradiction, times => times.At, (_, times) => "the kernel is asked before the init system is: 'kernel-after' must be longer than 'forced-after'");
        RuleForEach(layout => layout.OwnPaths)
            .Must((layout, path) => layout.UserData.All(data => data.Value.Partition != path.Value.Partition || !TreeSelection.IsAtOrBelow(path.Value.Path, data.Value.Path)))
            .Else(ProblemCodes.LayoutContradiction, path => path.At, (_, path) => $"'{path.Name}' lies in the user's data ({path.Value}), which no run may change");
    }

    // mkfs.vfat(8) and mke2fs(8).
    static int LongestLabel(string type) => type switch
    {
        "vfat" => 11,
        "ext2" or "ext3" or "ext4" => 16,
        _ => int.MaxValue,
    };
}
