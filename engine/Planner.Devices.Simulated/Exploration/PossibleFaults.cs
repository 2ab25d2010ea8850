using Planner.Devices.Simulated.Faults;
using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>What can go wrong at a call, besides the end of its process.</summary>
static class PossibleFaults
{
    /// <summary>Every fault that can happen at a recorded call.</summary>
    /// <param name="layout">The device's layout.</param>
    /// <param name="point">The call.</param>
    /// <param name="isNewStep">Whether another step works than at the call before.</param>
    internal static IEnumerable<Fault> At(Layout layout, Point point, bool isNewStep)
    {
        if (point.Call is not { } call) yield break;
        foreach (var kind in KindsOf(call))
        {
            yield return new Fault(point.Number, kind);
            yield return new Fault(point.Number, kind) { Persists = true };
            if (kind is not (FaultKind.FailsHalfway or FaultKind.NoSpace)) continue;
            yield return new Fault(point.Number, kind) { Variant = 1 };
            yield return new Fault(point.Number, kind) { Variant = 1, Persists = true };
        }

        // A long call may take Planner down whenever it is tried.
        if (call.Call is "containers.pull" or "disks.format" or "images.fetch" or "network.fetch" || FillsSlot(layout, call)) yield return new Fault(point.Number, FaultKind.Killed) { Persists = true };
        if (FillsSlot(layout, call) || call is { Call: "archives.pack" or "archives.unpack" or "images.fetch" or "network.fetch", Kind: not EffectKind.Reads }) yield return new Fault(point.Number, FaultKind.WritesWrongly);
        if (call.Resource is ResourceKind.Engine or ResourceKind.Containers && call.Call.StartsWith("containers.", StringComparison.Ordinal)) yield return new Fault(point.Number, FaultKind.EngineDies);
        if (call.Resource == ResourceKind.Network) yield return new Fault(point.Number, FaultKind.RegistryVanishes);
        if (call.Call == "power.reboot")
        {
            yield return new Fault(point.Number, FaultKind.NewOsDoesNotBoot);
            yield return new Fault(point.Number, FaultKind.NewOsUnhealthy);
        }

        if (!isNewStep) yield break;
        yield return new Fault(point.Number, FaultKind.ClockJumps);
        yield return new Fault(point.Number, FaultKind.ClockJumps) { Variant = 1 };
    }

    /// <summary>Whether a call changes something bit by bit, so that it can be half done.</summary>
    internal static bool HasHalves(PortCall call) => call.Kind != EffectKind.Reads && call.Resource is ResourceKind.Partition or ResourceKind.Engine or ResourceKind.Table;

    /// <summary>Whether a call fills a slot, which is the one place that is read back before it is used.</summary>
    static bool FillsSlot(Layout layout, PortCall call) => call.Call is "images.export" or "images.stream" or "files.copy" && layout.Slots.Values.Contains(call.Partition);

    static IEnumerable<FaultKind> KindsOf(PortCall call)
    {
        var isFile = call.Call.StartsWith("files.", StringComparison.Ordinal);

        // A file is read and written by the kernel: it fails with an error of the disk. Everything else is a program or a peer, which can also hang.
        yield return isFile ? FaultKind.IoError : FaultKind.Fails;
        if (!isFile) yield return FaultKind.Hangs;
        if (!HasHalves(call)) yield break;
        yield return FaultKind.FailsHalfway;
        if (NeedsSpace(call)) yield return FaultKind.NoSpace;
    }

    static bool NeedsSpace(PortCall call) =>
        call.Call is "files.write" or "files.append" or "files.copy" or "files.make-folder" or "images.export" or "images.stream" or "archives.pack" or "archives.unpack" or "containers.pull" or "images.fetch" or "network.fetch";
}
