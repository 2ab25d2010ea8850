namespace Planner.Engine.Devices;

/// <summary>What runs now, and how to boot anew.</summary>
public interface IPower
{
    /// <summary>The layout's slot whose root runs now, or null when the root is no slot of the layout.</summary>
    ValueTask<string?> RunningSlotAsync(CancellationToken ct);

    /// <summary>An id that is new after every boot.</summary>
    ValueTask<string> BootIdAsync(CancellationToken ct);

    /// <summary>Boots anew. A real device ends this process (<see cref="RebootResult.Leaving"/>); a bench and a simulated device apply the board's boot family and go on from the slot that it starts (<see cref="RebootResult.Booted"/>).</summary>
    ValueTask<RebootResult> RebootAsync(CancellationToken ct);
}

/// <summary>What came of asking for a reboot.</summary>
public enum RebootResult
{
    /// <summary>The device goes down now; the run goes on after the boot, in another process.</summary>
    Leaving,

    /// <summary>The device has booted; the run goes on here.</summary>
    Booted,
}
