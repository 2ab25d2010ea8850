using Planner.Engine.Images;

namespace Planner.Engine.Devices;

/// <summary>Folders packed into one file, with all that their file system keeps of them: tar with PAX headers, gzip. No call ever follows a symbolic link.</summary>
public interface IArchives
{
    /// <summary>What packing a folder now would give: it is packed to nowhere and counted. Nothing at the folder: <see cref="DeviceFault.NotFound"/>.</summary>
    ValueTask<ArchiveSize> MeasureAsync(PartitionPath folder, CancellationToken ct);

    /// <summary>Packs a folder into a file, in the place of what is there; the file's own folder must exist. Durable when it returns. Sockets can not be packed and are left out. A file that changes meanwhile: <see cref="DeviceFault.Failed"/>.</summary>
    ValueTask<ArchiveSize> PackAsync(PartitionPath folder, PartitionPath archive, CancellationToken ct);

    /// <summary>Everything that an archive holds, read to its last byte, with the digest of every content. Not there: <see cref="DeviceFault.NotFound"/>; damaged: <see cref="DeviceFault.NotAuthentic"/>.</summary>
    ValueTask<TreeManifest> ReadTreeAsync(PartitionPath archive, CancellationToken ct);

    /// <summary>Unpacks an archive into a folder, over what is there, through the one tree writer. Durable when it returns.</summary>
    ValueTask UnpackAsync(PartitionPath archive, PartitionPath folder, CancellationToken ct);
}

/// <summary>What a packed folder takes.</summary>
/// <param name="Packed">Bytes of the archive; on a simulated device at most so many.</param>
/// <param name="Unpacked">Bytes of its files.</param>
/// <param name="Entries">Files, folders and links in it.</param>
/// <param name="LeftOut">Paths within the folder that no archive can hold.</param>
public sealed record ArchiveSize(long Packed, long Unpacked, int Entries, IReadOnlyList<string> LeftOut)
{
    const long Block = 4096;

    /// <summary>The most that its entries take where they are unpacked: each may end within a block.</summary>
    public long Room => Unpacked + (Entries * Block);
}
