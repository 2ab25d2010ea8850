namespace Planner.Engine.Devices;

/// <summary>What runs now, and how to boot anew.</summary>
public interface IPower
{
    /// <summary>The layout's slot whose root runs now, or null when the root is no slot of the layout.</summary>
    ValueTask<string?> RunningSlotAsync(CancellationToken ct);

    /// <summary>An id that is new after every boot.</summary>
    ValueTask<string> BootIdAsync(CancellationToken ct);

    /// <summary>Asks the init system for a boot. A real device answers <see cref="RebootResult.Asked"/> and ends this process when it goes down; a bench and a simulated device apply the board's boot family and go on from the slot that it starts (<see cref="RebootResult.Booted"/>).</summary>
    ValueTask<RebootResult> RebootAsync(CancellationToken ct);

    /// <summary>Asks harder, when a device that was asked does not go down. What runs is not asked to end first.</summary>
    ValueTask<RebootResult> InsistAsync(RebootForce force, CancellationToken ct);
}

/// <summary>How hard a boot is asked for.</summary>
public enum RebootForce
{
    /// <summary>The init system boots without ending the services first; it still writes everything out.</summary>
    Forced,

    /// <summary>The kernel writes everything out and boots at once.</summary>
    Kernel,
}

/// <summary>What came of asking for a reboot.</summary>
public enum RebootResult
{
    /// <summary>The device goes down now; the run goes on after the boot, in another process.</summary>
    Leaving,

    /// <summary>The device has booted; the run goes on here.</summary>
    Booted,

    /// <summary>The device was asked, and has not gone down yet.</summary>
    Asked,
}
