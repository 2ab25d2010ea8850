using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Boots anew once no application holds an update lock; the run goes on after it.</summary>
/// <param name="Header">What every step may say.</param>
/// <param name="WaitForLocks">How long applications may hold the device from booting.</param>
public sealed record Reboot(StepHeader Header, TimeSpan WaitForLocks) : Step(Header)
{
    internal const string BootIdKey = "boot-id";

    static readonly Field<TimeSpan> WaitField = ApplicationLocks.WaitField("the run fails and is undone. Measured anew when the run is taken up again.");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "reboot", "Waits until no application holds an update lock, then boots anew; the run goes on after it. When the old OS comes up instead of the new one, the run has failed.",
        [WaitField], null, TimeSpan.FromHours(2), Retry.Once,
        "the device has booted since the step began", "nothing to undo",
        (header, values) => new Reboot(header, values.Or(WaitField, ApplicationLocks.UsualWait)));

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects => [Effect.Changes(ResourceKind.System)];

    /// <inheritdoc/>
    public override UndoPolicy Undo => UndoPolicy.NotNeeded;

    /// <inheritdoc/>
    public override string Describe() => "reboot";

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct)
    {
        // A power cut behind the switch boots the new OS too.
        var hasBooted = context.Kept?[BootIdKey]?.GetValue<string>() is { } former && former != await context.Device.Power.BootIdAsync(ct);
        if (!hasBooted && await context.Device.Power.RunningSlotAsync(ct) == context.FormerSlot) return Probe.NotDone;
        await RequireSwitchedSlotAsync(context, ct);
        return Probe.Done;
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        // Before the wait: the power may be cut in it, and that is a boot too.
        await context.KeepAsync(new JsonObject { [BootIdKey] = await context.Device.Power.BootIdAsync(ct) }, ct);
        if (await GoAsync(context, WaitForLocks, ct) == RebootResult.Booted) await RequireSwitchedSlotAsync(context, ct);
    }

    /// <summary>Waits for the update locks of applications, then boots.</summary>
    /// <param name="context">The step's context.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="ct">Ends the call.</param>
    internal static async ValueTask<RebootResult> GoAsync(StepContext context, TimeSpan limit, CancellationToken ct)
    {
        // Whoever boots the device in the place of this run asks the applications too, or not.
        if (context.BootsItself) await ApplicationLocks.WaitAsync(context, limit, "reboot", RunStatus.RebootLocked, ct);
        var result = RebootResult.Asked;
        try
        {
            return result = await context.RebootAsync(ct);
        }
        finally
        {
            // A device that goes down keeps them, so that no application begins something meanwhile.
            if (result != RebootResult.Leaving) await context.Device.UpdateLocks.ReleaseAsync(CancellationToken.None);
        }
    }

    static async ValueTask RequireSwitchedSlotAsync(StepContext context, CancellationToken ct)
    {
        var running = await context.Device.Power.RunningSlotAsync(ct);
        var named = (await context.Boot.ReadAsync(context.Device.Board, context.Device.Files, ct)).Slot;
        if (running != named) throw new DeviceException(DeviceFault.Failed, $"boot slot {named}", running is null ? "no slot came up" : $"slot {running} came up");
    }
}
