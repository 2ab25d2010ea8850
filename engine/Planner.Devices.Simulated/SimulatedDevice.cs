using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <summary>A device in memory: deterministic, with a clock that only moves when something is waited for or takes its time. It is one process's view; <see cref="Another"/> is a second one's.</summary>
public sealed partial class SimulatedDevice : IDevice
{
    // What a whole run makes, about: growing there by doubling would cost as much again.
    const int UsualCalls = 512;

    readonly List<PortCall> trace = new(UsualCalls);
    readonly SimulatedMachine machine;
    readonly SimulatedLocks locks;

    /// <summary>A device at a start.</summary>
    public SimulatedDevice(SimulatedStart start) : this(new SimulatedMachine(start))
    {
    }

    SimulatedDevice(SimulatedMachine machine)
    {
        this.machine = machine;
        boot = machine.Boot;
        Files = new SimulatedFiles(this);
        Archives = new SimulatedArchives(this);
        Disks = new SimulatedDisks(this);
        Services = new SimulatedServices(this);
        Commands = new SimulatedCommands(this);
        Images = new SimulatedImages(this);
        Containers = new SimulatedContainers(this);
        Power = new SimulatedPower(this);
        Network = new SimulatedNetwork(this);
        Clock = new SimulatedClock(this);
        UpdateLocks = new SimulatedUpdateLocks(this);
        Program = new SimulatedProgram(this);
        Locks = locks = new SimulatedLocks(this, machine.Locks);
    }

    /// <inheritdoc/>
    public Layout Layout => machine.Layout;

    /// <inheritdoc/>
    public Board Board => Layout.Boards[Start.Board.Name];

    /// <inheritdoc/>
    public IDisks Disks { get; }

    /// <inheritdoc/>
    public IFiles Files { get; }

    /// <inheritdoc/>
    public IArchives Archives { get; }

    /// <inheritdoc/>
    public IServices Services { get; }

    /// <inheritdoc/>
    public ICommands Commands { get; }

    /// <inheritdoc/>
    public IImages Images { get; }

    /// <inheritdoc/>
    public IContainers Containers { get; }

    /// <inheritdoc/>
    public IPower Power { get; }

    /// <inheritdoc/>
    public INetwork Network { get; }

    /// <inheritdoc/>
    public IClock Clock { get; }

    /// <inheritdoc/>
    public IProgram Program { get; }

    /// <inheritdoc/>
    public ILocks Locks { get; }

    /// <inheritdoc/>
    public IUpdateLocks UpdateLocks { get; }

    /// <summary>What it was made from.</summary>
    public SimulatedStart Start => machine.Start;

    /// <summary>What it is now; may be kept, and set to go back to a moment that was kept.</summary>
    public DeviceWorld World
    {
        get => machine.World;
        set
        {
            if (halfway is not null) Cut(value);
            else machine.World = value;
        }
    }

    /// <summary>As <see cref="World"/>, but with clocks that may be behind: for calls that look at things, of which there are many between two looks at a whole world.</summary>
    internal DeviceWorld Things
    {
        get => machine.Things;
        set
        {
            if (halfway is not null) Cut(value);
            else machine.Things = value;
        }
    }

    /// <summary>The partition of a name, or null.</summary>
    internal SimulatedPartition? this[string partition] => machine[partition];

    /// <summary>The wall clock.</summary>
    internal DateTimeOffset Now => machine.Now;

    /// <summary>Time since the device was made.</summary>
    internal TimeSpan Elapsed => machine.Elapsed;

    /// <summary>How long calls take.</summary>
    public CallTimes Times { get; init; } = CallTimes.Typical;

    /// <summary>Every call so far, in order.</summary>
    public IReadOnlyList<PortCall> Trace => trace;

    /// <summary>Is told of every call of this process before it does anything, with its number and the world as it is then.</summary>
    internal Action<int, PortCall, DeviceWorld>? Noted { get; set; }

    /// <summary>Whether calls are added to the trace and take time; not while the boot loader works.</summary>
    internal bool IsTraced { get; set; } = true;

    /// <summary>The same device as a second process would open it: what either does, both see, but locks and trace are its own.</summary>
    /// <param name="layout">The layout that the process begins with; the one in force when null.</param>
    public SimulatedDevice Another(Layout? layout = null)
    {
        if (layout is not null) Name(layout);
        return new(machine) { Times = Times };
    }

    /// <inheritdoc/>
    public ValueTask NameAsync(Layout layout, CancellationToken ct)
    {
        Live();
        Name(layout);
        return default;
    }

    /// <summary>Calls everything as a layout calls it.</summary>
    internal void Name(Layout layout) => machine.Things = SimulatedTable.Named(machine.Things, layout, Start);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        machine.Locks.Leave(locks);
        return default;
    }

    /// <summary>Adds a call to the trace and lets its time pass. Every port call goes through here once for each thing that it touches.</summary>
    internal void Note(string call, EffectKind kind, ResourceKind resource, string subject, string path, TimeSpan takes, CancellationToken ct, long written = 0, long fetched = 0)
    {
        var fault = machine.Point >= machine.Watch ? Meet(call, kind, resource, subject, path, ct) : null;
        ct.ThrowIfCancellationRequested();
        if (!IsTraced) return;
        machine.Point++;
        trace.Add(new PortCall(call, kind, resource, subject, path, Elapsed, takes, written, fetched));
        Noted?.Invoke(machine.Point - 1, trace[^1], World);
        Pass(takes);
        if (fault is not null) Fail(fault, ct);
    }

    /// <summary>Puts a partition in the place of the one of its name.</summary>
    internal void Put(SimulatedPartition partition)
    {
        if (halfway is not null) Cut(Things.With(partition));
        else machine.Put(partition);
    }

    /// <summary>Lets time pass.</summary>
    internal void Pass(TimeSpan time) => machine.Passed += time;

    /// <summary>The partition of a path that has a file system.</summary>
    internal SimulatedPartition Mounted(Tried tried) => Mounted(tried.Path.Partition, tried);

    /// <inheritdoc cref="Mounted(string, string)"/>
    internal SimulatedPartition Mounted(string partition, Tried tried) => IsAlive && machine[partition] is { Type: not null } found ? found : Mounted(partition, tried.ToString());

    /// <summary>The partition of a name that has a file system.</summary>
    internal SimulatedPartition Mounted(string partition, string tried)
    {
        Live();
        var found = machine[partition] ?? throw new DeviceException(DeviceFault.NotFound, tried, $"the device has no partition {partition}");
        return found.Type is null ? throw new DeviceException(DeviceFault.Failed, tried, $"{partition} holds no file system") : found;
    }
}
