using System.Text.Json.Nodes;
using Planner.Engine.Boot;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Makes the next boot use a slot: the commit.</summary>
public sealed record SwitchBoot(StepHeader Header, string Slot) : Step(Header)
{
    static readonly Field<string> SlotField = Field.Needed("slot", FieldTypes.PartitionName, "The slot to boot next.");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "switch-boot", "Makes the next boot use a slot: the commit, in one write. Where the board counts boots, the loader falls back by itself until 'confirm'.",
        [SlotField], SlotField, TimeSpan.FromMinutes(5), new Retry(3, TimeSpan.FromSeconds(5)),
        "the boot variables name that slot", "switches back",
        (header, values) => new SwitchBoot(header, values.Of(SlotField)));

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects => [Effect.Changes(ResourceKind.BootVariables)];

    /// <inheritdoc/>
    public override UndoPolicy Undo => UndoPolicy.Restores;

    /// <inheritdoc/>
    public override string? Switches => Slot;

    /// <inheritdoc/>
    public override string Describe() => $"switch-boot {Slot}";

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct) =>
        context.Kept is not null && await context.Boot.ReadAsync(context.Device.Board, context.Device.Files, ct) is { IsMixed: false } now && now.Slot == context.Slot(Slot) ? Probe.Done : Probe.NotDone;

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        var (board, files) = (context.Device.Board, context.Device.Files);
        var slot = context.Slot(Slot) ?? throw new DeviceException(DeviceFault.Failed, $"switch to {Slot}", "it is no slot");
        await context.ArmAsync(slot, ct);

        // Changes nothing about the next boot, so it needs no undo; and variables that can not be read are not switched.
        await context.Boot.PrepareAsync(board, files, ct);
        await context.KeepAsync(new JsonObject { ["former"] = context.FormerSlot }, ct);
        await context.Boot.SwitchAsync(board, files, slot, counting: true, ct);
    }

    /// <inheritdoc/>
    public override async ValueTask UndoAsync(StepContext context, CancellationToken ct)
    {
        if (context.Kept?["former"]?.GetValue<string>() is not { } former) return;
        var (board, files) = (context.Device.Board, context.Device.Files);
        var now = await context.Boot.ReadAsync(board, files, ct);
        if (!now.Is(former)) await BackAsync(context.Boot, context.Device, former, ct);
    }

    /// <summary>Makes the next boot use the former slot, and the loader count no more.</summary>
    /// <param name="boot">The board's family.</param>
    /// <param name="device">The device.</param>
    /// <param name="former">The slot.</param>
    /// <param name="ct">Ends the call.</param>
    /// <param name="ofProgram">Whether a program of the OS has switched, which leaves the variables in a form of its own.</param>
    internal static async ValueTask BackAsync(IBootFamily boot, IDevice device, string former, CancellationToken ct, bool ofProgram = false)
    {
        if (ofProgram) await boot.PrepareAsync(device.Board, device.Files, ct);
        await boot.SwitchAsync(device.Board, device.Files, former, counting: false, ct);
        await boot.ConfirmAsync(device.Board, device.Files, ct);
    }
}
