using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Packs a folder into an archive on a partition, and shows that the archive is the folder.</summary>
public sealed record Backup(StepHeader Header, PartitionPath Folder, PartitionPath To, long? Limit) : Step(Header)
{
    // Of an archive that is made a little later than it was measured.
    const long Margin = 1 << 20;

    static readonly Field<PartitionPath> FolderField = Field.Needed("folder", FieldTypes.File, "The folder to pack, like 'data:/resin-data'.");
    static readonly Field<PartitionPath> ToField = Field.Needed("to", FieldTypes.File, "The archive, a file in a folder that exists, like 'updt:/resin-data.tar.gz'.");
    static readonly Field<long> LimitField = Field.Optional("limit", FieldTypes.Size, "The most that the archive may take.", "what is free there");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "backup", "Packs a folder into an archive with owners, modes, times, attributes, links and holes. What it takes is known before the first effect: the folder is packed to nowhere and counted. The archive is read back and compared with the folder entry by entry. An archive that is there already is never replaced: it may be the only copy.",
        [FolderField, ToField, LimitField], null, TimeSpan.FromHours(2), Retry.Once,
        "the archive is there and is the folder", "deletes the archive",
        (header, values) => new Backup(header, values.Of(FolderField), values.Of(ToField), values.OrNone(LimitField)));

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects => [Effect.Reads(ResourceKind.Partition, Folder.ToString()), Effect.Changes(ResourceKind.Partition, To.ToString())];

    /// <inheritdoc/>
    public override UndoPolicy Undo => UndoPolicy.Restores;

    /// <inheritdoc/>
    public override string Describe() => $"backup {Folder} to {To}";

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<SpaceNeed>> SpaceAsync(StepContext context, CancellationToken ct)
    {
        if (!context.IsErased(To.Partition) && context.Kept is null && await context.Device.Files.StatAsync(context.Path(To), ct) is not null) throw ItIsThere(context);
        var size = await context.Device.Archives.MeasureAsync(context.Path(Folder), ct);
        RefuseAbove(context, size);
        context.Measured(To, size);
        return [new SpaceNeed(context.Partition(To.Partition), size.Packed + Margin, Lasting: true, $"the packed {Folder}")];
    }

    /// <summary>Reads what was packed, so that it is known what it takes where it is unpacked.</summary>
    internal async ValueTask KnowAsync(StepContext context, CancellationToken ct)
    {
        var tree = await context.Device.Archives.ReadTreeAsync(context.Path(To), ct);
        context.Measured(To, new ArchiveSize(0, tree.Size, tree.Entries.Length, []));
    }

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct)
    {
        if (context.Kept is null || await context.Device.Files.StatAsync(context.Path(To), ct) is null) return Probe.NotDone;
        try
        {
            return await DifferencesAsync(context, context.Path(To), ct) is null ? Probe.Done : Probe.NotDone;
        }
        catch (DeviceException damaged) when (damaged.Fault == DeviceFault.NotAuthentic)
        {
            return Probe.NotDone;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        var (files, to, beside) = (context.Device.Files, context.Path(To), Beside(context));
        if (context.Kept is null && await files.StatAsync(to, ct) is not null) throw ItIsThere(context);
        await context.KeepAsync(new JsonObject { ["archive"] = to.ToString() }, ct);
        var size = await context.Device.Archives.PackAsync(context.Path(Folder), beside, ct);
        RefuseAbove(context, size);
        foreach (var path in size.LeftOut) context.Report($"left out, because no archive can hold a socket: {path}");

        // What was written is not what the system remembers of it: it is read from the disk.
        await context.Device.Disks.RemountAsync(to.Partition, ct);
        if (await DifferencesAsync(context, beside, ct) is { } why) throw new DeviceException(DeviceFault.NotAuthentic, $"read back {beside}", $"it is not what {context.Path(Folder)} holds: {why}");
        await files.RenameAsync(beside, to, ct);
        await files.FlushAsync(to.Folder, ct);
    }

    /// <inheritdoc/>
    public override async ValueTask UndoAsync(StepContext context, CancellationToken ct)
    {
        if (context.Kept is null) return;
        await context.Device.Files.DeleteAsync(Beside(context), ct);
        await context.Device.Files.DeleteAsync(context.Path(To), ct);
        await context.Device.Files.FlushAllAsync(context.Path(To).Partition, ct);
    }

    void RefuseAbove(StepContext context, ArchiveSize size)
    {
        if (Limit is { } limit && size.Packed > limit)
            throw new DeviceException(DeviceFault.NoSpace, $"back up {context.Path(Folder)}", $"packed it takes {ByteSize.Format(size.Packed)} ({ByteSize.Format(size.Unpacked)} unpacked), and the limit is {ByteSize.Format(limit)}");
    }

    DeviceException ItIsThere(StepContext context) =>
        new(DeviceFault.Failed, $"back up {context.Path(Folder)} to {context.Path(To)}", "an archive is there already, perhaps the only copy of what an earlier run packed; put it elsewhere first");

    async ValueTask<string?> DifferencesAsync(StepContext context, PartitionPath archive, CancellationToken ct) =>
        FolderCopy.Why(await context.Device.Files.ReadTreeAsync(context.Path(Folder), ct), await context.Device.Archives.ReadTreeAsync(archive, ct));

    PartitionPath Beside(StepContext context) => context.Path(To) with { Path = $"{To.Path}.new" };
}
