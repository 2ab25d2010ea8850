using Planner.Devices.Linux.Archives;
using Planner.Devices.Linux.Commands;
using Planner.Devices.Linux.Containers;
using Planner.Devices.Linux.Disks;
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

    readonly LinuxNetwork network = new();
    readonly LinuxLocks locks;
    readonly IDisposable? partitions;
    readonly LinuxUpdateLocks updateLocks;

    LinuxDevice(Layout layout, Board board, IPartitions partitions, Mounts mounts, EnginePorts engine, LinuxLocks locks, LinuxUpdateLocks updateLocks)
    {
        Mounts = mounts;
        this.locks = locks;
        this.updateLocks = updateLocks;
        Layout = layout;
        Board = board;
        Disks = new LinuxDisks(layout, partitions, mounts);
        this.partitions = partitions as IDisposable;
        Program = new LinuxProgram(mounts);
        Archives = new LinuxArchives(mounts);
        Images = engine.Images;
        Containers = engine.Containers;
    }

    /// <inheritdoc/>
    public Layout Layout { get; }

    /// <inheritdoc/>
    public Board Board { get; }

    /// <inheritdoc/>
    public IDisks Disks { get; }

    /// <summary>Its mounts.</summary>
    internal Mounts Mounts { get; }

    /// <inheritdoc/>
    public required IFiles Files { get; init; }

    /// <inheritdoc/>
    public IArchives Archives { get; }

    /// <inheritdoc/>
    public required IServices Services { get; init; }

    /// <inheritdoc/>
    public required ICommands Commands { get; init; }

    /// <inheritdoc/>
    public IImages Images { get; }

    /// <inheritdoc/>
    public IContainers Containers { get; }

    /// <inheritdoc/>
    public required IPower Power { get; init; }

    /// <inheritdoc/>
    public INetwork Network => network;

    /// <inheritdoc/>
    public required IClock Clock { get; init; }

    /// <inheritdoc/>
    public IProgram Program { get; }

    /// <inheritdoc/>
    public ILocks Locks => locks;

    /// <inheritdoc/>
    public IUpdateLocks UpdateLocks => updateLocks;

    /// <summary>Opens this machine.</summary>
    /// <param name="layout">What it looks like.</param>
    /// <param name="deviceType">Its board, or null to ask the machine: the fact <c>device.type</c>.</param>
    /// <param name="engine">Makes the ports of images and engine.</param>
    /// <param name="ct">Ends the call.</param>
    public static async Task<LinuxDevice> OpenMachineAsync(Layout layout, string? deviceType, EnginePortsMaker engine, CancellationToken ct)
    {
        var clock = new LinuxClock();
        var given = deviceType is null ? null : DeviceType.Of(layout, deviceType);
        var partitions = new MachinePartitions(layout) { Board = given };
        var mounts = new Mounts(partitions);
        try
        {
            var files = new LinuxFiles(mounts);
            var power = new MachinePower(layout, partitions, clock);
            var board = given ?? await DeviceType.ReadAsync(layout, files, power, ct).ConfigureAwait(false);
            partitions.Board = board;
            var commands = layout.Services.Where(service => service.Value.Commands is not null).ToDictionary(service => service.Key, service => service.Value.Commands!);
            IServices services = commands.Count > 0 ? new CommandServices(commands, layout.Services.Keys, "/") : new SystemdServices(layout);
            var ports = engine(board, mounts, layout.EngineSockets, Environment.CurrentDirectory, null);
            var locks = new LinuxLocks(MachineLock, layout.Locks);
            return new LinuxDevice(layout, board, partitions, mounts, ports, locks, new LinuxUpdateLocks(layout.UpdateLocks, mounts, "/")) { Files = files, Services = services, Commands = new MachineCommands(ports.Containers as IImageSaver), Power = power, Clock = clock };
        }
        catch
        {
            await mounts.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens a bench.</summary>
    /// <param name="layout">The layout that its device file names.</param>
    /// <param name="file">Its device file, with a bench.</param>
    /// <param name="folder">The device file's folder.</param>
    /// <param name="engine">Makes the ports of images and engine.</param>
    /// <param name="ct">Ends the call.</param>
    public static async Task<LinuxDevice> OpenBenchAsync(Layout layout, DeviceFile file, string folder, EnginePortsMaker engine, CancellationToken ct)
    {
        var bench = file.Bench ?? throw new ArgumentException($"{file.Name} is no bench", nameof(file));
        var board = DeviceType.Of(layout, file.Board);
        var partitions = await Task.Run<IPartitions>(() => bench.Disk is { } disk ? new BenchDisk(disk, folder, layout, board) : new BenchPartitions(bench, folder), ct).ConfigureAwait(false);
        var root = RealPath.Of(folder)!;
        var mounts = new Mounts(partitions, new LinuxLocks(Path.Join(root, BenchClaim), []));
        try
        {
            var files = new LinuxFiles(mounts);
            var services = new CommandServices(bench.Commands, layout.Services.Keys, root);
            var updateLocks = new LinuxUpdateLocks(layout.UpdateLocks, mounts, root);
            var power = new BenchPower(board, root, layout.Slots.Keys.ToHashSet(), bench.Running, mounts, files, services, updateLocks);
            var ports = engine(board, mounts, bench.Engine?.Socket is { } socket ? [Path.GetFullPath(socket, root)] : [], root, bench);
            var locks = new LinuxLocks(Path.Join(root, BenchLock), ForeignLocks(layout, root));
            return new LinuxDevice(layout, board, partitions, mounts, ports, locks, updateLocks) { Files = files, Services = services, Commands = new BenchCommands(bench.Programs, root, mounts, ports.Containers as IImageSaver), Power = power, Clock = new LinuxClock() };
        }
        catch
        {
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
        network.Dispose();
        updateLocks.Dispose();
        await Mounts.DisposeAsync().ConfigureAwait(false);
        partitions?.Dispose();
        locks.Dispose();
    }

    // A bench may hold the layout's lock files below its own folder, for tests of them; it never touches the machine's.
    static List<string> ForeignLocks(Layout layout, string root) => [.. layout.Locks.Select(path => Path.Join(root, path)).Where(File.Exists)];
}
