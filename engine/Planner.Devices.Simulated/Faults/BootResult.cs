namespace Planner.Devices.Simulated.Faults;

/// <summary>What came of switching a device on.</summary>
/// <param name="Slot">The slot that runs now; null when nothing comes up, however often it is switched on.</param>
/// <param name="Reason">Why the last start failed; null when none did.</param>
/// <param name="Starts">How often the loader ran: each start but the last one was ended by a watchdog or by its user.</param>
public sealed record BootResult(string? Slot, string? Reason, int Starts);
