using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;
using Planner.Engine.Disks;

namespace Planner.Devices.Linux.Disks;

/// <summary>The sectors of a disk that hold its partition table.</summary>
static class TableSectors
{
    const int SeekEnd = 2;

    /// <summary>The table that a disk holds. None, or one that Planner can not read: <see cref="DeviceFault.Failed"/>.</summary>
    internal static PartitionTable Read(string disk, string tried)
    {
        using var file = Open(disk, 0, tried);
        var size = Libc.Seek(file, 0, SeekEnd);
        if (size < 0) throw Errno.Failure(tried);
        try
        {
            return MbrReader.Read(size, at => SectorAt(file, at, tried));
        }
        catch (InvalidDataException e)
        {
            throw new DeviceException(DeviceFault.Failed, tried, e.Message, e);
        }
    }

    /// <summary>Whether a disk holds the chain of a table.</summary>
    internal static bool HoldChain(string disk, PartitionTable table, string tried)
    {
        using var file = Open(disk, 0, tried);
        return TableChange.HoldsChain(table, at => SectorAt(file, at, tried));
    }

    /// <summary>Writes the chain of a table, durably.</summary>
    internal static void WriteChain(string disk, PartitionTable table, string tried) => Write(disk, MbrWriter.Chain(table), tried);

    /// <summary>Writes the first sector of a table, durably.</summary>
    internal static void WriteFirst(string disk, PartitionTable table, string tried) => Write(disk, [(0L, [.. MbrWriter.FirstSector(table)])], tried);

    static void Write(string disk, ImmutableArray<(long At, ImmutableArray<byte> Sector)> sectors, string tried)
    {
        using var file = Open(disk, OpenFlags.ReadWrite, tried);
        try
        {
            foreach (var (at, sector) in sectors) RandomAccess.Write(file, sector.AsSpan(), at);
        }
        catch (IOException e)
        {
            throw new DeviceException(DeviceFault.BadDisk, tried, e.Message, e);
        }

        if (Libc.Flush(file) != 0) throw Errno.Failure(tried);
    }

    static byte[] SectorAt(SafeFileHandle file, long at, string tried)
    {
        var sector = new byte[PartitionTable.Sector];
        try
        {
            return sector[..RandomAccess.Read(file, sector, at)];
        }
        catch (IOException e)
        {
            throw new DeviceException(DeviceFault.BadDisk, tried, e.Message, e);
        }
    }

    static SafeFileHandle Open(string disk, int flags, string tried)
    {
        var file = Libc.Open(disk, flags | OpenFlags.CloseOnExec, 0);
        return file.IsInvalid ? throw Errno.Failure(tried) : file;
    }
}
