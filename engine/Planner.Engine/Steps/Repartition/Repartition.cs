using Planner.Engine.Devices;
using Planner.Engine.Disks;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Makes the device one of another layout: its partition table, its labels, and where the run has its own files.</summary>
public sealed record Repartition(StepHeader Header, LayoutId To) : Step(Header)
{
    static readonly Field<LayoutId> ToField = Field.Needed("to", LayoutId.Type, "name@version of the layout that the device has from here on; names in later steps are names of it.");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "repartition", "Changes the partition table to what another layout says, in one write, and gives file systems that stay that layout's labels and the whole of their partition. A partition that stays where it is and does not shrink keeps its content; others have none until they are formatted. Journal and staging of the run go where the new layout has them first. Refuses what would take away or shrink what is in use.",
        [ToField], ToField, TimeSpan.FromMinutes(30), new Retry(3, TimeSpan.FromSeconds(10)),
        "disk and system have that table, and the labels are right", "none: it is for beyond the point of no return",
        (header, values) => new Repartition(header, values.Of(ToField)));

    /// <summary>The layout in force before it; null where the plan names one that there is not.</summary>
    public Layout? From { get; init; }

    /// <summary>The layout that it leads to; null where there is none of that name.</summary>
    public Layout? Into { get; init; }

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects =>
        [Effect.Changes(ResourceKind.Table), .. Lost.Select(partition => Effect.Erases(ResourceKind.Partition, PartitionPath.Root(NameOf(partition)).ToString()))];

    /// <inheritdoc/>
    public override UndoPolicy Undo => UndoPolicy.Impossible;

    /// <summary>The partitions of the layout before it whose content it gives up.</summary>
    public IEnumerable<string> Lost => From is null || Into is null ? [] : From.Partitions.Keys.Where(name => LayoutChange.NameAfter(From, Into, name) is null);

    /// <inheritdoc/>
    public override string Describe() => $"repartition to {To}";

    /// <summary>The table that it makes of another one. What can not be: <see cref="DeviceFault.Failed"/>.</summary>
    public PartitionTable TableFrom(PartitionTable now)
    {
        try
        {
            var table = PlannedTable.Of(Into!, now);
            return TableChange.WhyNoChain(now, table) is { } why ? throw new DeviceException(DeviceFault.Failed, Describe(), why) : table;
        }
        catch (InvalidDataException e)
        {
            throw new DeviceException(DeviceFault.Failed, Describe(), e.Message, e);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct)
    {
        if (context.Device.Layout.Id != Into!.Id || await context.Device.Disks.TableAsync(ct) is not { IsInForce: true } table) return Probe.NotDone;
        return table.Written.IsSameAs(TableFrom(table.Written)) && (await MislabelledAsync(context, ct)).Count == 0 ? Probe.Done : Probe.NotDone;
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        var disks = context.Device.Disks;
        var now = await disks.TableAsync(ct) ?? throw new DeviceException(DeviceFault.NotFound, Describe(), "the partitions are not known to lie on one disk with a partition table");
        var table = TableFrom(now.Written);
        await context.MoveAsync(Into!, ct);
        await disks.WriteChainAsync(table, ct);
        await disks.WriteTableAsync(table, ct);
        foreach (var name in Grown) await disks.GrowAsync(name, ct);
        foreach (var (name, label) in await MislabelledAsync(context, ct)) await disks.LabelAsync(name, label, ct);
    }

    /// <summary>Partitions that stay and become larger, by their new names. A slot is formatted before it is used, and one that runs is better left alone.</summary>
    IEnumerable<string> Grown => Kept
        .Where(kept => !Into!.Slots.Values.Contains(kept.After) && Into.Partitions[kept.After] is var after && after.Type != "vfat" && after.Size != From!.Partitions[kept.Before].Size)
        .Select(kept => kept.After);

    IEnumerable<(string Before, string After)> Kept =>
        From!.Partitions.Keys.Select(name => (Before: name, After: LayoutChange.NameAfter(From, Into!, name)!)).Where(kept => kept.After is not null);

    /// <summary>The file systems that stay and have another label than the layout says, by their new names.</summary>
    async ValueTask<IReadOnlyList<(string Name, string Label)>> MislabelledAsync(StepContext context, CancellationToken ct)
    {
        var found = new List<(string, string)>();
        foreach (var (_, name) in Kept)
            if (Into!.Partitions[name].Label is var label && await context.Device.Disks.LookAsync(name, ct) is { Type: not null } state && state.Label != label) found.Add((name, label));
        return found;
    }

    // On some devices a slot is the one that runs: the table is not changed then, and rules know the other one by its role.
    string NameOf(string partition) => From!.Slots.Values.Contains(partition) ? Roles.Spare : partition;
}
