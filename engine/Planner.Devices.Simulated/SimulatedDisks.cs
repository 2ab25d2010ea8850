using Planner.Engine.Devices;
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
        device.Note("disks.format", EffectKind.Erases, ResourceKind.Partition, partition, "/", device.Times.Format, ct);
        device.Put(found.Formatted(fileSystem));
        return default;
    }

    public ValueTask RemountAsync(string partition, CancellationToken ct)
    {
        var found = device.Mounted(partition, $"mount {partition} anew");
        device.Note("disks.remount", EffectKind.Reads, ResourceKind.Partition, partition, "/", device.Times.Flush, ct);
        device.Put(found.Flushed());
        return default;
    }
}
