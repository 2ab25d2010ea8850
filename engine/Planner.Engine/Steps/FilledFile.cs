using System.Security.Cryptography;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Engine.Steps;

/// <summary>What a step that writes a file leaves on a partition: what <c>verify</c> compares with.</summary>
static class FilledFile
{
    /// <summary>A tree with the file in it, and with the folders that it needs.</summary>
    internal static TreeManifest Over(TreeManifest before, PartitionPath file, ReadOnlySpan<byte> content, int mode) =>
        Over(before, new TreeEntry { Path = file.Path, Type = EntryType.File, Mode = mode, Size = content.Length, Digest = Digest(content) });

    /// <inheritdoc cref="Over(TreeManifest, PartitionPath, ReadOnlySpan{byte}, int)"/>
    internal static TreeManifest Over(TreeManifest before, TreeEntry file)
    {
        var entries = new List<TreeEntry> { file };
        for (var folder = new PartitionPath("", file.Path).Folder; folder.Path != "/" && before[folder.Path] is null; folder = folder.Folder)
            entries.Add(new TreeEntry { Path = folder.Path, Type = EntryType.Folder, Mode = 0b111_101_101 });
        return before.Over(TreeManifest.Of(entries));
    }

    /// <summary>SHA-256 in lower-case hex.</summary>
    internal static string Digest(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
