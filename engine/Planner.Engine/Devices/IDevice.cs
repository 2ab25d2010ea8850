namespace Planner.Engine.Devices;

/// <summary>A device, real or simulated, as a bundle of narrow ports. The engine never asks which it is. Every port call is one thing that can fail or be cut; a failure is a <see cref="DeviceException"/>.</summary>
public interface IDevice : IAsyncDisposable
{
    /// <summary>What the device looks like: the layout in force.</summary>
    Layout Layout { get; }

    /// <summary>The board that the device is.</summary>
    Board Board { get; }

    /// <summary>Partitions and file systems.</summary>
    IDisks Disks { get; }

    /// <summary>Files on partitions.</summary>
    IFiles Files { get; }

    /// <summary>Folders packed into files.</summary>
    IArchives Archives { get; }

    /// <summary>Units of the init system.</summary>
    IServices Services { get; }

    /// <summary>Programs of the OS that runs.</summary>
    ICommands Commands { get; }

    /// <summary>OS and supervisor images: registries, <c>oci:</c> folders, what the engine holds.</summary>
    IImages Images { get; }

    /// <summary>The container engine.</summary>
    IContainers Containers { get; }

    /// <summary>What runs now, and how to boot anew.</summary>
    IPower Power { get; }

    /// <summary>Peers on the network.</summary>
    INetwork Network { get; }

    /// <summary>Time.</summary>
    IClock Clock { get; }

    /// <summary>The Planner that works on the device.</summary>
    IProgram Program { get; }

    /// <summary>Locks against other updaters.</summary>
    ILocks Locks { get; }

    /// <summary>Locks of applications against a boot.</summary>
    IUpdateLocks UpdateLocks { get; }

    /// <summary>From now on another layout is in force, and the board is that layout's: partitions are called by its names and found by its numbers. Nothing on the device changes. A device without a partition table has no other layout: <see cref="DeviceFault.NotFound"/>.</summary>
    ValueTask NameAsync(Layout layout, CancellationToken ct);
}
