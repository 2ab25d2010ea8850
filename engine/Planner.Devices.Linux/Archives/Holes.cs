using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Images.Tar;
using Planner.Devices.Linux.Native;

namespace Planner.Devices.Linux.Archives;

/// <summary>Where a sparse file has data.</summary>
static class Holes
{
    // SEEK_DATA and SEEK_HOLE of lseek(2), and the answer when there is no more data.
    const int SeekData = 3;
    const int SeekHole = 4;
    const int NoMore = 6;

    /// <summary>The map of a file; null when it has no holes.</summary>
    internal static SparseMap? MapOf(SafeFileHandle file, long size, string tried)
    {
        var parts = new List<(long Offset, long Length)>();
        for (var at = 0L; at < size;)
        {
            var data = Libc.Seek(file, at, SeekData);
            if (data < 0 && Errno.Last == NoMore) break;
            var hole = data < 0 ? data : Libc.Seek(file, data, SeekHole);
            if (hole < 0) throw Errno.Failure(tried);
            var end = Math.Min(hole, size);
            if (data < end) parts.Add((data, end - data));
            at = hole;
        }

        // A file that ends with a hole needs its end told: an empty part there.
        if (parts.Count == 1 && parts[0] == (0, size)) return null;
        if (parts.Count == 0 || parts[^1].Offset + parts[^1].Length < size) parts.Add((size, 0));
        return new SparseMap(parts);
    }
}
