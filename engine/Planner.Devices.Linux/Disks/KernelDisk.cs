using System.Buffers.Binary;
using System.Globalization;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;
using Planner.Engine.Disks;

namespace Planner.Devices.Linux.Disks;

/// <summary>A block device as the kernel divides it. It is told of each partition by itself (BLKPG of linux/blkpg.h): reading the whole table anew is refused while any partition is mounted.</summary>
/// <param name="path">The block device.</param>
public sealed class KernelDisk(string path) : IPartitionedDisk
{
    const nuint Tell = 0x1269;
    const int Add = 1;
    const int Delete = 2;
    const int Resize = 3;

    // struct blkpg_partition: start, length, number, two names of 64 bytes.
    const int PartitionSize = 152;
    const int ArgumentSize = 24;

    // An extended partition is one to the kernel only by two sectors, lest something is written into it.
    const int ExtendedSize = 1024;

    // Half a minute: beyond the point of no return there is nothing better to do than to wait.
    const int Tries = 300;
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public string Path => path;

    /// <inheritdoc/>
    public string? PathOf(int number) => Known().FirstOrDefault(part => part.Number == number) is { Name: { } name } ? $"/dev/{name}" : null;

    /// <inheritdoc/>
    public bool Follows(PartitionTable table)
    {
        var known = Known().Where(part => table[part.Number]?.Place != EntryPlace.Extended).ToDictionary(part => part.Number);
        return known.Count == table.Partitions.Count() && table.Partitions.All(entry => known.TryGetValue(entry.Number, out var part) && (part.Start, part.Size) == (entry.Start, entry.Size));
    }

    /// <inheritdoc/>
    public void Follow(PartitionTable table, string tried)
    {
        using var disk = Libc.Open(path, OpenFlags.ReadWrite | OpenFlags.CloseOnExec, 0);
        if (disk.IsInvalid) throw Errno.Failure(tried);
        var kept = new Dictionary<int, KernelPart>();
        foreach (var part in Known())
            if (table[part.Number] is { } entry && entry.Start == part.Start && (entry.Place == EntryPlace.Extended) == (part.Size == ExtendedSize && entry.Size != ExtendedSize)) kept[part.Number] = part;
            else Do(Delete, part.Number, 0, 0);
        foreach (var entry in table.Partitions.Where(entry => kept.TryGetValue(entry.Number, out var part) && part.Size != entry.Size)) Do(Resize, entry.Number, entry.Start, entry.Size);
        foreach (var entry in table.Entries.Where(entry => !kept.ContainsKey(entry.Number))) Do(Add, entry.Number, entry.Start, entry.Place == EntryPlace.Extended ? ExtendedSize : entry.Size);

        void Do(int what, int number, long start, long size)
        {
            // Who looked at the new device, as udev does, or let go of a file system only now, has it for a moment still.
            for (var tries = 1; Call(what, number, start, size) is var error && error != 0; tries++)
            {
                if (error != Errno.Busy || tries == Tries) throw new DeviceException(DeviceFault.Failed, tried, $"it is written, but the kernel goes on with the old one: partition {number} can not be {Word(what)}, {Errno.Failure("", error).Result}");
                Thread.Sleep(Pause);
            }
        }

        unsafe int Call(int what, int number, long start, long size)
        {
            var part = new byte[PartitionSize];
            var argument = new byte[ArgumentSize];
            BinaryPrimitives.WriteInt64LittleEndian(part, start);
            BinaryPrimitives.WriteInt64LittleEndian(part.AsSpan(8), size);
            BinaryPrimitives.WriteInt32LittleEndian(part.AsSpan(16), number);
            fixed (byte* inner = part, outer = argument)
            {
                BinaryPrimitives.WriteInt32LittleEndian(argument, what);
                BinaryPrimitives.WriteInt32LittleEndian(argument.AsSpan(8), PartitionSize);
                *(nint*)(outer + (nint.Size == 8 ? 16 : 12)) = (nint)inner;
                return Libc.Control(disk, Tell, (nint)outer) == 0 ? 0 : Errno.Last;
            }
        }
    }

    static string Word(int what) => what switch { Add => "added", Delete => "taken away", _ => "resized" };

    // What /sys says, in its sectors of 512 bytes.
    List<KernelPart> Known() => [.. Directory.EnumerateDirectories(SysFolder)
        .Where(folder => File.Exists($"{folder}/partition"))
        .Select(folder => new KernelPart(System.IO.Path.GetFileName(folder), (int)Number(folder, "partition"), Number(folder, "start") * PartitionTable.Sector, Number(folder, "size") * PartitionTable.Sector))];

    string SysFolder => $"/sys/class/block/{System.IO.Path.GetFileName(path)}/";

    static long Number(string folder, string file) => long.Parse(File.ReadAllText($"{folder}/{file}"), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);

    sealed record KernelPart(string Name, int Number, long Start, long Size);
}
