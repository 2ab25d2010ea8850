using Planner.Engine.Devices;
using Planner.Engine.Disks;

namespace Planner.Devices.Linux.Disks;

/// <summary>The whole disk of a bench: one image file, whose partitions are loop devices by their places. Partitions are found by the layout's numbers, else by label.</summary>
public sealed class BenchDisk : IPartitions, IPartitionedDisk, IDisposable
{
    readonly string name;
    readonly Board board;
    readonly Dictionary<int, LoopDevice> loops = [];
    readonly Dictionary<string, PartitionDevice> known = new(StringComparer.Ordinal);
    Layout layout;

    /// <summary>Checks the image and divides it. Missing: <see cref="DeviceFault.NotFound"/>; no plain file with a partition table within the folder: <see cref="DeviceFault.Failed"/>.</summary>
    /// <param name="image">The image file, relative to the folder.</param>
    /// <param name="folder">The device file's folder.</param>
    /// <param name="layout">What lies on it.</param>
    /// <param name="board">The board, whose boot variable knows slots by their numbers.</param>
    public BenchDisk(string image, string folder, Layout layout, Board board)
    {
        (name, this.layout, this.board) = (image, layout, board);
        Path = BenchImage.Find(image, folder, $"open the disk {image}").Path;
        var tried = $"divide the disk {image}";
        Follow(TableSectors.Read(Path, tried), tried);
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public IPartitionedDisk Disk => this;

    /// <inheritdoc/>
    public PartitionDevice? Find(string partition)
    {
        lock (loops)
        {
            if (known.TryGetValue(partition, out var found)) return found;
            if (!layout.Partitions.TryGetValue(partition, out var wanted) || NumberOf(partition, wanted) is not { } number || !loops.TryGetValue(number, out var loop)) return null;
            return known[partition] = new PartitionDevice(partition, loop.Path, $"{name}#{number}", false) { Number = number };
        }
    }

    /// <inheritdoc/>
    public void Name(Layout layout)
    {
        lock (loops)
        {
            known.Clear();
            this.layout = layout;
        }
    }

    /// <inheritdoc/>
    public string? PathOf(int number)
    {
        lock (loops) return loops.GetValueOrDefault(number)?.Path;
    }

    /// <inheritdoc/>
    public bool Follows(PartitionTable table)
    {
        lock (loops) return table.Partitions.Count() == loops.Count && table.Partitions.All(entry => loops.TryGetValue(entry.Number, out var loop) && (loop.Start, loop.Size) == (entry.Start, entry.Size));
    }

    /// <inheritdoc/>
    public void Follow(PartitionTable table, string tried)
    {
        lock (loops)
        {
            foreach (var (number, loop) in loops.ToList())
            {
                if (table.Partitions.FirstOrDefault(entry => entry.Number == number) is { } entry && entry.Start == loop.Start)
                {
                    if (entry.Size != loop.Size) loop.Resize(entry.Size, tried);
                    continue;
                }

                loop.Dispose();
                loops.Remove(number);
                foreach (var gone in known.Where(one => one.Value.Number == number).ToList()) known.Remove(gone.Key);
            }

            foreach (var entry in table.Partitions)
                if (!loops.ContainsKey(entry.Number)) loops[entry.Number] = LoopDevice.Make(Path, entry.Start, entry.Size, tried);
        }
    }

    /// <summary>Takes the loop devices away.</summary>
    public void Dispose()
    {
        lock (loops)
        {
            foreach (var loop in loops.Values) loop.Dispose();
            loops.Clear();
        }
    }

    // A slot whose formatting was cut has no label until it is formatted again: the boot variable knows its number.
    int? NumberOf(string partition, Partition wanted)
    {
        if (wanted.Number is { } number) return number;
        var labels = loops.ToDictionary(loop => loop.Key, loop => LabelOf(loop.Value.Path));
        var found = labels.Where(loop => loop.Value == wanted.Label).Select(loop => loop.Key).ToList();
        if (found.Count > 1) throw new DeviceException(DeviceFault.Failed, $"find {partition} by its label {wanted.Label}", $"the partitions {string.Join(" and ", found)} of {name} have it");
        if (found.Count == 1) return found[0];
        return layout.Slots.FirstOrDefault(slot => slot.Value == partition).Key is { } slot && int.TryParse(board.Slots.GetValueOrDefault(slot), out var other)
            && labels.TryGetValue(other, out var label) && label is null ? other : null;
    }

    static string? LabelOf(string path) => FileSystemProbe.OfAsync(path, CancellationToken.None).GetAwaiter().GetResult().Label;
}
