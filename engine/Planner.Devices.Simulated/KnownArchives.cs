using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;
using Planner.Engine.Images;

namespace Planner.Devices.Simulated;

/// <summary>What archives hold, by their digests: an archive in memory is its name for a tree. Devices that begin alike share it, because the same tree always gives the same archive.</summary>
sealed class KnownArchives
{
    // What the header of an entry takes at most when it is packed, beside its name.
    const int Header = 64;

    readonly ConcurrentDictionary<string, TreeNode> trees = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, long> sizes = new(StringComparer.Ordinal);
    readonly ConditionalWeakTable<TreeNode, string> digests = [];

    /// <summary>Keeps a tree and gives the digest of its archive.</summary>
    internal string Keep(TreeNode tree)
    {
        var digest = digests.GetValue(tree, DigestOf);
        trees.TryAdd(digest, tree);
        return digest;
    }

    /// <summary>What an archive holds; null for what is none.</summary>
    internal TreeNode? Find(string? digest) => digest is not null && trees.TryGetValue(digest, out var tree) ? tree : null;

    /// <summary>Bytes of a tree's archive: contents that are known packed as they are, others as if nothing could be gained.</summary>
    internal long SizeOf(TreeNode tree)
    {
        var bytes = (long)Header;
        foreach (var entry in tree.Manifest.Entries)
        {
            bytes += Header + entry.Path.Length;
            if (entry is { Type: EntryType.File, SameAs: null }) bytes += sizes.GetOrAdd($"{entry.Digest} {entry.Size}", _ => Packed(TreeEdits.Find(tree, entry.Path)!));
        }

        return bytes;
    }

    // Times and names of one file count here, as they do in an archive.
    static string DigestOf(TreeNode tree) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(TreeFileWriter.Write(new TreeSnapshot(tree.Manifest, ImmutableDictionary<string, byte[]>.Empty)))));

    static long Packed(TreeNode file)
    {
        if (file.Content is not { } content) return file.Size;
        using var counted = new MemoryStream();
        using (var packed = new GZipStream(counted, CompressionLevel.Optimal, leaveOpen: true)) packed.Write(content.ToArray());
        return counted.Length;
    }
}
