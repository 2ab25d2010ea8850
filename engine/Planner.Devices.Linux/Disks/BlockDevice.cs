using Planner.Devices.Linux.Native;

namespace Planner.Devices.Linux.Disks;

/// <summary>Facts and calls of one block device or image file.</summary>
static class BlockDevice
{
    const int SeekEnd = 2;
    const int AdviseDontNeed = 4;

    // BLKFLSBUF of linux/fs.h: drops the buffers of a block device.
    const nuint DropBuffers = 0x1261;

    /// <summary><c>major:minor</c> of a block device's node, or null when it is none.</summary>
    internal static string? NumberOf(string path)
    {
        using var file = Libc.Open(path, OpenFlags.NonBlocking | OpenFlags.CloseOnExec, 0);
        if (file.IsInvalid || Libc.StatX(file, "", OpenFlags.AtEmptyPath, FileStatus.BasicMask, out var status) != 0) return null;
        return status.Kind == FileKind.BlockDevice ? $"{status.NodeMajor}:{status.NodeMinor}" : null;
    }

    /// <summary>Bytes.</summary>
    internal static long SizeOf(PartitionDevice device)
    {
        var tried = $"measure {device.Name} ({device.Path})";
        using var file = Libc.Open(device.Path, OpenFlags.CloseOnExec, 0);
        if (file.IsInvalid) throw Errno.Failure(tried);
        return Libc.Seek(file, 0, SeekEnd) is >= 0 and var size ? size : throw Errno.Failure(tried);
    }

    /// <summary>Makes everything written to it durable.</summary>
    internal static void Flush(PartitionDevice device)
    {
        var tried = $"flush {device.Name} ({device.Path})";
        using var file = Libc.Open(device.Path, OpenFlags.ReadWrite | OpenFlags.CloseOnExec, 0);
        if (file.IsInvalid || Libc.Flush(file) != 0) throw Errno.Failure(tried);
    }

    /// <summary>Drops what the system remembers of its content, after a flush. Advice only: what is dirty or in use stays.</summary>
    internal static void DropCache(PartitionDevice device)
    {
        using var file = Libc.Open(device.Path, OpenFlags.CloseOnExec, 0);
        if (file.IsInvalid) throw Errno.Failure($"drop the cache of {device.Name} ({device.Path})");
        if (device.IsImage) _ = Libc.Advise(file, 0, 0, AdviseDontNeed);
        else _ = Libc.Control(file, DropBuffers, 0);
    }
}
