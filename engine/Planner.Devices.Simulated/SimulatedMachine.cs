using Planner.Devices.Simulated.Faults;
using Planner.Engine.Devices;

namespace Planner.Devices.Simulated;

/// <summary>What all processes on one simulated device share.</summary>
sealed class SimulatedMachine(SimulatedStart start)
{
    SimulatedPartition[] partitions = [.. start.World.Partitions];
    DeviceWorld things = start.World;
    bool isAhead;

    public SimulatedStart Start { get; } = start;

    /// <summary>The world but for its clocks, behind which time has passed.</summary>
    public DeviceWorld Things
    {
        get
        {
            if (isAhead) (things, isAhead) = (things with { Partitions = [.. partitions] }, false);
            return things;
        }

        set
        {
            (things, isAhead) = (value, false);
            if (partitions.Length != value.Partitions.Length) partitions = new SimulatedPartition[value.Partitions.Length];
            value.Partitions.CopyTo(partitions);
        }
    }

    /// <summary>The layout by whose names everything is called.</summary>
    public Layout Layout => things.Layout;

    /// <summary>A partition of <see cref="Things"/>: kept aside, because most calls are about one and few about a whole world.</summary>
    public SimulatedPartition? this[string name]
    {
        get
        {
            foreach (var partition in partitions)
                if (partition.Name == name) return partition;
            return null;
        }
    }

    /// <summary>The wall clock.</summary>
    public DateTimeOffset Now => things.Now + Passed;

    /// <summary>Time since the device was made.</summary>
    public TimeSpan Elapsed => things.Elapsed + Passed;

    /// <summary>Time since the clocks of <see cref="Things"/>: counted aside, because every call takes time and few change a thing.</summary>
    public TimeSpan Passed { get; set; }

    /// <summary>The world with its clocks.</summary>
    public DeviceWorld World
    {
        get
        {
            if (Passed != TimeSpan.Zero) World = Things with { Elapsed = Things.Elapsed + Passed, Now = Things.Now + Passed };
            return Things;
        }
        set => (Things, Passed) = (value, TimeSpan.Zero);
    }

    public LockHolder Locks { get; } = new();

    public FaultSchedule Faults { get; } = new();

    /// <summary>The number of the next call.</summary>
    public int Point { get; set; }

    /// <summary>The first point at which there is more to do than to note the call.</summary>
    public int Watch { get; set; } = int.MaxValue;

    public int Seed { get; set; }

    public bool LeavesAtReboot { get; set; }

    public bool IsOff { get; private set; }

    /// <summary>Which boot this is; processes of another one are gone.</summary>
    public int Boot { get; private set; }

    /// <summary>Puts a partition in the place of the one of its name.</summary>
    public void Put(SimulatedPartition partition)
    {
        partitions[things.IndexOf(partition.Name)] = partition;
        isAhead = true;
    }

    public void CutPower(Fault fault)
    {
        World = PowerLoss.After(World, fault.Variant, Seed);
        (IsOff, Watch) = (true, 0);
    }

    /// <summary>Ends every process.</summary>
    public void GoDown()
    {
        Locks.Process = null;
        Faults.Boot();
        Boot++;
        (IsOff, Watch) = (false, 0);
    }

    /// <summary>Nothing came up.</summary>
    public void StayDown() => (IsOff, Watch) = (true, 0);
}
