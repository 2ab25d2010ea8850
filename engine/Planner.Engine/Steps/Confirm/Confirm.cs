using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Engine.Steps;

/// <summary>Marks the running OS good.</summary>
public sealed record Confirm(StepHeader Header) : Step(Header)
{
    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "confirm", "Marks the new OS good and clears the loader's counters; there is no way back.",
        [], null, TimeSpan.FromMinutes(5), new Retry(5, TimeSpan.FromSeconds(5)),
        "the counters are clear", "impossible: the update is over",
        (header, _) => new Confirm(header));

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects => [Effect.Changes(ResourceKind.BootVariables)];

    /// <inheritdoc/>
    public override UndoPolicy Undo => UndoPolicy.Impossible;

    /// <inheritdoc/>
    public override string Describe() => "confirm";

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct) =>
        await context.Boot.ReadAsync(context.Device.Board, context.Device.Files, ct) is { Counting: false, Count: 0, IsMixed: false } ? Probe.Done : Probe.NotDone;

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        var running = await context.Device.Power.RunningSlotAsync(ct);
        var named = (await context.Boot.ReadAsync(context.Device.Board, context.Device.Files, ct)).Slot;
        if (running != named) throw new DeviceException(DeviceFault.Failed, $"confirm slot {running}", $"the boot variables name slot {named}");
        await context.Boot.ConfirmAsync(context.Device.Board, context.Device.Files, ct);
    }
}
