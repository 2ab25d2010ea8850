using Planner.Engine.Images;

namespace Planner.Engine.Devices;

/// <summary>Files on partitions. Nothing is durable before <see cref="FlushAsync"/>; no call ever follows a symbolic link.</summary>
public interface IFiles
{
    /// <summary>What is at a path, or null when nothing is.</summary>
    ValueTask<TreeEntry?> StatAsync(PartitionPath path, CancellationToken ct);

    /// <summary>What a folder holds, by name in ordinal order, each entry's path being its name with a leading slash. Empty when the folder is not there.</summary>
    ValueTask<IReadOnlyList<TreeEntry>> ListAsync(PartitionPath folder, CancellationToken ct);

    /// <summary>A whole tree, read anew with the digest of every file, paths relative to <paramref name="root"/>.</summary>
    ValueTask<TreeManifest> ReadTreeAsync(PartitionPath root, CancellationToken ct);

    /// <summary>A small file's bytes, or null when nothing is there. More than 4 MiB is refused.</summary>
    ValueTask<byte[]?> ReadAsync(PartitionPath path, CancellationToken ct);

    /// <summary>SHA-256 of a file's content in lower-case hex, or null when no file is there.</summary>
    ValueTask<string?> DigestAsync(PartitionPath path, CancellationToken ct);

    /// <summary>MD5 in lower-case hex of every plain file of a tree, by path relative to <paramref name="root"/>: what lists of older OS tell of their files. Nothing else is listed; files with several names are so under each. Empty when nothing is there.</summary>
    /// <param name="root">Where the tree begins.</param>
    /// <param name="except">Paths, relative to it, that are not read, each with all below it.</param>
    /// <param name="ct">Ends the call.</param>
    ValueTask<IReadOnlyDictionary<string, string>> Md5Async(PartitionPath root, IReadOnlyList<string> except, CancellationToken ct);

    /// <summary>Creates or truncates a file and writes all of it; makes missing folders. Not atomic.</summary>
    ValueTask WriteAsync(PartitionPath path, ReadOnlyMemory<byte> content, int mode, CancellationToken ct);

    /// <summary>Overwrites bytes of an existing file in place; never changes its length.</summary>
    ValueTask OverwriteAsync(PartitionPath path, long offset, ReadOnlyMemory<byte> content, CancellationToken ct);

    /// <summary>Adds to the end of a file, creating it (0600) and missing folders.</summary>
    ValueTask AppendAsync(PartitionPath path, ReadOnlyMemory<byte> content, CancellationToken ct);

    /// <summary>Copies a file with content, mode, owner, times and extended attributes (owner and attributes only as far as the target's file system has them), over whatever is there; a folder recursively.</summary>
    ValueTask CopyAsync(PartitionPath from, PartitionPath to, CancellationToken ct);

    /// <summary>Renames within a partition, replacing what is there.</summary>
    ValueTask RenameAsync(PartitionPath from, PartitionPath to, CancellationToken ct);

    /// <summary>Deletes a file or a whole folder; nothing happens when nothing is there.</summary>
    ValueTask DeleteAsync(PartitionPath path, CancellationToken ct);

    /// <summary>Makes a symbolic link, in the place of a file or link that is there; makes missing folders.</summary>
    ValueTask LinkAsync(PartitionPath path, string target, CancellationToken ct);

    /// <summary>Makes a folder and its missing parents.</summary>
    ValueTask MakeFolderAsync(PartitionPath path, int mode, CancellationToken ct);

    /// <summary>Makes a file's content, or a folder's names, durable.</summary>
    ValueTask FlushAsync(PartitionPath path, CancellationToken ct);

    /// <summary>Makes everything on a partition durable (syncfs).</summary>
    ValueTask FlushAllAsync(string partition, CancellationToken ct);
}
