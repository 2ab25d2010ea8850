namespace Planner.Engine.Devices;

/// <summary>Files of an OS on its slot, whichever way the slot holds it.</summary>
static class SlotFiles
{
    /// <summary>A small file's bytes as the OS of the slot sees it, or null when nothing is there; of a partition that is no slot, the file itself.</summary>
    internal static async ValueTask<byte[]?> ReadAsync(IDevice device, PartitionPath path, CancellationToken ct)
    {
        if (!device.Layout.HasHostapps || !device.Layout.Slots.Values.Contains(path.Partition) || await Hostapp.OfAsync(device.Files, path.Partition, ct) is not { } hostapp)
            return await device.Files.ReadAsync(path, ct);
        return await hostapp.FindAsync(device.Files, path.Path, ct) is { } place ? await device.Files.ReadAsync(place, ct) : null;
    }
}
