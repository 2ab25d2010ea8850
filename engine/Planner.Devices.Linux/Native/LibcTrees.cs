using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Planner.Devices.Linux.Native;

/// <summary>Calls that only the tree writer needs.</summary>
static partial class LibcTrees
{
    const string Name = "libc";

    [LibraryImport(Name, EntryPoint = "lremovexattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int RemoveAttribute(string path, string name);

    [LibraryImport(Name, EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int SetLength(SafeFileHandle file, long length);

    /// <summary>Fills <c>struct statfs</c>, which is 120 bytes on 64 bit and begins with the file system's type (statfs(2)).</summary>
    [LibraryImport(Name, EntryPoint = "fstatfs", SetLastError = true)]
    internal static unsafe partial int StatFileSystem(SafeFileHandle file, long* status);
}
