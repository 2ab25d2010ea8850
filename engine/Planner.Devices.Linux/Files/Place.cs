using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Disks;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Files;

/// <summary>A name within an open folder: what a path means after a walk that followed no link. Dispose closes the folder.</summary>
/// <param name="Path">The path that was walked.</param>
/// <param name="Folder">The folder.</param>
/// <param name="Name">The last part; <c>.</c> for the root of the partition.</param>
/// <param name="Mount">Where it is.</param>
sealed record Place(PartitionPath Path, SafeFileHandle Folder, string Name, Mount Mount) : IDisposable
{
    /// <summary>Whether the file system has owners, modes and attributes.</summary>
    internal bool HasOwners => Mount.HasOwners;

    /// <summary>What is there; null when nothing is.</summary>
    internal FileStatus? Look(string tried)
    {
        if (Libc.StatX(Folder, Name, OpenFlags.AtLinkItself, FileStatus.BasicMask, out var status) == 0) return status;
        return Errno.Last == Errno.NoEntry ? null : throw Errno.Failure(tried);
    }

    /// <summary>Opens what is there, never through a link and never waiting for a pipe.</summary>
    internal SafeFileHandle Open(int flags, string tried, uint mode = 0)
    {
        var file = Libc.OpenAt(Folder, Name, flags | OpenFlags.NoFollow | OpenFlags.NonBlocking | OpenFlags.CloseOnExec, mode);
        if (!file.IsInvalid) return file;
        var failure = Errno.Failure(tried);
        file.Dispose();
        throw failure;
    }

    /// <summary>Opens a plain file; anything else is refused.</summary>
    internal SafeFileHandle OpenFile(int flags, string tried, uint mode = 0)
    {
        // Asked before it is opened, because opening a device may already do something.
        if (Look(tried) is { } found && found.Kind != FileKind.File) throw new DeviceException(DeviceFault.Failed, tried, $"it is no file but a {found.Kind}");
        return Open(flags, tried, mode);
    }

    /// <summary>The folder that is there, opened.</summary>
    internal SafeFileHandle OpenFolder(string tried) => Open(OpenFlags.FolderOnly, tried);

    /// <inheritdoc/>
    public void Dispose() => Folder.Dispose();
}
