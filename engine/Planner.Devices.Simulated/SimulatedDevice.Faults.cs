using Planner.Devices.Simulated.Faults;
using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <content>What goes wrong: faults strike where a call is noted, and where it changes the world.</content>
public sealed partial class SimulatedDevice
{
    static readonly TimeSpan UntilGivenUp = TimeSpan.FromMinutes(30);

    readonly int boot;
    InterruptedException? ended;
    Fault? halfway;
    string halfwayCall = "";

    /// <summary>The number of the next call, counted through all processes and boots of the device; may be set together with <see cref="World"/>.</summary>
    public int Point
    {
        get => machine.Point;
        set => machine.Point = value;
    }

    /// <summary>Faults still to strike, by point. Setting them forgets those before.</summary>
    public IReadOnlyList<Fault> Faults
    {
        get => machine.Faults.Pending;
        set
        {
            machine.Faults.Plan(value);
            if (machine.Watch != 0) machine.Watch = machine.Faults.Pending.IsEmpty ? int.MaxValue : machine.Faults.Pending[0].Point;
        }
    }

    /// <summary>Faults that have struck, in order. One whose call did nothing that it could spoil has not.</summary>
    public IReadOnlyList<Fault> Struck => machine.Faults.Struck;

    /// <summary>Is told of every call of this process that fails, with the world as it is then.</summary>
    internal Action<DeviceWorld>? Failing { get; set; }

    /// <summary>Decides the mixtures of pending writes that a power cut leaves.</summary>
    public int Seed
    {
        get => machine.Seed;
        set => machine.Seed = value;
    }

    /// <summary>Whether a reboot ends the process, as on a real machine: <see cref="BootAsync"/> is what follows.</summary>
    public bool LeavesAtReboot
    {
        get => machine.LeavesAtReboot;
        set => machine.LeavesAtReboot = value;
    }

    /// <summary>Whether this process still runs.</summary>
    public bool IsAlive => ended is null && !machine.IsOff && machine.Boot == boot;

    /// <summary>Goes down where it still runs, and is switched on: every process of before is gone, <see cref="Another"/> is the first of the new boot.</summary>
    public async ValueTask<BootResult> BootAsync(CancellationToken ct)
    {
        machine.GoDown();
        var loader = Another();
        loader.Pass(Times.Boot);
        var result = await new PowerOn(loader).GoAsync(ct);
        if (result.Slot is null) machine.StayDown();
        return result;
    }

    /// <summary>Ends the call of a process that is no more.</summary>
    internal void Live()
    {
        if (!IsAlive) throw ended ??= new InterruptedException(null, machine.IsOff ? "the device is off" : "the device has booted since");
    }

    /// <summary>Whether a call on something in a folder would fail again.</summary>
    internal bool StaysBroken(PartitionPath folder) => machine.Faults.StaysIn(folder);

    /// <summary>How many calls go on failing until the next boot.</summary>
    internal int StayingFailures => machine.Faults.StayingFailures;

    /// <summary>What stayed broken is whole after a boot.</summary>
    internal void EndStayingFaults() => machine.Faults.Boot();

    /// <summary>Whether calls may still meet a fault.</summary>
    internal bool MayMeetFaults => machine.Watch != int.MaxValue;

    /// <summary>Lets the faults of this point strike; gives the one that the call fails with.</summary>
    Fault? Meet(string call, EffectKind kind, ResourceKind resource, string subject, string path, CancellationToken ct)
    {
        Live();
        if (!IsTraced) return null;
        ct.ThrowIfCancellationRequested();
        if (halfway is { EndsProcess: true } open) End(open);
        halfway = null;
        var hasHalves = kind != EffectKind.Reads && resource is ResourceKind.Partition or ResourceKind.Engine or ResourceKind.Table;
        while (machine.Faults.Take(machine.Point) is { } fault)
        {
            if (fault.EndsProcess && fault.Persists) machine.Faults.Stay(fault, call, subject, path);
            if (fault.EndsProcess && !(fault.IsHalfway && hasHalves)) End(fault);
            if (fault.Kind == FaultKind.NoSpace && (kind != EffectKind.Changes || !Fault.NeedsSpace(call))) continue;
            if (Changed(World, fault) is { } changed)
            {
                machine.Faults.Strike(fault);
                machine.World = changed;
                continue;
            }

            if (fault.Persists) machine.Faults.Stay(fault, call, subject, path);
            return Fails(fault, call, hasHalves);
        }

        return machine.Faults.Staying(call, subject, path) is { } staying ? Fails(staying, call, hasHalves) : null;
    }

    /// <summary>The fault that the call fails with at once, or null when it shall get halfway.</summary>
    Fault? Fails(Fault fault, string call, bool hasHalves)
    {
        machine.Watch = 0;
        if (fault is { EndsProcess: true, IsHalfway: false }) End(fault);
        if (!fault.IsHalfway || !hasHalves) return fault;
        (halfway, halfwayCall) = (fault, call);
        return null;
    }

    /// <summary>Fails the call that was noted last.</summary>
    void Fail(Fault fault, CancellationToken ct)
    {
        machine.Faults.Strike(fault);
        Failing?.Invoke(World);
        if (fault.Kind == FaultKind.Hangs)
        {
            if (((SimulatedClock)Clock).TryHang(ct)) throw new OperationCanceledException(ct);
            Pass(UntilGivenUp);
        }

        throw Failure(fault);
    }

    DeviceException Failure(Fault fault)
    {
        var call = trace[^1];
        var tried = $"{call.Call[(call.Call.IndexOf('.', StringComparison.Ordinal) + 1)..]} {call.Name}".TrimEnd();
        return fault.Kind switch
        {
            FaultKind.Hangs => new(DeviceFault.TimedOut, tried, $"it did not end within {UntilGivenUp}"),
            FaultKind.NoSpace => new(DeviceFault.NoSpace, tried, "no space left on the partition"),
            FaultKind.IoError => new(DeviceFault.BadDisk, tried, "input/output error"),
            _ when call.Resource == ResourceKind.Network => new(DeviceFault.Unreachable, tried, "the connection was closed"),
            FaultKind.FailsHalfway => new(DeviceFault.Failed, tried, "it failed on its way"),
            _ => new(DeviceFault.Failed, tried, "it failed"),
        };
    }

    /// <summary>Takes over of a change what the fault lets come to pass.</summary>
    void Cut(DeviceWorld whole)
    {
        var fault = halfway!;
        halfway = null;
        if (fault.Kind == FaultKind.WritesWrongly)
        {
            machine.World = WrongWrite.Of(machine.World, whole);
            machine.Faults.Strike(fault);
            return;
        }

        var isWhole = fault is { Kind: FaultKind.FailsHalfway, Variant: 1 };
        machine.Things = isWhole ? whole : Halfway.Between(machine.Things, whole, halfwayCall == "files.overwrite");
        if (fault.EndsProcess) End(fault);
        machine.Faults.Strike(fault);
        Failing?.Invoke(World);
        throw Failure(fault);
    }

    void End(Fault fault)
    {
        machine.Faults.Strike(fault);
        halfway = null;
        if (fault.CutsPower) machine.CutPower(fault);
        else machine.Locks.Leave(locks);
        throw ended = new InterruptedException(fault, fault.CutsPower ? "the power was cut" : "the process was killed");
    }

    static DeviceWorld? Changed(DeviceWorld world, Fault fault) => fault.Kind switch
    {
        FaultKind.RegistryVanishes => world with { Online = false },
        FaultKind.ClockJumps => world with { Now = world.Now.AddYears(fault.Variant == 0 ? 10 : -10) },
        FaultKind.NewOsDoesNotBoot => world with { NewOsBoots = false },
        FaultKind.EngineDies => world with { EngineReady = false },
        FaultKind.NewOsUnhealthy => world with { NewOsIsHealthy = false },
        _ => null,
    };
}
