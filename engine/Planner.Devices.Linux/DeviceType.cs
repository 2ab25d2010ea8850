using System.Text.Json;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux;

/// <summary>Which board a machine says that it is: the fact <c>device.type</c>, needed before there is a device to read facts from.</summary>
static class DeviceType
{
    const string Fact = "device.type";

    /// <summary>The board of the layout that the machine names. Not named, or not in the layout: <see cref="DeviceFault.NotFound"/>.</summary>
    internal static async Task<Board> ReadAsync(Layout layout, IFiles files, IPower power, CancellationToken ct)
    {
        var tried = $"find out which board of {layout.Id} this is";
        if (!layout.Facts.TryGetValue(Fact, out var source)) throw new DeviceException(DeviceFault.NotFound, tried, $"the layout has no fact {Fact}");
        foreach (var place in source.Places)
        {
            if (await BindAsync(layout, place, power, ct).ConfigureAwait(false) is not { } path) continue;
            if (await ReadAsync(layout, files, path, ct).ConfigureAwait(false) is not { } content || ValueOf(source, content, $"read {path}") is not { } name) continue;
            return Of(layout, name);
        }

        throw new DeviceException(DeviceFault.NotFound, tried, $"no {source.Key} in {string.Join(" or ", source.Places)}");
    }

    /// <summary>The board of a name. Not in the layout: <see cref="DeviceFault.NotFound"/>.</summary>
    internal static Board Of(Layout layout, string name) =>
        layout.Boards.GetValueOrDefault(name) ?? throw new DeviceException(DeviceFault.NotFound, $"open a device of type {name}", $"the layout {layout.Id} has no such board");

    // The running slot's partition in place of the role; null when the root is no slot.
    static async Task<PartitionPath?> BindAsync(Layout layout, PartitionPath place, IPower power, CancellationToken ct)
    {
        if (place.Partition != "active") return place;
        return await power.RunningSlotAsync(ct).ConfigureAwait(false) is { } slot ? place with { Partition = layout.Slots[slot] } : null;
    }

    /// <summary>A file, or null when it is not there or on a partition that some devices lack and this one does.</summary>
    static async Task<byte[]?> ReadAsync(Layout layout, IFiles files, PartitionPath path, CancellationToken ct)
    {
        try
        {
            return await files.ReadAsync(path, ct).ConfigureAwait(false);
        }
        catch (DeviceException e) when (e.Fault == DeviceFault.NotFound && layout.Partitions.GetValueOrDefault(path.Partition) is { Optional: true })
        {
            return null;
        }
    }

    static string? ValueOf(FactSource source, byte[] content, string tried)
    {
        if (source.Format == FactFormat.Env) return EnvFile.Value(content, source.Key);
        try
        {
            using var document = JsonDocument.Parse(content);
            var found = document.RootElement;
            foreach (var part in source.Key.Split('.'))
                if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(part, out found)) return null;
            return found.ValueKind == JsonValueKind.String ? found.GetString() : null;
        }
        catch (JsonException e)
        {
            throw new DeviceException(DeviceFault.Failed, tried, "it is not JSON", e);
        }
    }
}
