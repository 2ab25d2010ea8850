namespace Planner.Engine.Steps;

/// <summary>Every step kind; a new one has its line here.</summary>
public static class StepKinds
{
    /// <summary>All, in the order of the docs.</summary>
    public static IReadOnlyList<StepKind> All { get; } =
    [
        Check.Definition,
        StopService.Definition,
        StartService.Definition,
        StopContainers.Definition,
        RemoveContainers.Definition,
        Pull.Definition,
        Download.Definition,
        Relocate.Definition,
        Mkfs.Definition,
        Export.Definition,
        Put.Definition,
        MigrateConfig.Definition,
        MigrateWifi.Definition,
        Carry.Definition,
        Run.Definition,
        Verify.Definition,
        Backup.Definition,
        Restore.Definition,
        Repartition.Definition,
        UpdateSupervisor.Definition,
        SwitchBoot.Definition,
        Reboot.Definition,
        Confirm.Definition,
    ];

    /// <summary>The kind of a name, or null.</summary>
    public static StepKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
