using System.Collections.Immutable;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;

namespace Planner.Devices.Simulated;

/// <summary>All that a simulated device is at one moment. Never changes, so keeping one for a later comparison costs nothing.</summary>
public sealed record DeviceWorld
{
    /// <summary>Partitions in the layout's order.</summary>
    public required ImmutableArray<SimulatedPartition> Partitions { get; init; }

    /// <summary>The disk's partition table, or null when the layout says nothing of it.</summary>
    public SimulatedTable? Table { get; init; }

    /// <summary>The layout by whose names everything in it is called.</summary>
    public required Layout Layout { get; init; }

    /// <summary>The slot that runs, or null when the root is no slot.</summary>
    public required string? Running { get; init; }

    /// <summary>Boots so far, the first one included.</summary>
    public int Boots { get; init; } = 1;

    /// <summary>Units by service, in the order of their names: a fingerprint must be the same in every process.</summary>
    public required ImmutableSortedDictionary<string, ImmutableArray<UnitState>> Services { get; init; }

    /// <summary>Whether the container engine answers.</summary>
    public required bool EngineReady { get; init; }

    /// <summary>What the container engine holds: digest of the image by each of its names.</summary>
    public required ImmutableSortedDictionary<string, string> Held { get; init; }

    /// <summary>What steps found where their commands change things, by step and effect: what the commands' undo puts back.</summary>
    internal ImmutableDictionary<string, ImmutableDictionary<string, TreeNode?>> Commanded { get; init; } = ImmutableDictionary<string, ImmutableDictionary<string, TreeNode?>>.Empty;

    /// <summary>Containers, the oldest first.</summary>
    public ImmutableArray<ContainerState> Containers { get; init; } = [];

    /// <summary>Whether peers answer.</summary>
    public required bool Online { get; init; }

    /// <summary>Whether slots other than the first one come up.</summary>
    public bool NewOsBoots { get; init; } = true;

    /// <summary>Whether services start on slots other than the first one.</summary>
    public bool NewOsIsHealthy { get; init; } = true;

    /// <summary>The wall clock.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Time since the device was made.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The partition of a name, or null.</summary>
    public SimulatedPartition? this[string partition] => IndexOf(partition) is >= 0 and var index ? Partitions[index] : null;

    /// <summary>The place of a partition, or -1.</summary>
    public int IndexOf(string partition)
    {
        for (var index = 0; index < Partitions.Length; index++)
            if (Partitions[index].Name == partition) return index;
        return -1;
    }

    /// <summary>The same with a partition in the place of the one of its name.</summary>
    public DeviceWorld With(SimulatedPartition partition) => this with { Partitions = Partitions.SetItem(IndexOf(partition.Name), partition) };

    /// <summary>The containers as a boot leaves them.</summary>
    internal ImmutableArray<ContainerState> ContainersAfterBoot => Containers.All(container => container.RunsAfterBoot == container.Running)
        ? Containers
        : [.. Containers.Select(container => container with { Running = container.RunsAfterBoot })];

    /// <summary>Whether a service fails to start on what runs now: those that the device file calls broken do on every slot but the first, and all of them while the new OS is unhealthy.</summary>
    internal bool IsBroken(string service, SimulatedStart start) => !(Running is { } slot ? start.IsFirst(Layout, slot) : start.State.Running is null) && (!NewOsIsHealthy || start.State.Broken.Contains(service));

    /// <summary>How another moment differs from this one in what the owner of the device would notice: files, the running slot, services, containers, what the engine holds. A line each; clocks and boots are left out.</summary>
    public IEnumerable<string> DifferencesTo(DeviceWorld other)
    {
        if (Running != other.Running) yield return $"running slot: {other.Running ?? "none"} instead of {Running ?? "none"}";
        if (Table is { } table && other.Table is { } otherTable && !table.Written.IsSameAs(otherTable.Written)) yield return $"partition table: {otherTable.Written} instead of {table.Written}";
        foreach (var partition in Partitions)
        {
            if (other[partition.Name] is not { } found) yield return $"{partition.Name}: missing";
            else foreach (var difference in Differences(partition, found)) yield return difference;
        }

        foreach (var partition in other.Partitions)
            if (this[partition.Name] is null) yield return $"{partition.Name}: added";
        foreach (var (service, units) in Services)
        {
            var found = other.Services.GetValueOrDefault(service, []);
            if (!units.SequenceEqual(found)) yield return $"{service}: {Words(found)} instead of {Words(units)}";
        }

        if (EngineReady != other.EngineReady) yield return $"container engine: {(other.EngineReady ? "ready" : "not ready")}";
        foreach (var container in Containers)
            if (other.Containers.FirstOrDefault(one => one.Id == container.Id) is not { } found) yield return $"container {container.Name}: missing";
            else if (found != container) yield return $"container {container.Name}: {(found.Running ? "runs" : "is stopped")}";
        foreach (var container in other.Containers)
            if (!Containers.Any(one => one.Id == container.Id)) yield return $"container {container.Name}: added";
        foreach (var name in Held.Keys.Union(other.Held.Keys))
            if (Held.GetValueOrDefault(name) != other.Held.GetValueOrDefault(name)) yield return $"{name} in the engine: {(other.Held.ContainsKey(name) ? Held.ContainsKey(name) ? "other" : "added" : "missing")}";
    }

    static IEnumerable<string> Differences(SimulatedPartition one, SimulatedPartition other)
    {
        if ((one.Type, one.Label) != (other.Type, other.Label)) yield return $"{one.Name}: {other.Type ?? "no file system"} '{other.Label}' instead of {one.Type ?? "no file system"} '{one.Label}'";
        if ((one.Size, one.Id) != (other.Size, other.Id)) yield return $"{one.Name}: another partition";
        if (ReferenceEquals(one.Root, other.Root)) yield break;
        foreach (var difference in one.Root.Manifest.DifferencesTo(other.Root.Manifest)) yield return $"{one.Name}:{difference}";
    }

    static string Words(ImmutableArray<UnitState> units) => string.Join(", ", units.Select(unit => $"{unit.Unit} {(unit.Running ? "runs" : "is stopped")}"));
}
