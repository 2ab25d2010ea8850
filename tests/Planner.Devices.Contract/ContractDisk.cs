using Planner.Engine.Devices;

namespace Planner.Devices.Contract;

/// <summary>The contract's layout on one disk with a partition table, and what such a disk may become: a slot that grows where it is, another one elsewhere, data that stay.</summary>
public static class ContractDisk
{
    const long Mi = 1 << 20;

    /// <summary>Bytes of the disk.</summary>
    public const long Size = 108 * Mi;

    /// <summary>The layout.</summary>
    public static Layout Layout { get; } = ContractLayout.Layout with
    {
        Name = "contract-disk",
        Partitions = new Dictionary<string, Partition>
        {
            ["boot"] = new("c-boot", "ext4", 16 * Mi, "/mnt/boot", false, 1, 4 * Mi),
            ["rootA"] = new("c-rootA", "ext4", 16 * Mi, null, false, 2, 20 * Mi),
            ["rootB"] = new("c-rootB", "ext4", 16 * Mi, null, false, 3, 36 * Mi),
            ["state"] = new("c-state", "ext4", 16 * Mi, "/mnt/state", false, 5, 56 * Mi),
            ["data"] = new("c-data", "ext4", null, "/mnt/data", false, 6, 76 * Mi),
        },
    };

    /// <summary>What it may become.</summary>
    public static Layout Next { get; } = Layout with
    {
        Name = "contract-next",
        Partitions = new Dictionary<string, Partition>
        {
            ["boot"] = Layout.Partitions["boot"],
            ["first"] = new("c-first", "ext4", 24 * Mi, null, false, 2, 20 * Mi),
            ["second"] = new("c-second", "ext4", 16 * Mi, null, false, 3, 44 * Mi),
            ["state"] = new("c-state", "ext4", 8 * Mi, "/mnt/state", false, 5, 64 * Mi),
            ["data"] = Layout.Partitions["data"],
        },
        Slots = new Dictionary<string, string> { ["A"] = "first", ["B"] = "second" },
    };
}
