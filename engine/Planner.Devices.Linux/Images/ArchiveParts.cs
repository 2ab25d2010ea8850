using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Images;

/// <summary>What was found in a saved image, by name.</summary>
sealed class ArchiveParts
{
    /// <summary>JSON documents.</summary>
    public Dictionary<string, byte[]> Documents { get; } = [];

    /// <summary>Digests of the unpacked layers that were read; null where a layer was too damaged to unpack.</summary>
    public Dictionary<string, string?> Digests { get; } = [];

    /// <summary>Names that stand for others: engines save a layer that occurs twice only once.</summary>
    public Dictionary<string, string> Links { get; } = [];

    /// <summary>The layers, the lowest first, once all digests were found to be right.</summary>
    /// <param name="id">The engine's id of the image.</param>
    /// <param name="pinned">Digest of the manifest that it was pulled by.</param>
    /// <param name="tried">What is being done, for messages.</param>
    public IReadOnlyList<string> Layers(string id, string pinned, string tried)
    {
        if (!Documents.TryGetValue("manifest.json", out var saved)) throw new DeviceException(DeviceFault.Failed, tried, "manifest.json is missing");
        var (configName, layers) = OciDocument.Saved(saved, tried);
        if (!Documents.TryGetValue(configName, out var json)) throw new DeviceException(DeviceFault.Failed, tried, $"the engine's archive does not hold {configName}");
        var digest = Images.Digests.Of(json);
        if (digest != id && digest != PinnedConfig(pinned, tried)) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"the configuration's digest is {digest} instead of {id}");
        var config = OciDocument.Config(json, tried);
        if (config.DiffIds.Count != layers.Count) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"the archive holds {layers.Count} layers instead of {config.DiffIds.Count}");
        var names = layers.Select(Target).ToList();
        foreach (var (name, expected) in names.Zip(config.DiffIds))
            if (Digests.TryGetValue(name, out var found) && found != expected)
                throw new DeviceException(DeviceFault.NotAuthentic, tried, $"the unpacked layer {name} has the digest {found} instead of {expected}");
        return names;
    }

    string? PinnedConfig(string pinned, string tried) =>
        Documents.TryGetValue($"blobs/sha256/{Images.Digests.Hex(pinned)}", out var manifest) && Images.Digests.Of(manifest) == pinned
            ? OciDocument.Manifest(manifest, tried).Config.Digest
            : null;

    string Target(string name)
    {
        // One step is all that engines write; a few more end in any case.
        for (var steps = 0; steps < 8 && Links.TryGetValue(name, out var link); steps++)
            name = Path.GetFullPath(Path.Combine("/", Path.GetDirectoryName(name) ?? "", link))[1..];
        return name;
    }
}
