using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Brings a device that runs from another slot onto one slot: its root is copied there and compared, the boot is switched, the device boots, and the run goes on.</summary>
/// <param name="Header">What every step may say.</param>
/// <param name="To">The slot that is to run.</param>
/// <param name="WaitForLocks">How long applications may hold the device from booting.</param>
public sealed record Relocate(StepHeader Header, string To, TimeSpan WaitForLocks) : Step(Header)
{
    /// <summary>The kind's name.</summary>
    internal const string Name = "relocate";

    /// <summary>The slot that ran before, in what the step keeps.</summary>
    internal const string FormerKey = "former";

    /// <summary>The slot that runs after it, among its outputs.</summary>
    internal const string SlotOutput = "slot";

    const string BootIdKey = "boot-id";
    const string RunningKey = "running";
    const int MostTold = 5;

    static readonly TimeSpan HealthLimit = TimeSpan.FromMinutes(10);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    static readonly Field<string> ToField = Field.Needed("to", FieldTypes.PartitionName, "The slot that is to run, by the name of its partition, like 'root'. What it holds is given up: it is the root that does not run.");
    static readonly Field<TimeSpan> WaitField = ApplicationLocks.WaitField("the step fails.");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        Name, "Where another slot runs than the one named: formats that one, copies the running root there with everything that its file system keeps, compares the two file by file, switches the boot, boots, waits until the services run that ran before the run, and goes on there. Where that slot runs already, nothing happens.",
        [ToField, WaitField], ToField, TimeSpan.FromHours(4), new Retry(3, TimeSpan.FromSeconds(10)),
        "that slot runs", "switches back and boots the slot that ran before, until a later step has begun to write there: from then on the device stays where it is, on a root that is the same file by file",
        (header, values) => new Relocate(header, values.Of(ToField), values.Or(WaitField, ApplicationLocks.UsualWait)))
    {
        Outputs = [SlotOutput],
    };

    /// <summary>The longest that it waits beside its work.</summary>
    internal TimeSpan LongestWait => WaitForLocks + HealthLimit;

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects =>
    [
        Effect.Reads(ResourceKind.Partition, PartitionPath.Root(Roles.Active).ToString()), Effect.Erases(ResourceKind.Partition, PartitionPath.Root(To).ToString()),
        Effect.Changes(ResourceKind.BootVariables), Effect.Changes(ResourceKind.System),
    ];

    /// <inheritdoc/>
    public override UndoPolicy Undo => UndoPolicy.Restores;

    /// <inheritdoc/>
    public override string Describe() => $"relocate to {To}";

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<SpaceNeed>> SpaceAsync(StepContext context, CancellationToken ct)
    {
        var (slot, running) = (SlotOf(context), await context.Device.Power.RunningSlotAsync(ct));
        if (running is null || running == slot) return [];
        var used = (await context.Device.Disks.LookAsync(context.Device.Layout.Slots[running], ct))?.Used ?? 0;
        return [new SpaceNeed(context.Device.Layout.Slots[slot], used, Lasting: true, "a copy of the running root", Whole: true)];
    }

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct)
    {
        var slot = SlotOf(context);
        context.Outputs[SlotOutput] = slot;
        return context.Kept is null && await context.Device.Power.RunningSlotAsync(ct) == slot ? Probe.Done : Probe.NotDone;
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        var (slot, power) = (SlotOf(context), context.Device.Power);
        var former = await power.RunningSlotAsync(ct) ?? throw new DeviceException(DeviceFault.Failed, Describe(), "it is not known which slot runs");
        if (former != slot)
        {
            // What is switched to was copied and compared before.
            var named = await context.Boot.ReadAsync(context.Device.Board, context.Device.Files, ct);
            if (context.Kept is null || named.Slot != slot) await CopyAndSwitchAsync(context, former, slot, ct);
            else if (context.Kept[BootIdKey]?.GetValue<string>() != await power.BootIdAsync(ct)) throw new DeviceException(DeviceFault.Failed, $"boot slot {slot}", $"slot {former} came up");
            else if (named.IsMixed) await context.Boot.SwitchAsync(context.Device.Board, context.Device.Files, slot, counting: true, ct);
            if (await Reboot.GoAsync(context, WaitForLocks, ct) != RebootResult.Booted) return;
            if (await power.RunningSlotAsync(ct) is var running && running != slot) throw new DeviceException(DeviceFault.Failed, $"boot slot {slot}", running is null ? "no slot came up" : $"slot {running} came up");
        }

        await WaitUntilHealthyAsync(context, ct);
        await context.Boot.ConfirmAsync(context.Device.Board, context.Device.Files, ct);
        await context.DoAgainAsync(ct);
    }

    /// <inheritdoc/>
    public override async ValueTask UndoAsync(StepContext context, CancellationToken ct)
    {
        if (SlotAfterUndo(context) is not { } former) return;
        var now = await context.Boot.ReadAsync(context.Device.Board, context.Device.Files, ct);
        if (!now.Is(former)) await SwitchBoot.BackAsync(context.Boot, context.Device, former, ct);
    }

    /// <summary>The slot that is to run when the step is taken back; null where that changes nothing: it has not switched, or there is no way back any more because the root that it left is written over.</summary>
    internal static string? SlotAfterUndo(StepContext context) =>
        context.Kept?[FormerKey]?.GetValue<string>() is { } former && !context.IsWrittenSince(context.Device.Layout.Slots[former]) ? former : null;

    async ValueTask CopyAndSwitchAsync(StepContext context, string former, string slot, CancellationToken ct)
    {
        var (device, slots) = (context.Device, context.Device.Layout.Slots);
        var (from, to) = (PartitionPath.Root(slots[former]), PartitionPath.Root(slots[slot]));
        await Mkfs.RefuseWhatIsInUseAsync(context, to.Partition, ct);
        var planned = device.Layout.Partitions[to.Partition];
        await device.Disks.FormatAsync(to.Partition, new FileSystem(planned.Type, planned.Label, Mkfs.UuidOf(context, Header)), ct);
        await device.Files.CopyAsync(from, to, ct);
        await device.Files.FlushAllAsync(to.Partition, ct);

        // What was written is not what the system remembers of it: it is read from the disk.
        await device.Disks.RemountAsync(to.Partition, ct);
        var differences = (await device.Files.ReadTreeAsync(from, ct)).DifferencesTo(await device.Files.ReadTreeAsync(to, ct)).Take(MostTold).ToList();
        if (differences.Count > 0) throw new DeviceException(DeviceFault.Failed, $"compare {to} with {from}", string.Join("; ", differences));
        await context.ArmAsync(slot, ct);

        // Changes nothing about the next boot, so it needs no undo; and variables that can not be read are not switched.
        await context.Boot.PrepareAsync(device.Board, device.Files, ct);
        await context.KeepAsync(new JsonObject { [FormerKey] = former, [BootIdKey] = await device.Power.BootIdAsync(ct), [RunningKey] = await ExpectedUnitsAsync(context, ct) }, ct);
        await context.Boot.SwitchAsync(device.Board, device.Files, slot, counting: true, ct);
    }

    static async ValueTask<JsonArray> RunningUnitsAsync(IDevice device, CancellationToken ct)
    {
        var running = new JsonArray();
        foreach (var service in device.Layout.Services.Keys)
            foreach (var unit in await device.Services.LookAsync(service, ct))
                if (unit.Running) running.Add((JsonNode)$"{service} {unit.Unit}");
        return running;
    }

    /// <summary>What must run after the boot: all that runs now, and what the run itself has stopped.</summary>
    static async ValueTask<JsonArray> ExpectedUnitsAsync(StepContext context, CancellationToken ct)
    {
        var running = (await RunningUnitsAsync(context.Device, ct)).Select(unit => unit!.GetValue<string>());
        var stopped = context.Earlier<StopService>().SelectMany(earlier => ServiceUnits.Remembered(earlier.Context).Select(unit => $"{earlier.Step.Service} {unit}"));
        return new JsonArray([.. running.Union(stopped).Select(unit => (JsonNode)unit)]);
    }

    /// <summary>A copy that boots and does not work is left again.</summary>
    static async ValueTask WaitUntilHealthyAsync(StepContext context, CancellationToken ct)
    {
        var expected = (context.Kept?[RunningKey] as JsonArray ?? []).Select(unit => unit!.GetValue<string>()).ToList();
        var clock = context.Device.Clock;
        for (var began = clock.Elapsed; ;)
        {
            var running = await RunningUnitsAsync(context.Device, ct);
            var missing = expected.Except(running.Select(unit => unit!.GetValue<string>())).ToList();
            if (missing.Count == 0) return;
            if (clock.Elapsed - began >= HealthLimit) throw new DeviceException(DeviceFault.TimedOut, "wait for the services on the new slot", $"not running: {string.Join(", ", missing)}");
            await clock.DelayAsync(Pause, ct);
        }
    }

    string SlotOf(StepContext context) => context.Slot(To) ?? throw new DeviceException(DeviceFault.Failed, Describe(), "it is no slot");
}
