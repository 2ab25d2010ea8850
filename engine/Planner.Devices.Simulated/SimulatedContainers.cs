using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated;

/// <summary>A container engine whose images take space on the partition of the layout's staging folder.</summary>
sealed partial class SimulatedContainers(SimulatedDevice device) : IContainers
{
    public ValueTask<EngineState> LookAsync(CancellationToken ct)
    {
        var kind = device.Start.State.Engine.Kind;
        try
        {
            device.Note("containers.look", EffectKind.Reads, ResourceKind.Engine, "", "", device.Times.Look, ct);
        }
        catch (DeviceException e)
        {
            return new(new EngineState(kind, false, null, e.Message));
        }

        if (kind == "none" && !device.Things.EngineReady) return new(new EngineState(kind, false, null, "the device has no container engine"));
        return new(device.Things.EngineReady ? new EngineState(kind, true, "simulated", null) : new EngineState(kind, false, null, "the container engine does not answer"));
    }

    public ValueTask StartAsync(CancellationToken ct)
    {
        device.Note("containers.start", EffectKind.Changes, ResourceKind.Engine, "", "", device.Times.Unit, ct);
        if (device.Start.State.Engine.Kind == "none") throw new DeviceException(DeviceFault.NotFound, "start the container engine", "the device has none");
        device.Things = device.Things with { EngineReady = true };
        return default;
    }

    public ValueTask<bool> HasAsync(PinnedImage image, CancellationToken ct)
    {
        Ready($"ask the engine for {image}");
        device.Note("containers.has", EffectKind.Reads, ResourceKind.Engine, image.PullName, "", device.Times.Look, ct);
        return new(device.Things.Held.ContainsKey(image.PullName));
    }

    public ValueTask PullAsync(PinnedImage image, IProgress<long>? progress, CancellationToken ct)
    {
        var tried = $"pull {image}";
        Ready(tried);
        if (device.Things.Held.ContainsKey(image.PullName))
        {
            device.Note("containers.pull", EffectKind.Changes, ResourceKind.Engine, image.PullName, "", device.Times.Ask, ct);
            return default;
        }

        var found = device.Things.Online ? Offered(image) : throw new DeviceException(DeviceFault.Unreachable, tried, "the registry does not answer");
        var packed = found?.Snapshot.Packed ?? 0;
        device.Note("containers.pull", EffectKind.Reads, ResourceKind.Network, image.Reference.Name, "", device.Times.Fetching(packed), ct, fetched: packed);
        if (found is null) throw new DeviceException(DeviceFault.NotFound, tried, "no such image");
        device.Note("containers.pull", EffectKind.Changes, ResourceKind.Engine, image.PullName, "", device.Times.Writing(found.Snapshot.Unpacked), ct, found.Snapshot.Unpacked);
        progress?.Report(packed);
        if (!found.Snapshot.Authentic) throw new DeviceException(DeviceFault.NotAuthentic, tried, "the content of a layer does not match its digest");
        if (!IsHeld(image.Digest)) Take(found.Snapshot.Unpacked, tried);
        device.Things = device.Things with { Held = device.Things.Held.SetItem(image.PullName, image.Digest) };
        return default;
    }

    public ValueTask TagAsync(PinnedImage image, string nameAndTag, CancellationToken ct)
    {
        var tried = $"tag {image} as {nameAndTag}";
        Ready(tried);
        device.Note("containers.tag", EffectKind.Changes, ResourceKind.Engine, nameAndTag, "", device.Times.Look, ct);
        if (!device.Things.Held.ContainsKey(image.PullName)) throw new DeviceException(DeviceFault.NotFound, tried, "the engine does not hold the image");
        device.Things = device.Things with { Held = device.Things.Held.SetItem(nameAndTag, image.Digest) };
        return default;
    }

    public ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken ct)
    {
        Ready("list images");
        device.Note("containers.list", EffectKind.Reads, ResourceKind.Engine, "", "", device.Times.Look, ct);
        return new([.. device.Things.Held.Keys]);
    }

    public ValueTask RemoveAsync(string name, CancellationToken ct)
    {
        Ready($"remove {name}");
        device.Note("containers.remove", EffectKind.Changes, ResourceKind.Engine, name, "", device.Times.Flush, ct);
        if (!device.Things.Held.TryGetValue(name, out var digest)) return default;
        device.Things = device.Things with { Held = device.Things.Held.Remove(name) };
        if (IsHeld(digest)) return default;
        foreach (var image in device.Start.Images)
            if (image.Snapshot.Digest == digest) { Take(-image.Snapshot.Unpacked, $"remove {name}"); break; }
        return default;
    }

    void Ready(string tried)
    {
        device.Live();
        if (!device.Things.EngineReady) throw new DeviceException(DeviceFault.Unreachable, tried, "the container engine does not answer");
    }

    bool IsHeld(string digest)
    {
        foreach (var (_, held) in device.Things.Held)
            if (held == digest) return true;
        return false;
    }

    void Take(long bytes, string tried)
    {
        var partition = device.Mounted(device.Layout.Staging.Partition, tried);
        if (bytes > partition.Free) throw new DeviceException(DeviceFault.NoSpace, tried, $"no space left on {partition.Name}");
        device.Put(partition with { Other = Math.Max(0, partition.Other + bytes) });
    }

    SimulatedImage? Offered(PinnedImage image)
    {
        foreach (var offered in device.Start.Images)
            if (offered.Is(image)) return offered;
        return null;
    }
}
