using System.Collections.Immutable;

namespace Planner.Engine.Images;

/// <summary>What a name in a file tree is.</summary>
public enum EntryType
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A block device node.</summary>
    BlockDevice,

    /// <summary>A character device node.</summary>
    CharacterDevice,

    /// <summary>A named pipe.</summary>
    Pipe,

    /// <summary>A socket: exists in running systems, never in images.</summary>
    Socket,
}

/// <summary>One name in a file tree.</summary>
public sealed record TreeEntry
{
    /// <summary>Absolute from the tree's root, <c>/</c> for the root itself.</summary>
    public required string Path { get; init; }

    /// <summary>What it is.</summary>
    public required EntryType Type { get; init; }

    /// <summary>Permission bits with setuid, setgid and sticky (07777).</summary>
    public int Mode { get; init; }

    /// <summary>Owner.</summary>
    public int Uid { get; init; }

    /// <summary>Group.</summary>
    public int Gid { get; init; }

    /// <summary>Bytes of a file; 0 for everything else.</summary>
    public long Size { get; init; }

    /// <summary>Last change. Written, but never part of a comparison.</summary>
    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>SHA-256 of a file's content in lower-case hex; null when it was not read.</summary>
    public string? Digest { get; init; }

    /// <summary>MD5 of a file's content in lower-case hex, where a snapshot of a device tells it beside its digest; never part of a comparison.</summary>
    public string? Md5 { get; init; }

    /// <summary>Where a symbolic link points.</summary>
    public string? Target { get; init; }

    /// <summary>Device number of a device node.</summary>
    public (int Major, int Minor) Device { get; init; }

    /// <summary>Of several names for one file: the ordinally first of them, on all others. Null on the first and on files with one name.</summary>
    public string? SameAs { get; init; }

    /// <summary>Extended attributes, capabilities among them, by name.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<byte>> Attributes { get; init; } = ImmutableSortedDictionary<string, ImmutableArray<byte>>.Empty;

    /// <summary>The last part of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>In which ways another entry differs from this one; empty when they are the same. Times are not compared.</summary>
    public IEnumerable<string> DifferencesTo(TreeEntry other)
    {
        if (Type != other.Type) yield return $"{other.Type} instead of {Type}";
        else
        {
            if (Mode != other.Mode && Type != EntryType.Link) yield return $"mode {Octal(other.Mode)} instead of {Octal(Mode)}";
            if (Uid != other.Uid || Gid != other.Gid) yield return $"owner {other.Uid}:{other.Gid} instead of {Uid}:{Gid}";
            if (Size != other.Size) yield return $"{other.Size} bytes instead of {Size}";
            else if (Digest != other.Digest) yield return "other content";
            if (Target != other.Target) yield return $"points to {other.Target} instead of {Target}";
            if (Device != other.Device) yield return $"device {other.Device} instead of {Device}";
            if (SameAs != other.SameAs) yield return $"the same file as {other.SameAs ?? "no other"} instead of {SameAs ?? "no other"}";
            foreach (var name in Attributes.Keys.Union(other.Attributes.Keys))
                if (!Value(this, name).SequenceEqual(Value(other, name))) yield return $"other {name}";
        }

        static string Octal(int mode) => Convert.ToString(mode, 8).PadLeft(4, '0');
        static IEnumerable<byte> Value(TreeEntry entry, string name) => entry.Attributes.TryGetValue(name, out var value) ? value : [];
    }
}
