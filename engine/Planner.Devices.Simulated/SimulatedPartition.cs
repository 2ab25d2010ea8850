using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;

namespace Planner.Devices.Simulated;

/// <summary>A partition at one moment: what programs see, and what would be left if the power went now.</summary>
public sealed record SimulatedPartition
{
    /// <summary>Name in the layout.</summary>
    public required string Name { get; init; }

    /// <summary>What stays the same whatever is formatted.</summary>
    public required string Id { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Its number in the partition table, or null when the layout says nothing of it.</summary>
    public int? Number { get; init; }

    /// <summary>Bytes that its file system was made for, or null when that is all of it.</summary>
    public long? Made { get; init; }

    /// <summary>File system, or null when there is none.</summary>
    public string? Type { get; init; }

    /// <summary>Label of the file system, or null.</summary>
    public string? Label { get; init; }

    /// <summary>UUID of the file system, or null.</summary>
    public string? Uuid { get; init; }

    /// <summary>Bytes taken beside the files of the tree: other files, the file system's own tables, images of the engine.</summary>
    public long Other { get; init; }

    /// <summary>What programs see.</summary>
    public required TreeNode Root { get; init; }

    /// <summary>What has been flushed.</summary>
    public required TreeNode Durable { get; init; }

    /// <summary>Bytes in use.</summary>
    public long Used => Math.Min(Room, Other + Root.Space);

    /// <summary>Bytes that may still be written.</summary>
    public long Free => Room - Used;

    /// <summary>Bytes that its file system has.</summary>
    public long Room => Made ?? Size;

    /// <summary>Whether a tree fits in the place of the present one.</summary>
    public bool Fits(TreeNode root) => root.Space <= Root.Space || Other + root.Space <= Room;

    /// <summary>A node as this partition's file system would hold it.</summary>
    public TreeNode FormOf(TreeNode node) => Type == "vfat" ? node.OnVfat : node;

    /// <summary>An empty file system, durably.</summary>
    public SimulatedPartition Formatted(FileSystem fileSystem) => this with
    {
        Type = fileSystem.Type,
        Label = fileSystem.Label,
        Uuid = fileSystem.Type == "vfat" ? VolumeId(fileSystem.Uuid) : fileSystem.Uuid.ToString("D"),
        Made = null,
        Other = OwnTables(fileSystem.Type, Size),
        Root = TreeNode.Folder,
        Durable = TreeNode.Folder,
    };

    /// <summary>Everything flushed.</summary>
    public SimulatedPartition Flushed() => ReferenceEquals(Root, Durable) ? this : this with { Durable = Root };

    /// <summary>Bytes that a fresh file system takes for itself. For ext4 the journal and one inode of 256 bytes for every 16 KiB (4 KiB below 512 MiB), as mke2fs(8) makes them.</summary>
    public static long OwnTables(string type, long size) => type switch
    {
        "ext4" or "ext3" => Journal(size) + (size / (size < 512 << 20 ? 4096 : 16384) * 256),
        "vfat" => size / 256,
        _ => size / 64,
    };

    static long Journal(long size) => size switch
    {
        < 2 << 20 => 0,
        < 32 << 20 => 1 << 20,
        < 256 << 20 => 4 << 20,
        < 512 << 20 => 8 << 20,
        < 1 << 30 => 16 << 20,
        _ => 64 << 20,
    };

    static string VolumeId(Guid uuid)
    {
        var digits = uuid.ToString("N").ToUpperInvariant();
        return $"{digits[..4]}-{digits[4..8]}";
    }
}
