using System.Runtime.InteropServices;

namespace Planner.Devices.Linux.Native;

/// <summary>Paths without links.</summary>
static class RealPath
{
    // PATH_MAX of Linux, which realpath(3) never passes.
    const int Longest = 4096;

    /// <summary>The absolute path that a path means after all links, or null when nothing is there.</summary>
    internal static unsafe string? Of(string path)
    {
        var buffer = stackalloc byte[Longest + 1];
        return Libc.RealPath(path, buffer) == 0 ? null : Marshal.PtrToStringUTF8((nint)buffer);
    }
}
