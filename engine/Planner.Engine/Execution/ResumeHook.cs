using System.Text;
using Planner.Engine.Devices;

namespace Planner.Engine.Execution;

/// <summary>What makes an OS call <c>planner resume</c> when it boots: a file of its init system and a link that enables it, on the OS's own slot.</summary>
/// <param name="File">Path of the unit or script.</param>
/// <param name="Content">What it says.</param>
/// <param name="Mode">Its permissions.</param>
/// <param name="Link">Path of the link.</param>
/// <param name="Target">Where the link points.</param>
public sealed record ResumeHook(string File, string Content, int Mode, string Link, string Target)
{
    /// <summary>What a hook is called while it is written beside another one.</summary>
    internal const string BesideSuffix = ".new";

    const string UnitName = "planner-resume.service";
    const string UnitFile = $"/etc/systemd/system/{UnitName}";
    const string UnitLink = $"/etc/systemd/system/multi-user.target.wants/{UnitName}";
    const string MountSuffix = ".mount";
    const string ScriptFile = "/etc/init.d/planner-resume";

    // Runs once at boot, behind what mounts the file systems.
    const string ScriptLink = "/etc/rcS.d/S99planner-resume";

    /// <summary>Every path that a hook may have on a slot, whatever the init system.</summary>
    public static IReadOnlyList<string> Paths { get; } = [UnitLink, UnitFile, UnitFile + BesideSuffix, ScriptLink, ScriptFile, ScriptFile + BesideSuffix];

    /// <summary>The paths of the hook on devices of a layout, the one first without which it does nothing.</summary>
    public static IReadOnlyList<string> PathsOf(Layout layout) =>
        layout.ResumeIn is { } shared ? [LinkIn(shared).Path, FileIn(shared).Path, FileIn(shared).Path + BesideSuffix]
        : layout.Resume == "sysv" ? [ScriptLink, ScriptFile, ScriptFile + BesideSuffix]
        : [UnitLink, UnitFile, UnitFile + BesideSuffix];

    /// <summary>The partition that has the hook of a slot's OS.</summary>
    public static string PartitionOf(Layout layout, string slot) => layout.ResumeIn?.Folder.Partition ?? layout.Slots[slot];

    /// <summary>The content as bytes.</summary>
    public byte[] Bytes => Encoding.UTF8.GetBytes(Content);

    /// <summary>The hook of a run on devices of a layout.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="run">The run's id.</param>
    public static ResumeHook Of(Layout layout, string run)
    {
        var program = PathInOs(layout, StoredPlan.ProgramOf(layout, run));
        if (layout.ResumeIn is not { } shared) return layout.Resume == "sysv" ? Script(program) : Unit(layout, program);
        // The folder is mounted in the place of the OS's own for its links alone: a link must lead to where the unit lies.
        return Unit(layout, program) with { File = FileIn(shared).Path, Link = LinkIn(shared).Path, Target = PathInOs(layout, FileIn(shared)) };
    }

    static PartitionPath FileIn(SharedUnits shared) => shared.Folder.Below(UnitName);

    static PartitionPath LinkIn(SharedUnits shared) => shared.Folder.Below($"{shared.WantedBy}.wants/{UnitName}");

    // Of type simple: the units behind it wait until it was started, not until it has ended. A new OS is only healthy
    // with its supervisor, so waiting for the end would be waiting for ever. What mounts its own partitions comes first,
    // and is wanted only: a run may unmount them, and what needs a mount is stopped with it.
    static ResumeHook Unit(Layout layout, string program) => new(UnitFile, $"""
        [Unit]
        Description=Goes on with an update of the OS
        ConditionPathExists={program}
        Wants={string.Join(' ', MountUnits(layout))}
        After={string.Join(' ', MountUnits(layout))}
        Before={string.Join(' ', layout.Services.Values.SelectMany(service => service.Units).Where(unit => !unit.EndsWith(MountSuffix, StringComparison.Ordinal)))}

        [Service]
        Type=simple
        ExecStart={program} resume
        SuccessExitStatus=1 5 8

        [Install]
        WantedBy={layout.ResumeIn?.WantedBy ?? "multi-user.target"}

        """, 0b110_100_100, UnitLink, "../planner-resume.service");

    static ResumeHook Script(string program) => new(ScriptFile, $"""
        #!/bin/sh
        # Goes on with an update of the OS, beside everything else that starts.
        [ "$1" = start ] && [ -x '{program}' ] || exit 0
        '{program}' resume < /dev/null > /dev/null 2>&1 &

        """, 0b111_101_101, ScriptLink, "../init.d/planner-resume");

    static IEnumerable<string> MountUnits(Layout layout) =>
        new[] { layout.Journal.Partition, layout.Staging.Partition, layout.Logs.Partition }.Distinct().Select(partition => layout.Partitions[partition].Mount).OfType<string>().Select(MountUnit);

    // As systemd names the unit of a place (systemd-escape(1)).
    static string MountUnit(string place) => place.Trim('/') is { Length: > 0 } path
        ? string.Concat(path.Select(c => c == '/' ? "-" : char.IsAsciiLetterOrDigit(c) || c is ':' or '_' or '.' ? $"{c}" : string.Concat(Encoding.UTF8.GetBytes($"{c}").Select(one => $"\\x{one:x2}")))) + MountSuffix
        : "-" + MountSuffix;

    static string PathInOs(Layout layout, PartitionPath path) => layout.Partitions[path.Partition].Mount is { } mount
        ? mount.TrimEnd('/') + path.Path
        : throw new DeviceException(DeviceFault.Failed, "arm 'planner resume'", $"the layout {layout.Id} does not say where the OS mounts {path.Partition}, which holds {path}");
}
