using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Native;

/// <summary>Names in an open folder.</summary>
static class Folder
{
    // Bytes before d_name in struct dirent on 64 bit: inode, offset, length, type (readdir(3)).
    const int NameOffset = 19;

    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>All names but <c>.</c> and <c>..</c>, in ordinal order. A name that is not UTF-8 is refused: no path could name it.</summary>
    internal static List<string> Names(SafeFileHandle folder, string tried)
    {
        // A stream owns its descriptor, and a duplicate shares the position: a folder opened anew has neither trouble.
        using var own = Libc.OpenAt(folder, ".", OpenFlags.Folder, 0);
        if (own.IsInvalid) throw Errno.Failure(tried);
        var descriptor = Libc.Duplicate(own);
        var stream = descriptor < 0 ? 0 : LibcFolders.OpenStream(descriptor);
        if (stream == 0)
        {
            var failure = Errno.Failure(tried);
            if (descriptor >= 0) _ = Libc.Close(descriptor);
            throw failure;
        }

        try
        {
            var names = new List<string>();
            while (Next(stream, tried) is { } name)
                if (name is not ("." or "..")) names.Add(name);
            names.Sort(StringComparer.Ordinal);
            return names;
        }
        finally
        {
            _ = LibcFolders.CloseStream(stream);
        }
    }

    static unsafe string? Next(nint stream, string tried)
    {
        var entry = LibcFolders.ReadStream(stream);
        if (entry == 0) return Errno.Last == 0 ? null : throw Errno.Failure(tried);
        var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)entry + NameOffset);
        try
        {
            return Strict.GetString(name);
        }
        catch (DecoderFallbackException e)
        {
            throw new DeviceException(DeviceFault.Failed, tried, $"the name {Encoding.Latin1.GetString(name)} is not UTF-8", e);
        }
    }
}
