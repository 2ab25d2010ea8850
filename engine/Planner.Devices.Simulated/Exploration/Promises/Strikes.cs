namespace Planner.Devices.Simulated.Exploration.Promises;

/// <summary>The moments at which something has struck a device since its boot files were last found whole under what boots: nothing else excuses a state that a board declares as exposed.</summary>
sealed class Strikes
{
    readonly List<DeviceWorld> moments = [];

    /// <summary>The device at each of them: when a call had failed, or as the end of a process or of the power has left it.</summary>
    internal IReadOnlyList<DeviceWorld> Moments => moments;

    /// <summary>The device where the journey began, or null: what struck before was judged then.</summary>
    internal DeviceWorld? Begun { get; private set; }

    /// <summary>Whether the power was cut.</summary>
    internal bool HasCutPower { get; private set; }

    /// <summary>A journey begins.</summary>
    internal void Begin(DeviceWorld world) => moments.Add(Begun = world);

    /// <summary>Something has struck.</summary>
    internal void Add(DeviceWorld world, bool cutsPower = false)
    {
        moments.Add(world);
        HasCutPower |= cutsPower;
    }

    /// <summary>The boot files are whole.</summary>
    internal void Clear()
    {
        moments.Clear();
        (Begun, HasCutPower) = (null, false);
    }
}
