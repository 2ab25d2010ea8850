using Planner.Cli.Input;
using Planner.Cli.Output;
using Planner.Devices.Linux;
using Planner.Devices.Linux.Disks;
using Planner.Engine.Devices;
using Semver;

namespace Planner.Cli.Devices;

/// <summary>Finds out which layout this machine has, where no plan says it.</summary>
static class MachineLayout
{
    /// <summary>The layout that the user names, else the newest one whose partitions are all there; null, and the exit code, after it was said why there is none.</summary>
    internal static (LayoutFile? Layout, int ExitCode) Find(PlanLibrary library, string? given, Terminal terminal)
    {
        if (given is not null)
        {
            if (library.FindFile(given) is { } named) return (named, ExitCode.Good);
            terminal.Problems(given, library.With([]));
            terminal.Error($"there is no layout {given} that can be read in {string.Join(", ", library.Roots)}{Engine.Language.Suggestion.For(given, library.Ids)}");
            return (null, ExitCode.Usage);
        }

        // A run's own program lies beside the layout that was in force when it was put there. The table may be that layout's, or not yet, or not any more: the partition of the journal is there in any case.
        if (PlanLibrary.Beside(MountNamespace.ProgramPath) is { } stored && new MachinePartitions(stored.Layout).Find(stored.Layout.Journal.Partition) is not null) return (stored, ExitCode.Good);

        var all = library.Ids.Select(library.FindFile).OfType<LayoutFile>().OrderBy(layout => layout.Layout.IsBetween).ThenByDescending(layout => SemVersion.Parse(layout.Layout.Version, SemVersionStyles.Strict), SemVersion.SortOrderComparer).ToList();
        if (all.FirstOrDefault(layout => IsOfThisMachine(layout.Layout)) is { } found) return (found, ExitCode.Good);
        terminal.Error(all.Count == 0
            ? $"no layouts were found in {string.Join(", ", library.Roots)}: name their folder with --plans, or a device file with --device"
            : $"this machine has the partitions of no layout ({string.Join(", ", all.Select(layout => layout.Layout.Id))}): name one with --layout, or a device file with --device");
        return (null, all.Count == 0 ? ExitCode.Usage : ExitCode.Refused);
    }

    static bool IsOfThisMachine(Layout layout)
    {
        var partitions = new MachinePartitions(layout);
        return layout.Partitions.All(partition => partition.Value.Optional || partitions.HasLabel(partition.Key));
    }
}
