using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Planner.Devices.Simulated.Exploration;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Disks;
using Planner.Engine.Images;

namespace Planner.Devices.Simulated;

/// <summary>A device file's snapshot made ready: any number of devices begin from it at once, sharing its trees.</summary>
public sealed class SimulatedStart
{
    const long RestOfTheDisk = 2L << 30;

    readonly Dictionary<int, string> names;

    SimulatedStart(DeviceFile file, DeviceState state, IReadOnlyList<Layout> layouts)
    {
        var layout = layouts[0];
        (File, State, Layout, Layouts) = (file, state, layout, [.. layouts]);
        Board = layout.Boards[file.Board];
        Images = [.. state.Images.Select(image => new SimulatedImage(ImageReference.Parse(image.Key) ?? throw new ArgumentException($"'{image.Key}' is no image reference", nameof(file)), image.Value))];
        var world = new DeviceWorld
        {
            Partitions = [.. layout.Partitions.Where(partition => !partition.Value.Optional || state.Partitions.ContainsKey(partition.Key)).Select(partition => PartitionOf(partition.Key, partition.Value))],
            Layout = layout,
            Running = state.Running,
            Services = state.Services.ToImmutableSortedDictionary(service => service.Key, UnitsOf, StringComparer.Ordinal),
            EngineReady = state.Engine.Ready,
            Held = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, state.Engine.Holds.SelectMany(HeldAs)),
            Containers = [.. state.Containers.Select(container => container.Value.Of(container.Key))],
            Online = state.Online,
            Now = state.Clock,
        };
        if (PlannedTable.IsIn(layout)) world = world with { Partitions = Numbered(world.Partitions) };
        World = PlannedTable.IsIn(layout) ? world with { Table = SimulatedTable.Of(layout, world.Partitions) } : world;
        names = World.Partitions.Where(partition => partition.Number is not null).ToDictionary(partition => partition.Number!.Value, partition => partition.Name);
        Places = new RunPlaces(this);
    }

    /// <summary>The device file.</summary>
    public DeviceFile File { get; }

    /// <summary>Its snapshot.</summary>
    public DeviceState State { get; }

    /// <summary>Its layout.</summary>
    public Layout Layout { get; }

    /// <summary>Every layout that a run may give it, in their order; the first one is its own.</summary>
    public ImmutableArray<Layout> Layouts { get; }

    /// <summary>Its board.</summary>
    public Board Board { get; }

    /// <summary>Places on it that belong to a run alone.</summary>
    public RunPlaces Places { get; }

    /// <summary>Images that can be had.</summary>
    public ImmutableArray<SimulatedImage> Images { get; }

    /// <summary>What archives hold that devices of this start have made.</summary>
    internal KnownArchives Archives { get; } = new();

    /// <summary>What a device is when it begins.</summary>
    public DeviceWorld World { get; }

    /// <summary>Makes ready what a device file describes; it has a state, and its board is one of the layout's.</summary>
    /// <param name="file">The device file.</param>
    /// <param name="layouts">Its layout, then those that a run may give it.</param>
    public static SimulatedStart Of(DeviceFile file, params IReadOnlyList<Layout> layouts) =>
        new(file, file.State ?? throw new ArgumentException($"{file.Name} is a bench, not a snapshot", nameof(file)), layouts);

    /// <summary>What a layout calls the partition of a number; the number itself where it does not know it.</summary>
    internal string NameOf(Layout layout, int number) =>
        layout.Partitions.FirstOrDefault(named => named.Value.Number == number).Key ?? (layout.Id == Layout.Id ? names.GetValueOrDefault(number) : null) ?? $"#{number}";

    /// <summary>Whether a slot of a layout is the one that ran at first.</summary>
    internal bool IsFirst(Layout layout, string slot) => layout.Id == Layout.Id || World.Table is null
        ? slot == State.Running
        : State.Running is { } first && NumberOf(layout, layout.Slots[slot]) == NumberOf(Layout, Layout.Slots[first]);

    /// <summary>The number of a partition of a layout; null where the table is not known.</summary>
    internal int? NumberOf(Layout layout, string partition) =>
        layout.Partitions.GetValueOrDefault(partition)?.Number ?? (layout.Id == Layout.Id ? World[partition]?.Number : null);

    /// <summary>A new device at this start.</summary>
    public SimulatedDevice Begin() => new(this);

    SimulatedPartition PartitionOf(string name, Partition partition)
    {
        var differs = File.Partitions.GetValueOrDefault(name);
        var snapshot = State.Partitions.GetValueOrDefault(name);
        var type = snapshot?.Type ?? differs?.Type ?? partition.Type;
        var tree = snapshot is null ? TreeNode.Folder : TreeReading.NodeOf(snapshot.Tree);
        if (type == "vfat") tree = tree.OnVfat;
        var isFormatted = type != "none";
        var uuid = Uuid(name);
        return new SimulatedPartition
        {
            Name = name,
            Number = partition.Number,
            Id = snapshot?.Id ?? $"partition-{name}",
            Size = snapshot?.Size ?? differs?.Size ?? partition.Size ?? RestOfTheDisk,
            Type = isFormatted ? type : null,
            Label = isFormatted ? partition.Label : null,
            Uuid = !isFormatted ? null : type == "vfat" ? uuid[..9].ToUpperInvariant() : uuid,
            Other = snapshot?.Other ?? 0,
            Root = tree,
            Durable = tree,
        };
    }

    // Where a layout leaves a number open, because devices differ in it, the logical partitions follow each other.
    static ImmutableArray<SimulatedPartition> Numbered(ImmutableArray<SimulatedPartition> partitions)
    {
        var next = 5;
        return [.. partitions.Select(partition => partition with { Number = partition.Number ?? next++ })];
    }

    ImmutableArray<UnitState> UnitsOf(KeyValuePair<string, IReadOnlyDictionary<string, bool>> service)
    {
        var units = service.Value.Select(unit => new UnitState(unit.Key, unit.Value));
        if (!Layout.Services.TryGetValue(service.Key, out var known)) return [.. units];
        return [.. units.OrderBy(unit => known.Units.ToList().IndexOf(unit.Unit) is >= 0 and var place ? place : int.MaxValue)];
    }

    IEnumerable<KeyValuePair<string, string>> HeldAs(string name)
    {
        var reference = ImageReference.Parse(name) ?? throw new ArgumentException($"'{name}' is no image reference");
        var digest = State.Images.GetValueOrDefault(name)?.Digest ?? reference.Digest ?? $"sha256:{Hash(name)}";
        yield return new(name, digest);
        if (reference.Digest is null) yield return new(reference.Pin(digest).PullName, digest);
    }

    string Uuid(string name) => new Guid(Convert.FromHexString(Hash($"{File.Name}/{name}")[..32])).ToString("D");

    static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
