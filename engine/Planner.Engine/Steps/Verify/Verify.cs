using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Reads a filled slot anew and compares it with what the steps before put there.</summary>
public sealed record Verify(StepHeader Header, string Slot) : Step(Header)
{
    const int Shown = 10;

    static readonly Field<string> SlotField = Field.Needed("slot", FieldTypes.PartitionName, "The slot to verify.");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "verify", "Mounts a slot anew and compares every name on it (path, type, mode, owner, size, attributes, content) with what the steps before put there.",
        [SlotField], SlotField, TimeSpan.FromHours(1), Retry.Once,
        "never: it is verified again", "nothing to undo",
        (header, values) => new Verify(header, values.Of(SlotField)));

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects => [Effect.Reads(ResourceKind.Partition, PartitionPath.Root(Slot).ToString())];

    /// <inheritdoc/>
    public override UndoPolicy Undo => UndoPolicy.NotNeeded;

    /// <inheritdoc/>
    public override string Describe() => $"verify {Slot}";

    /// <inheritdoc/>
    public override ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct) => new(Probe.NotDone);

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        var partition = context.Partition(Slot);
        var expected = await context.FilledAsync(Slot, ct) ?? throw new DeviceException(DeviceFault.Failed, $"verify {partition}", "no step of this run filled it");
        await context.Device.Disks.RemountAsync(partition, ct);
        var found = await context.Device.Files.ReadTreeAsync(PartitionPath.Root(partition), ct);
        var differences = expected.DifferencesTo(found).Where(line => expected["/"] is not null || !line.StartsWith("/:", StringComparison.Ordinal)).ToList();
        if (differences.Count == 0) return;
        var more = differences.Count > Shown ? $" and {differences.Count - Shown} more" : "";
        throw new DeviceException(DeviceFault.Failed, $"verify {partition}", string.Join("; ", differences.Take(Shown)) + more);
    }
}
