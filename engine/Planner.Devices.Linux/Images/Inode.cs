using System.Collections.Immutable;
using Planner.Devices.Linux.Images.Tar;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Images;

/// <summary>What one or more names of an image's tree stand for: one entry of one layer. Compared by reference.</summary>
sealed class Inode
{
    /// <summary>The layer that holds it; empty for folders that no layer lists.</summary>
    public string Layer { get; init; } = "";

    /// <summary>The how-manieth entry of its layer it is.</summary>
    public int Ordinal { get; init; } = -1;

    /// <summary>What it is.</summary>
    public required EntryType Type { get; init; }

    /// <summary>Permission bits with setuid, setgid and sticky.</summary>
    public int Mode { get; init; }

    /// <summary>Owner.</summary>
    public int Uid { get; init; }

    /// <summary>Group.</summary>
    public int Gid { get; init; }

    /// <summary>Bytes of a file.</summary>
    public long Size { get; init; }

    /// <summary>Last change.</summary>
    public FileTime Time { get; init; }

    /// <summary>SHA-256 of a file's content in lower-case hex.</summary>
    public string? Digest { get; init; }

    /// <summary>Where a symbolic link points.</summary>
    public string? Target { get; init; }

    /// <summary>Device number.</summary>
    public (int Major, int Minor) Device { get; init; }

    /// <summary>Extended attributes.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<byte>> Attributes { get; init; } = ImmutableSortedDictionary<string, ImmutableArray<byte>>.Empty;

    /// <summary>A folder that no layer lists but that something lies in, as container engines make it.</summary>
    public static Inode ImpliedFolder() => new() { Type = EntryType.Folder, Mode = 0x1ED };

    /// <summary>The entry of a manifest for one of its names.</summary>
    public TreeEntry ToEntry(string path, string? sameAs) => new()
    {
        Path = path,
        Type = Type,
        Mode = Mode,
        Uid = Uid,
        Gid = Gid,
        Size = Size,
        ModifiedAt = Time.ToDateTimeOffset(),
        Digest = Digest,
        Target = Target,
        Device = Device,
        SameAs = sameAs,
        Attributes = Attributes,
    };
}
