using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <summary>Boots as the board's family says.</summary>
sealed class SimulatedPower(SimulatedDevice device) : IPower
{
    public ValueTask<string?> RunningSlotAsync(CancellationToken ct)
    {
        device.Note("power.running-slot", EffectKind.Reads, ResourceKind.System, "", "", device.Times.Look, ct);
        return new(device.Things.Running);
    }

    public ValueTask<string> BootIdAsync(CancellationToken ct)
    {
        device.Note("power.boot-id", EffectKind.Reads, ResourceKind.System, "", "", device.Times.Look, ct);
        return new($"boot-{device.Things.Boots}");
    }

    public ValueTask<RebootResult> RebootAsync(CancellationToken ct) => BootAsync(DownBy.Asked, ct);

    public ValueTask<RebootResult> InsistAsync(RebootForce force, CancellationToken ct) => BootAsync(force == RebootForce.Forced ? DownBy.Forced : DownBy.Kernel, ct);

    async ValueTask<RebootResult> BootAsync(DownBy by, CancellationToken ct)
    {
        const string tried = "boot";
        if (device.Start.State.GoesDown is not { } needed || by < needed)
        {
            device.Note("power.ask", EffectKind.Changes, ResourceKind.System, "", "", device.Times.Look, ct);
            return RebootResult.Asked;
        }

        device.Note("power.reboot", EffectKind.Changes, ResourceKind.System, "", "", device.Times.Boot, ct);
        if (device.LeavesAtReboot) return RebootResult.Leaving;
        device.EndStayingFaults();
        var result = await new PowerOn(device).GoAsync(ct);
        return result.Slot is null ? throw new DeviceException(DeviceFault.Failed, tried, result.Reason!) : RebootResult.Booted;
    }
}
