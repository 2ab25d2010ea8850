namespace Planner.Engine.Boot;

/// <summary>Every boot family; a new one has its line here.</summary>
public static class BootFamilies
{
    /// <summary>Families that are built.</summary>
    public static IReadOnlyList<IBootFamily> All { get; } = [new GrubEnv(), new UbootEnvFile(), new KernelCmdline(), new GrubConfig(), new BeagleboneUenv()];

    /// <summary>Families that layouts may name already, and that no device can be switched with yet.</summary>
    public static IReadOnlyList<string> Planned { get; } = ["uboot-env", "extlinux", "systemd-boot", "tegra", "command"];

    /// <summary>The family of a name, or null when it is not built.</summary>
    public static IBootFamily? Find(string name) => All.FirstOrDefault(family => family.Name == name);
}
