using Planner.Engine.Images;

namespace Planner.Engine.Devices;

/// <summary>A command of a plan in a container.</summary>
/// <param name="Command">The command; its archive is found in the container.</param>
/// <param name="Image">What the container is made of.</param>
/// <param name="Name">The container's name: that of the run and the step, so that what was left of it is found again.</param>
/// <param name="Mounts">What the container sees of the device.</param>
/// <param name="UsesNetwork">Whether it has a network.</param>
public sealed record ContainerRun(PlanCommand Command, PinnedImage Image, string Name, IReadOnlyList<ContainerMount> Mounts, bool UsesNetwork);

/// <summary>Something of the device, mounted in a container.</summary>
/// <param name="Target">Where, in the container.</param>
/// <param name="Partition">The partition, whole; null for a path of the OS.</param>
/// <param name="Path">A file or folder of the OS; null for a partition.</param>
/// <param name="IsReadOnly">Whether the container can not write to it.</param>
public sealed record ContainerMount(string Target, string? Partition, string? Path, bool IsReadOnly);
