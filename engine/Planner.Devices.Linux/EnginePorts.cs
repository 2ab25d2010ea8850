using Planner.Devices.Linux.Fetching;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux;

/// <summary>The ports of images and of the container engine.</summary>
/// <param name="Images">Images.</param>
/// <param name="Containers">The engine.</param>
public sealed record EnginePorts(IImages Images, IContainers Containers);

/// <summary>Makes the ports of images and of the container engine for a device.</summary>
/// <param name="board">Its board: its architecture is the images' platform.</param>
/// <param name="mounts">Where exported files go.</param>
/// <param name="fetcher">Fetches from registries.</param>
/// <param name="sockets">Sockets of the engine, tried in order; none when the device has no engine.</param>
/// <param name="folder">The folder that names of <c>oci:</c> folders and commands begin at.</param>
/// <param name="bench">The bench, or null on a machine.</param>
public delegate EnginePorts EnginePortsMaker(Board board, IMounts mounts, HttpFetcher fetcher, IReadOnlyList<string> sockets, string folder, BenchSpec? bench);
