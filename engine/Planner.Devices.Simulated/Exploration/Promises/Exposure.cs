namespace Planner.Devices.Simulated.Exploration.Promises;

/// <summary>Reasons for which a device may be exposed; there are no others. All but one are of its board, which declares them.</summary>
static class Exposure
{
    internal const string OtherKernel = "boot files and root are of two releases";

    internal const string Mixed = "boot files that belong together are of two releases";

    internal const string Lost = "a boot file was lost when it was renamed";

    internal const string Idle = "what a run stored lies idle: until the device boots it can be neither taken away nor called at that boot";

    internal const string NoFallback = "the new OS does not boot, and the loader does not fall back";
}
