using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Disks;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <summary>Partitions in memory.</summary>
sealed class SimulatedDisks(SimulatedDevice device) : IDisks
{
    public ValueTask<PartitionState?> LookAsync(string partition, CancellationToken ct)
    {
        device.Note("disks.look", EffectKind.Reads, ResourceKind.Partition, partition, "/", device.Times.Look, ct);
        if (device[partition] is not { } found) return new((PartitionState?)null);
        var isMountable = found.Type is not null;
        return new(new PartitionState(found.Name, found.Id, found.Size, found.Type, found.Label, found.Uuid, isMountable ? found.Used : null, isMountable ? found.Free : null, null));
    }

    public ValueTask FormatAsync(string partition, FileSystem fileSystem, CancellationToken ct)
    {
        device.Live();
        var tried = $"format {partition} as {fileSystem.Type}";
        var found = device[partition] ?? throw new DeviceException(DeviceFault.NotFound, tried, $"the device has no partition {partition}");
        if (device.Things.Running is { } running && device.Layout.Slots[running] == partition)
            throw new DeviceException(DeviceFault.Failed, tried, "it is mounted as the root of the running OS");
        if (fileSystem.Program is { } program) RequireProgram(partition, program, tried);
        device.Note("disks.format", EffectKind.Erases, ResourceKind.Partition, partition, "/", device.Times.Format, ct);
        device.Put(found.Formatted(fileSystem));
        return default;
    }

    void RequireProgram(string partition, PartitionPath program, string tried)
    {
        if (program.Partition == partition) throw new DeviceException(DeviceFault.Failed, tried, $"{program} lies on the partition that is formatted");
        if (TreeEdits.Find(device.Mounted(program.Partition, tried).Root, program.Path) is not { Type: EntryType.File } found) throw new DeviceException(DeviceFault.NotFound, tried, $"there is no program {program}");
        if ((found.Look.Mode & 0b001_001_001) == 0) throw new DeviceException(DeviceFault.Failed, tried, $"{program} may not be run: its mode has no x");
    }

    public ValueTask RemountAsync(string partition, CancellationToken ct)
    {
        var found = device.Mounted(partition, $"mount {partition} anew");
        device.Note("disks.remount", EffectKind.Reads, ResourceKind.Partition, partition, "/", device.Times.Flush, ct);
        device.Put(found.Flushed());
        return default;
    }

    public ValueTask<DiskTable?> TableAsync(CancellationToken ct)
    {
        device.Note("disks.table", EffectKind.Reads, ResourceKind.Table, "", "", device.Times.Look, ct);
        return new(device.Things.Table is { } table ? new DiskTable(table.Written, table.Written.IsSameAs(table.InForce)) : null);
    }

    public ValueTask WriteChainAsync(PartitionTable table, CancellationToken ct)
    {
        device.Live();
        const string tried = "write the logical partitions";
        var now = TableOf(tried);
        if (TableChange.WhyNoChain(now.Written, table) is { } why) throw new DeviceException(DeviceFault.Failed, tried, why);
        device.Note("disks.write-chain", EffectKind.Changes, ResourceKind.Table, "", "", device.Times.Flush, ct);
        device.Things = now.WithChain(device.Things, table);
        return default;
    }

    public ValueTask WriteTableAsync(PartitionTable table, CancellationToken ct)
    {
        device.Live();
        const string tried = "write the partition table";
        var now = TableOf(tried);
        if (table.Problems().FirstOrDefault() is { } problem) throw new DeviceException(DeviceFault.Failed, tried, problem);
        if (!now.HoldsChainOf(table)) throw new DeviceException(DeviceFault.Failed, tried, "its logical partitions were not written before");
        var root = device.Things.Running is { } running ? device.Things[device.Layout.Slots[running]]?.Number : null;
        if (TableChange.Lost(now.InForce, table).FirstOrDefault(lost => lost.Number == root) is { } used) throw new DeviceException(DeviceFault.Failed, tried, $"{PartitionTable.Words(used)} is in use at /");
        device.Note("disks.write-table", EffectKind.Changes, ResourceKind.Table, "", "", device.Times.Flush, ct);
        device.Things = SimulatedTable.Followed(device.Things with { Table = now with { Written = table } });
        return default;
    }

    public ValueTask GrowAsync(string partition, CancellationToken ct)
    {
        var tried = $"let the file system of {partition} fill it";
        var found = device.Mounted(partition, tried);
        if (found.Type == "vfat") throw new DeviceException(DeviceFault.Failed, tried, "a vfat can not grow");
        device.Note("disks.grow", EffectKind.Changes, ResourceKind.Table, "", "", device.Times.Format, ct);
        device.Things = device.Things.With(found with { Made = null });
        return default;
    }

    public ValueTask LabelAsync(string partition, string label, CancellationToken ct)
    {
        var found = device.Mounted(partition, $"call {partition} {label}");
        device.Note("disks.label", EffectKind.Changes, ResourceKind.Table, "", "", device.Times.Flush, ct);
        device.Things = device.Things.With(found with { Label = label });
        return default;
    }

    SimulatedTable TableOf(string tried) => device.Things.Table ?? throw new DeviceException(DeviceFault.NotFound, tried, "the partitions are not known to lie on one disk with a partition table");
}
