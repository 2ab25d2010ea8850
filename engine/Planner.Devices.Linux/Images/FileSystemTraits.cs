using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Native;

namespace Planner.Devices.Linux.Images;

/// <summary>What a file system can not keep of a tree.</summary>
/// <param name="HasOwners">Whether files have owners, modes, attributes and several names: not on FAT.</param>
readonly record struct FileSystemTraits(bool HasOwners)
{
    // MSDOS_SUPER_MAGIC and EXFAT_SUPER_MAGIC (linux/magic.h).
    const long Fat = 0x4D44;
    const long ExFat = 0x2011BAB0;

    /// <summary>The traits of the file system that an open folder lies on.</summary>
    public static unsafe FileSystemTraits Of(SafeFileHandle folder, string tried)
    {
        var status = stackalloc long[32];
        return LibcTrees.StatFileSystem(folder, status) == 0 ? new FileSystemTraits(status[0] is not (Fat or ExFat)) : throw Errno.Failure(tried);
    }
}
