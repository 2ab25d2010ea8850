using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Engine.Steps;

/// <summary>Boots anew; the run goes on after it.</summary>
public sealed record Reboot(StepHeader Header) : Step(Header)
{
    internal const string BootIdKey = "boot-id";

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "reboot", "Boots anew; the run goes on after it. When the old OS comes up instead of the new one, the run has failed.",
        [], null, TimeSpan.FromMinutes(30), Retry.Once,
        "the device has booted since the step began", "nothing to undo",
        (header, _) => new Reboot(header));

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
        await context.KeepAsync(new JsonObject { [BootIdKey] = await context.Device.Power.BootIdAsync(ct) }, ct);
        if (await context.RebootAsync(ct) == RebootResult.Booted) await RequireSwitchedSlotAsync(context, ct);
    }

    static async ValueTask RequireSwitchedSlotAsync(StepContext context, CancellationToken ct)
    {
        var running = await context.Device.Power.RunningSlotAsync(ct);
        var named = (await context.Boot.ReadAsync(context.Device.Board, context.Device.Files, ct)).Slot;
        if (running != named) throw new DeviceException(DeviceFault.Failed, $"boot slot {named}", running is null ? "no slot came up" : $"slot {running} came up");
    }
}
