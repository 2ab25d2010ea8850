using Planner.Engine.Language;

namespace Planner.Engine.Devices;

/// <summary>How devices of one type boot.</summary>
public sealed record Board
{
    /// <summary>The device type.</summary>
    public required string Name { get; init; }

    /// <summary>OCI platform without the OS: <c>amd64</c>, <c>arm/v7</c>, <c>arm64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Name of the boot family.</summary>
    public required string Family { get; init; }

    /// <summary>File of the boot variables; null for a family without one.</summary>
    public PartitionPath? File { get; init; }

    /// <summary>The variable that names the slot.</summary>
    public string? Variable { get; init; }

    /// <summary>What the variable says for each slot, by slot name.</summary>
    public IReadOnlyDictionary<string, string> Slots { get; init; } = new Dictionary<string, string>();

    /// <summary>The loader's counting of boots, or null when it never falls back by itself.</summary>
    public BootCounter? Counter { get; init; }

    /// <summary>Whether the boot partition's files are good for both slots.</summary>
    public KernelPlace Kernel { get; init; } = KernelPlace.Slot;

    /// <summary>Groups of boot files that must come from one release, as paths on the boot partition.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Together { get; init; } = [];

    /// <summary>What of P1 this board can not keep, when and why; null when it keeps all.</summary>
    public string? Exposes { get; init; }

    /// <summary>A remark for people, or null.</summary>
    public string? Summary { get; init; }

    /// <summary>Where it stands in the layout.</summary>
    public Position At { get; init; }
}

/// <summary>Boot counting: the loader counts while the flag is set, and starts the other slot when the count passes the limit.</summary>
/// <param name="Flag">Variable that switches counting on, in the boot file.</param>
/// <param name="Variable">Variable that holds the count.</param>
/// <param name="File">File of the count where it is another than the boot file, else null.</param>
/// <param name="Limit">Boots of the new slot that are tried before the loader falls back.</param>
public sealed record BootCounter(string Flag, string Variable, PartitionPath? File, int Limit);

/// <summary>Where a board takes its kernel from.</summary>
public enum KernelPlace
{
    /// <summary>From the slot: boot files are firmware and loader, good for both OS.</summary>
    Slot,

    /// <summary>From the boot partition: kernel and root belong together, and replacing it is exposed.</summary>
    Boot,
}
