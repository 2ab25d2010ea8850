using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Planner.Engine.Images;

namespace Planner.Engine.Devices.Files;

/// <summary>Makes a file tree out of single entries; folders that are missing above an entry are made as root's, 0755.</summary>
public sealed class TreeSnapshotBuilder
{
    readonly Dictionary<string, TreeEntry> entries = new(StringComparer.Ordinal);
    readonly Dictionary<string, byte[]> contents = new(StringComparer.Ordinal);

    /// <summary>Adds an entry; a later one of the same path replaces it. Of a group of names for one file every member but one names another in <see cref="TreeEntry.SameAs"/>.</summary>
    public TreeSnapshotBuilder Add(TreeEntry entry)
    {
        entries[entry.Path] = entry;
        return this;
    }

    /// <summary>Adds a file with its content, which is kept.</summary>
    public TreeSnapshotBuilder Add(TreeEntry entry, byte[] content)
    {
        var digest = DigestOf(content);
        contents[digest] = content;
        return Add(entry with { Type = EntryType.File, Size = content.Length, Digest = digest });
    }

    /// <summary>Adds a file of a text.</summary>
    public TreeSnapshotBuilder File(string path, string text, int mode = 0b110_100_100, int uid = 0, int gid = 0) =>
        Add(new TreeEntry { Path = path, Type = EntryType.File, Mode = mode, Uid = uid, Gid = gid }, Encoding.UTF8.GetBytes(text));

    /// <summary>Adds a folder.</summary>
    public TreeSnapshotBuilder Folder(string path, int mode = 0b111_101_101, int uid = 0, int gid = 0) =>
        Add(new TreeEntry { Path = path, Type = EntryType.Folder, Mode = mode, Uid = uid, Gid = gid });

    /// <summary>Adds a symbolic link.</summary>
    public TreeSnapshotBuilder Link(string path, string target) =>
        Add(new TreeEntry { Path = path, Type = EntryType.Link, Mode = 0b111_111_111, Target = target });

    /// <summary>Adds a content that files of a digest have.</summary>
    public TreeSnapshotBuilder Keep(string digest, byte[] content)
    {
        contents[digest] = content;
        return this;
    }

    /// <summary>The tree. Other names of a file get all that its first name says.</summary>
    public TreeSnapshot Build()
    {
        foreach (var path in entries.Keys.ToList())
            for (var folder = FolderOf(path); folder is not null && entries.TryAdd(folder, Made(folder)); folder = FolderOf(folder)) ;
        if (entries.Count > 0) entries.TryAdd("/", Made("/"));
        foreach (var (path, entry) in entries.ToList())
            if (entry.SameAs is { } other && entries.TryGetValue(other, out var first) && first.SameAs is null)
                entries[path] = first with { Path = path, SameAs = other };
        return new TreeSnapshot(TreeManifest.Of(entries.Values), contents.ToImmutableDictionary(StringComparer.Ordinal));
    }

    /// <summary>SHA-256 in lower-case hex.</summary>
    public static string DigestOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    static TreeEntry Made(string path) => new() { Path = path, Type = EntryType.Folder, Mode = 0b111_101_101 };

    static string? FolderOf(string path) => path.LastIndexOf('/') is > 0 and var cut ? path[..cut] : null;
}
