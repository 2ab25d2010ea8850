using Planner.Engine.Devices;

namespace Planner.Devices.Contract;

/// <summary>The layout that every device of the contract suite has: small, all of ext4, so that any kernel can mount it.</summary>
public static class ContractLayout
{
    /// <summary>The board that boots by a GRUB environment; its loader falls back after one try.</summary>
    public const string Grub = "grub-board";

    /// <summary>The board that boots by a text file of U-Boot; its loader falls back after three tries.</summary>
    public const string UBoot = "uboot-board";

    /// <summary>The board whose firmware hands the kernel its words from a file; it never falls back.</summary>
    public const string Cmdline = "cmdline-board";

    /// <summary>The board whose GRUB has the root in its text; it never falls back.</summary>
    public const string GrubText = "grub-text-board";

    /// <summary>The board whose U-Boot imports the root's partition; it never falls back.</summary>
    public const string Partition = "partition-board";

    /// <summary>Bytes of the spare slot: small, so that it is soon full.</summary>
    public const long SlotSize = 16 << 20;

    /// <summary>Bytes of the data partition.</summary>
    public const long DataSize = 32 << 20;

    /// <summary>The layout.</summary>
    public static Layout Layout { get; } = new()
    {
        Name = "contract",
        Version = "1.0.0",
        Summary = "What the contract suite runs on.",
        Facts = new Dictionary<string, FactSource>
        {
            ["os.name"] = new(FactFormat.Env, [new PartitionPath("active", "/etc/os-release")], "ID"),
            ["os.version"] = new(FactFormat.Env, [new PartitionPath("active", "/etc/os-release")], "VERSION"),
            ["device.type"] = new(FactFormat.Json, [new PartitionPath("boot", "/config.json")], "deviceType"),
        },
        Partitions = new Dictionary<string, Partition>
        {
            ["boot"] = new("c-boot", "ext4", 16 << 20, "/mnt/boot", false),
            ["rootA"] = new("c-rootA", "ext4", SlotSize, null, false),
            ["rootB"] = new("c-rootB", "ext4", SlotSize, null, false),
            ["state"] = new("c-state", "ext4", 16 << 20, "/mnt/state", false),
            ["data"] = new("c-data", "ext4", DataSize, "/mnt/data", false),
        },
        Slots = new Dictionary<string, string> { ["A"] = "rootA", ["B"] = "rootB" },
        UserData = [new PartitionPath("data", "/resin-data")],
        Services = new Dictionary<string, Service> { ["supervisor"] = new(["supervisor.service"], null) },
        UpdateLocks =
        [
            new UpdateLock("data", "/resin-data/*/update.lock", UpdateLockSign.Exists),
            new UpdateLock("data", "/held/*/*/update.lock", UpdateLockSign.Flock),
            new UpdateLock(null, "/tmp/apps/*/update.lock", UpdateLockSign.Flock),
            new UpdateLock(null, "/tmp/app/update.lock", UpdateLockSign.Exists),
        ],
        Journal = new PartitionPath("state", "/planner"),
        Staging = new PartitionPath("data", "/planner"),
        Logs = new PartitionPath("data", "/logs"),
        Boards = new Dictionary<string, Board>
        {
            [Grub] = new()
            {
                Name = Grub,
                Architecture = "amd64",
                Family = "grub-env",
                File = new PartitionPath("boot", "/grubenv"),
                Variable = "resin_root_part",
                Slots = new Dictionary<string, string> { ["A"] = "2", ["B"] = "3" },
                Counter = new BootCounter("upgrade_available", "bootcount", null, 1),
            },
            [UBoot] = new()
            {
                Name = UBoot,
                Architecture = "amd64",
                Family = "uboot-env-file",
                File = new PartitionPath("boot", "/resinOS_uEnv.txt"),
                Variable = "resin_root_part",
                Slots = new Dictionary<string, string> { ["A"] = "2", ["B"] = "3" },
                Counter = new BootCounter("upgrade_available", "bootcount", new PartitionPath("boot", "/bootcount.env"), 3),
            },
            [Cmdline] = Text(Cmdline, "kernel-cmdline", "/cmdline.txt", "root", "/dev/mmcblk0p2", "/dev/mmcblk0p3"),
            [GrubText] = Text(GrubText, "grub-config", "/EFI/BOOT/grub.cfg", null, "LABEL=c-rootA", "LABEL=c-rootB"),
            [Partition] = Text(Partition, "beaglebone-uenv", "/uEnv.txt", "bootpart", "1:2", "1:3"),
        },
    };

    static Board Text(string name, string family, string file, string? variable, string a, string b) => new()
    {
        Name = name,
        Architecture = "amd64",
        Family = family,
        File = new PartitionPath("boot", file),
        Variable = variable,
        Slots = new Dictionary<string, string> { ["A"] = a, ["B"] = b },
        Exposes = "It never falls back.",
    };
}
