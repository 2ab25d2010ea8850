namespace Planner.Devices.Simulated.Faults;

/// <summary>One way in which a power cut may leave a device.</summary>
public sealed class PowerLossVariant
{
    readonly Lazy<DeviceWorld> world;

    internal PowerLossVariant(string name, Func<DeviceWorld> make)
    {
        Name = name;
        world = new(make, LazyThreadSafetyMode.ExecutionAndPublication);
    }

    /// <summary>What became of the pending writes, for people: <c>lost: boot:/start.elf</c>.</summary>
    public string Name { get; }

    /// <summary>What is left.</summary>
    public DeviceWorld World => world.Value;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
