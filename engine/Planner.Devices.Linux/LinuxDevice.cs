using Planner.Devices.Linux.Archives;
using Planner.Devices.Linux.Commands;
using Planner.Devices.Linux.Containers;
using Planner.Devices.Linux.Disks;
using Planner.Devices.Linux.Fetching;
using Planner.Devices.Linux.Files;
using Planner.Devices.Linux.Native;
using Planner.Devices.Linux.Power;
using Planner.Devices.Linux.Services;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux;

/// <summary>The real thing: this machine, or a bench of image files. Needs root.</summary>
public sealed class LinuxDevice : IDevice
{
    const string MachineLock = "/run/planner.lock";
    const string BenchLock = ".planner.lock";
    const string BenchClaim = ".planner.mounts";

    readonly HttpFetcher fetcher;
    readonly LinuxLocks locks;
    readonly IPartitions partitions;
    readonly Func<Layout, Board, LayoutPorts> portsOf;
    LayoutPorts ports;

    LinuxDevice(Layout layout, Board board, IPartitions partitions, Mounts mounts, HttpFetcher fetcher, EnginePorts engine, LinuxLocks locks, Func<Layout, Board, LayoutPorts> portsOf)
    {
        Mounts = mounts;
        (this.locks, this.partitions, this.fetcher, this.portsOf) = (locks, partitions, fetcher, portsOf);
        (Layout, Board, ports) = (layout, board, portsOf(layout, board));
        Disks = new LinuxDisks(() => Layout, partitions, mounts);
        Program = new LinuxProgram(mounts);
        Archives = new LinuxArchives(mounts);
        Network = new LinuxNetwork(mounts, fetcher);
        Images = engine.Images;
        Containers = engine.Containers;
    }

    /// <inheritdoc/>
    public Layout Layout { get; private set; }

    /// <inheritdoc/>
    public Board Board { get; private set; }

    /// <inheritdoc/>
    public IDisks Disks { get; }

    /// <summary>Its mounts.</summary>
    internal Mounts Mounts { get; }

    /// <inheritdoc/>
    public required IFiles Files { get; init; }

    /// <inheritdoc/>
    public IArchives Archives { get; }

    /// <inheritdoc/>
    public IServices Services => ports.Services;

    /// <inheritdoc/>
    public required ICommands Commands { get; init; }

    /// <inheritdoc/>
    public IImages Images { get; }

    /// <inheritdoc/>
    public IContainers Containers { get; }

    /// <inheritdoc/>
    public IPower Power => ports.Power;

    /// <inheritdoc/>
    public INetwork Network { get; }

    /// <inheritdoc/>
    public required IClock Clock { get; init; }

    /// <inheritdoc/>
    public IProgram Program { get; }

    /// <inheritdoc/>
    public ILocks Locks => locks;

    /// <inheritdoc/>
    public IUpdateLocks UpdateLocks => ports.UpdateLocks;

    /// <inheritdoc/>
    public async ValueTask NameAsync(Layout layout, CancellationToken ct)
    {
        var board = DeviceType.Of(layout, Board.Name);
        if (partitions.Disk is null) throw new DeviceException(DeviceFault.NotFound, $"go by {layout.Id}", "the partitions are not known to lie on one disk with a partition table");
        await Mounts.CloseAllAsync(ct).ConfigureAwait(false);
        partitions.Name(layout);
        ports.UpdateLocks.Dispose();
        (Layout, Board) = (layout, board);
        ports = portsOf(layout, Board);
    }

    /// <summary>Opens this machine.</summary>
    /// <param name="layout">What it looks like.</param>
    /// <param name="deviceType">Its board, or null to ask the machine: the fact <c>device.type</c>.</param>
    /// <param name="engine">Makes the ports of images and engine.</param>
    /// <param name="ct">Ends the call.</param>
    /// <param name="network">How peers are reached; null when nothing is said of that.</param>
    public static async Task<LinuxDevice> OpenMachineAsync(Layout layout, string? deviceType, EnginePortsMaker engine, CancellationToken ct, NetworkSettings? network = null)
    {
        var clock = new LinuxClock();
        var given = deviceType is null ? null : DeviceType.Of(layout, deviceType);
        var partitions = new MachinePartitions(layout) { Board = given };
        var mounts = new Mounts(partitions);
        var fetcher = new HttpFetcher(network ?? new NetworkSettings());
        try
        {
            var files = new LinuxFiles(mounts);
            var board = given ?? await DeviceType.ReadAsync(layout, files, new MachinePower(layout, partitions, clock), ct).ConfigureAwait(false);
            var ports = engine(board, mounts, fetcher, layout.EngineSockets, Environment.CurrentDirectory, null);
            var locks = new LinuxLocks(MachineLock, layout.Locks);
            return new LinuxDevice(layout, board, partitions, mounts, fetcher, ports, locks, PortsOf) { Files = files, Commands = new MachineCommands(ports.Containers as IImageSaver), Clock = clock };
        }
        catch
        {
            fetcher.Dispose();
            await mounts.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        LayoutPorts PortsOf(Layout layout, Board board)
        {
            partitions.Board = board;
            var commands = layout.Services.Where(service => service.Value.Commands is not null).ToDictionary(service => service.Key, service => service.Value.Commands!);
            IServices services = commands.Count > 0 ? new CommandServices(commands, layout.Services.Keys, "/") : new SystemdServices(layout);
            return new LayoutPorts(services, new MachinePower(layout, partitions, clock), new LinuxUpdateLocks(layout.UpdateLocks, mounts, "/"));
        }
    }

    /// <summary>Opens a bench.</summary>
    /// <param name="layout">The layout that its device file names.</param>
    /// <param name="file">Its device file, with a bench.</param>
    /// <param name="folder">The device file's folder.</param>
    /// <param name="engine">Makes the ports of images and engine.</param>
    /// <param name="ct">Ends the call.</param>
    /// <param name="network">How peers are reached; null when nothing is said of that.</param>
    public static async Task<LinuxDevice> OpenBenchAsync(Layout layout, DeviceFile file, string folder, EnginePortsMaker engine, CancellationToken ct, NetworkSettings? network = null)
    {
        var bench = file.Bench ?? throw new ArgumentException($"{file.Name} is no bench", nameof(file));
        var board = DeviceType.Of(layout, file.Board);
        var partitions = await Task.Run<IPartitions>(() => bench.Disk is { } disk ? new BenchDisk(disk, folder, layout, board) : new BenchPartitions(bench, folder), ct).ConfigureAwait(false);
        var root = RealPath.Of(folder)!;
        var mounts = new Mounts(partitions, new LinuxLocks(Path.Join(root, BenchClaim), []));
        var fetcher = new HttpFetcher(network ?? new NetworkSettings());
        try
        {
            var files = new LinuxFiles(mounts);
            var first = new BenchSlots(layout, partitions).KeyOf(bench.Running);
            var ports = engine(board, mounts, fetcher, bench.Engine?.Socket is { } socket ? [Path.GetFullPath(socket, root)] : [], root, bench);
            var locks = new LinuxLocks(Path.Join(root, BenchLock), ForeignLocks(layout, root));
            return new LinuxDevice(layout, board, partitions, mounts, fetcher, ports, locks, PortsOf) { Files = files, Commands = new BenchCommands(bench.Programs, root, mounts, ports.Containers as IImageSaver), Clock = new LinuxClock() };

            LayoutPorts PortsOf(Layout layout, Board board)
            {
                var services = new CommandServices(bench.Commands, layout.Services.Keys, root);
                var updateLocks = new LinuxUpdateLocks(layout.UpdateLocks, mounts, root);
                return new LayoutPorts(services, new BenchPower(board, root, new BenchSlots(layout, partitions), first, mounts, files, services, updateLocks), updateLocks);
            }
        }
        catch
        {
            fetcher.Dispose();
            await mounts.DisposeAsync().ConfigureAwait(false);
            (partitions as IDisposable)?.Dispose();
            throw;
        }
    }

    /// <summary>Lets the locks go, unmounts everything.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Images is IAsyncDisposable images) await images.DisposeAsync().ConfigureAwait(false);
        if (Containers is IAsyncDisposable containers) await containers.DisposeAsync().ConfigureAwait(false);
        fetcher.Dispose();
        ports.UpdateLocks.Dispose();
        await Mounts.DisposeAsync().ConfigureAwait(false);
        (partitions as IDisposable)?.Dispose();
        locks.Dispose();
    }

    // A bench may hold the layout's lock files below its own folder, for tests of them; it never touches the machine's.
    static List<string> ForeignLocks(Layout layout, string root) => [.. layout.Locks.Select(path => Path.Join(root, path)).Where(File.Exists)];

    /// <summary>Ports that go by the layout in force.</summary>
    sealed record LayoutPorts(IServices Services, IPower Power, LinuxUpdateLocks UpdateLocks);
}
