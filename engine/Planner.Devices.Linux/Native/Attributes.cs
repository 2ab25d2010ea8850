using System.Collections.Immutable;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Planner.Devices.Linux.Native;

/// <summary>Extended attributes of a name in an open folder, links themselves included. There are no *at calls for them: the folder is named through /proc.</summary>
static class Attributes
{
    // The kernel's limit for both a list of names and a value (limits.h).
    const int Largest = 65536;

    /// <summary>All attributes; none where the file system has none.</summary>
    internal static unsafe ImmutableSortedDictionary<string, ImmutableArray<byte>> Read(SafeFileHandle folder, string name, string tried)
    {
        var path = PathOf(folder, name);
        Span<byte> probe = stackalloc byte[256];
        nint length;
        fixed (byte* start = probe) length = LibcFolders.ListAttributes(path, start, (nuint)probe.Length);
        var list = probe;
        if (length < 0 && Errno.Last == Errno.Range)
        {
            list = new byte[Largest];
            fixed (byte* start = list) length = LibcFolders.ListAttributes(path, start, (nuint)list.Length);
        }

        if (length < 0) return Errno.Last == Errno.NotSupported ? ImmutableSortedDictionary<string, ImmutableArray<byte>>.Empty : throw Errno.Failure(tried);
        if (length == 0) return ImmutableSortedDictionary<string, ImmutableArray<byte>>.Empty;
        var found = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<byte>>(StringComparer.Ordinal);
        foreach (var attribute in Encoding.UTF8.GetString(list[..(int)length]).Split('\0', StringSplitOptions.RemoveEmptyEntries))
            if (Value(path, attribute, tried) is { } value) found[attribute] = value;
        return found.ToImmutable();
    }

    /// <summary>Sets one attribute; false when the file system has no such attributes.</summary>
    internal static unsafe bool TryWrite(SafeFileHandle folder, string name, string attribute, ReadOnlySpan<byte> value, string tried)
    {
        fixed (byte* start = value)
            if (LibcFolders.SetAttribute(PathOf(folder, name), attribute, start, (nuint)value.Length, 0) == 0) return true;
        return Errno.Last == Errno.NotSupported ? false : throw Errno.Failure($"{tried}, attribute {attribute}");
    }

    static unsafe ImmutableArray<byte>? Value(string path, string attribute, string tried)
    {
        var buffer = new byte[256];
        for (; ; buffer = new byte[Largest])
        {
            nint length;
            fixed (byte* start = buffer) length = LibcFolders.GetAttribute(path, attribute, start, (nuint)buffer.Length);
            if (length >= 0) return [.. buffer.AsSpan(0, (int)length)];
            if (Errno.Last == Errno.NoData) return null;
            if (Errno.Last != Errno.Range || buffer.Length == Largest) throw Errno.Failure($"{tried}, attribute {attribute}");
        }
    }

    static string PathOf(SafeFileHandle folder, string name) => $"/proc/self/fd/{folder.DangerousGetHandle()}/{name}";
}
