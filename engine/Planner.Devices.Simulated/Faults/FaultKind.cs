namespace Planner.Devices.Simulated.Faults;

/// <summary>What can go wrong at a call.</summary>
public enum FaultKind
{
    /// <summary>The call fails before it has done anything.</summary>
    Fails,

    /// <summary>The call does half its work and fails; as variant 1 it does all of it and fails all the same.</summary>
    FailsHalfway,

    /// <summary>The disk is full: nothing is written; as variant 1 half of it is. Only for calls that need space.</summary>
    NoSpace,

    /// <summary>The disk answers with an I/O error (EIO).</summary>
    IoError,

    /// <summary>The call never ends by itself.</summary>
    Hangs,

    /// <summary>The process is killed before the call.</summary>
    Killed,

    /// <summary>The process is killed when the call is half done.</summary>
    KilledDuring,

    /// <summary>The power is cut before the call; the variant says what of the pending writes is left.</summary>
    PowerLost,

    /// <summary>The power is cut when the call is half done; the variant says what of the pending writes is left.</summary>
    PowerLostDuring,

    /// <summary>From the call on nothing on the network answers.</summary>
    RegistryVanishes,

    /// <summary>The wall clock jumps forward by ten years, as variant 1 backward.</summary>
    ClockJumps,

    /// <summary>From the call on no slot but the first one comes up.</summary>
    NewOsDoesNotBoot,

    /// <summary>From the call on no service of the layout starts on any slot but the first one.</summary>
    NewOsUnhealthy,

    /// <summary>The call does its work, but a file holds something else afterwards than what was written, and nothing tells.</summary>
    WritesWrongly,

    /// <summary>From the call on the container engine does not answer, until it is started or the device boots.</summary>
    EngineDies,
}
