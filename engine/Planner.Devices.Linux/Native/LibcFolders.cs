using System.Runtime.InteropServices;

namespace Planner.Devices.Linux.Native;

/// <summary>Folder streams and extended attributes of the C library.</summary>
static partial class LibcFolders
{
    const string Name = "libc";

    [LibraryImport(Name, EntryPoint = "fdopendir", SetLastError = true)]
    internal static partial nint OpenStream(int folder);

    [LibraryImport(Name, EntryPoint = "readdir", SetLastError = true)]
    internal static partial nint ReadStream(nint stream);

    [LibraryImport(Name, EntryPoint = "closedir", SetLastError = true)]
    internal static partial int CloseStream(nint stream);

    [LibraryImport(Name, EntryPoint = "llistxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static unsafe partial nint ListAttributes(string path, byte* buffer, nuint size);

    [LibraryImport(Name, EntryPoint = "lgetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static unsafe partial nint GetAttribute(string path, string name, byte* buffer, nuint size);

    [LibraryImport(Name, EntryPoint = "lsetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static unsafe partial int SetAttribute(string path, string name, byte* value, nuint size, int flags);
}
