using Planner.Devices.Simulated.Faults;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>Faults in words.</summary>
public static class FaultText
{
    /// <summary>What goes wrong.</summary>
    public static string Of(Fault fault) => Of(fault.Kind) + Way(fault) + (fault.Persists ? fault.EndsProcess ? ", and again at every try" : ", and again at every try until the next boot" : "");

    /// <summary>What goes wrong, of a kind of fault.</summary>
    public static string Of(FaultKind kind) => kind switch
    {
        FaultKind.Fails => "it fails",
        FaultKind.FailsHalfway => "it fails halfway",
        FaultKind.NoSpace => "the disk is full",
        FaultKind.IoError => "the disk answers with an I/O error",
        FaultKind.Hangs => "it hangs until its time is over",
        FaultKind.Killed => "Planner is killed before it",
        FaultKind.KilledDuring => "Planner is killed while it is half done",
        FaultKind.PowerLost => "the power is cut before it",
        FaultKind.PowerLostDuring => "the power is cut while it is half done",
        FaultKind.RegistryVanishes => "from here on nothing on the network answers",
        FaultKind.ClockJumps => "the clock jumps by ten years",
        FaultKind.NewOsDoesNotBoot => "the new OS does not boot",
        FaultKind.NewOsUnhealthy => "the services of the new OS do not start",
        FaultKind.EngineDies => "from here on the container engine does not answer until it is started",
        FaultKind.WritesWrongly => "the disk holds something else than what was written, and nothing tells",
        _ => kind.ToString(),
    };

    static string Way(Fault fault) => fault switch
    {
        { CutsPower: true, Variant: 0 } => ", and all writes were on the disk",
        { CutsPower: true, Variant: 1 } => ", and no write since the last flush was on the disk",
        { CutsPower: true } => $", and some writes were lost (way {fault.Variant})",
        { Kind: FaultKind.FailsHalfway, Variant: 1 } => " (all of it is done)",
        { Kind: FaultKind.NoSpace, Variant: 1 } => " (a part is written)",
        { Kind: FaultKind.ClockJumps } => fault.Variant == 0 ? " forward" : " back",
        _ => "",
    };
}
