using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Language;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated.Exploration.Promises;

/// <summary>What runs with faults are measured against: the device before the run, and the run without faults.</summary>
sealed class Reference
{
    /// <summary>A reference.</summary>
    /// <param name="setting">What is explored.</param>
    /// <param name="baseline">The run without faults.</param>
    /// <param name="best">The best that a run can come to: a power cut boots the new OS though applications would never have let the run do it.</param>
    /// <param name="pending">The slot that the device would boot next before the run, where it is not the one that runs; else null.</param>
    internal Reference(Setting setting, Baseline baseline, Baseline best, string? pending)
    {
        (Setting, Baseline, Pending) = (setting, baseline, pending);
        Before = setting.Start.World;
        var other = best.Boots.FirstOrDefault(IsOther);
        NewSlot = other?.Running;
        NewRoot = NewSlot is null ? null : other![Layout.Slots[NewSlot]]!.Root;
        New = best.Outcome.Kind == Engine.Execution.OutcomeKind.Done ? best.End : null;
        NewVersion = best.Outcome.OsAfter;
        BootPartition = Board.File?.Partition;
        Variables = [.. setting.Start.Layouts.Select(layout => layout.Boards[Board.Name])
            .SelectMany(board => new[] { board.File, board.Counter?.File }).OfType<PartitionPath>().Where(file => file.Partition == BootPartition).Select(file => file.Path).Distinct()];
        NewBootFiles = BootPartition is null ? null : (New ?? other)?[BootPartition]!.Root;
    }

    /// <summary>Whether another OS runs than before the run; in a plan that copies the old one to another slot its files tell.</summary>
    bool IsOther(DeviceWorld world) => world.Running is { } slot && (Relocated is null || Before.Running is not { } old
        ? slot != Before.Running
        : !ResumeHooks.Without(world[Layout.Slots[slot]]!.Root).IsSameAs(ResumeHooks.Without(Before[Layout.Slots[old]]!.Root)));

    /// <summary>The slot on which a run that is taken back may leave the old OS, beside the one that ran before; null when there is none.</summary>
    internal string? Relocated => Plan.Steps.OfType<Relocate>().FirstOrDefault() is { } relocate ? Layout.Slots.First(slot => slot.Value == relocate.To).Key : null;

    internal Setting Setting { get; }

    internal Baseline Baseline { get; }

    internal Plan Plan => Setting.Request.Plan;

    internal Layout Layout => Setting.Start.Layout;

    internal Board Board => Setting.Start.Board;

    /// <summary>The device before the run.</summary>
    internal DeviceWorld Before { get; }

    /// <summary>The slot that the device would boot next before the run, where it is not the one that runs; else null.</summary>
    internal string? Pending { get; }

    /// <summary>The version that a run which is done tells, or null.</summary>
    internal string? NewVersion { get; }

    /// <summary>The device after the run without faults where that run is done, else null: then no run may be.</summary>
    internal DeviceWorld? New { get; }

    /// <summary>The slot of the new OS, or null where the run without faults never starts it.</summary>
    internal string? NewSlot { get; }

    /// <summary>The tree of the new OS as it was started for the first time.</summary>
    internal TreeNode? NewRoot { get; }

    /// <summary>Where boot files and boot variables are.</summary>
    internal string? BootPartition { get; }

    /// <summary>The boot partition with the boot files of the new OS; null where the run without faults never boots it.</summary>
    internal TreeNode? NewBootFiles { get; }

    /// <summary>Whether a path of the boot partition holds variables: their meaning counts, not their bytes.</summary>
    internal bool IsVariables(string path) => Variables.Contains(path);

    /// <summary>The files of the boot partition that hold variables, in any of the layouts.</summary>
    internal IReadOnlyList<string> Variables { get; }
}
