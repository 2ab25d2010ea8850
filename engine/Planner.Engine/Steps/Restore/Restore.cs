using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Unpacks an archive that <see cref="Backup"/> made, and shows that the folder is the archive.</summary>
public sealed record Restore(StepHeader Header, PartitionPath From, PartitionPath To) : Step(Header)
{
    static readonly Field<PartitionPath> FromField = Field.Needed("from", FieldTypes.File, "The archive, like 'updt:/resin-data.tar.gz'.");
    static readonly Field<PartitionPath> ToField = Field.Needed("to", FieldTypes.File, "The folder that gets what it holds, like 'data:/resin-data'.");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "restore", "Unpacks an archive of 'backup' into a folder, and compares the folder, read anew, with the archive entry by entry. The archive stays.",
        [FromField, ToField], null, TimeSpan.FromHours(2), new Retry(3, TimeSpan.FromSeconds(10)),
        "the folder is what the archive holds", "none: it puts back what a step beyond the point of no return erased",
        (header, values) => new Restore(header, values.Of(FromField), values.Of(ToField)));

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects => [Effect.Reads(ResourceKind.Partition, From.ToString()), Effect.Changes(ResourceKind.Partition, To.ToString())];

    /// <inheritdoc/>
    public override UndoPolicy Undo => UndoPolicy.Impossible;

    /// <inheritdoc/>
    public override string Describe() => $"restore {To} from {From}";

    /// <summary>What the archive will hold is what the folder holds now: its backup has measured it.</summary>
    public override ValueTask<IReadOnlyList<SpaceNeed>> SpaceAsync(StepContext context, CancellationToken ct) =>
        new(context.MeasuredOf(From) is { } size ? [new SpaceNeed(context.Partition(To.Partition), size.Room, Lasting: true, $"the restored {To}")] : []);

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct) => await DifferencesAsync(context, ct) is null ? Probe.Done : Probe.NotDone;

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        await context.Device.Archives.UnpackAsync(context.Path(From), context.Path(To), ct);
        await context.Device.Disks.RemountAsync(context.Path(To).Partition, ct);
        if (await DifferencesAsync(context, ct) is { } why) throw new DeviceException(DeviceFault.NotAuthentic, $"compare {context.Path(To)} with {context.Path(From)}", why);
    }

    async ValueTask<string?> DifferencesAsync(StepContext context, CancellationToken ct) =>
        FolderCopy.Why(await context.Device.Archives.ReadTreeAsync(context.Path(From), ct), await context.Device.Files.ReadTreeAsync(context.Path(To), ct));
}
