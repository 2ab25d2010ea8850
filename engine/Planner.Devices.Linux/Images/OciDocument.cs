using System.Text.Json;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Images;

/// <summary>Documents of the OCI image specification and their Docker twins.</summary>
static class OciDocument
{
    /// <summary>Media types of manifests and indexes, as a registry is asked for them.</summary>
    public static IReadOnlyList<string> Accepted { get; } =
    [
        "application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json", "application/vnd.docker.distribution.manifest.v2+json",
    ];

    // A manifest that says nothing of itself is of OCI: Docker's always does.
    const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    const string RefName = "org.opencontainers.image.ref.name";

    /// <summary>Reads an index: its manifests; null when the document is none.</summary>
    public static IReadOnlyList<Descriptor>? Index(byte[] json, string tried) => Read(json, tried, root =>
        root.TryGetProperty("manifests", out var manifests) ? manifests.EnumerateArray().Select(OneDescriptor).ToList() : null);

    /// <summary>Reads a manifest.</summary>
    public static ImageManifest Manifest(byte[] json, string tried) => Read(json, tried, root =>
        root.TryGetProperty("config", out var config) && root.TryGetProperty("layers", out var layers)
            ? new ImageManifest(Text(root, "mediaType") ?? OciManifest, OneDescriptor(config), layers.EnumerateArray().Select(OneDescriptor).ToList())
            : throw new DeviceException(DeviceFault.Failed, tried, "it is no image manifest of OCI or of Docker's second version"));

    /// <summary>Reads an image's configuration.</summary>
    public static ImageConfig Config(byte[] json, string tried) => Read(json, tried, root => new ImageConfig(
        OnePlatform(root),
        root.GetProperty("rootfs").GetProperty("diff_ids").EnumerateArray().Select(id => id.GetString()!).ToList()));

    /// <summary>Reads <c>manifest.json</c> of a saved image: the name of the configuration, and of the layers from the lowest on.</summary>
    public static (string Config, IReadOnlyList<string> Layers) Saved(byte[] json, string tried) => Read(json, tried, root =>
        (root[0].GetProperty("Config").GetString()!, (IReadOnlyList<string>)root[0].GetProperty("Layers").EnumerateArray().Select(layer => layer.GetString()!).ToList()));

    static Descriptor OneDescriptor(JsonElement json) => new(
        Text(json, "mediaType") ?? "",
        Text(json, "digest") is { } digest && Digests.Hex(digest) is not null ? digest : throw new JsonException($"'{Text(json, "digest")}' is no SHA-256 digest"),
        json.GetProperty("size").GetInt64() is >= 0 and var size ? size : throw new JsonException("a negative size"),
        json.TryGetProperty("platform", out var platform) ? OnePlatform(platform) : null,
        json.TryGetProperty("annotations", out var annotations) && annotations.ValueKind == JsonValueKind.Object ? Text(annotations, RefName) : null);

    static Platform OnePlatform(JsonElement json) => new(Text(json, "os") ?? "", Text(json, "architecture") ?? "", Text(json, "variant"));

    static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static T Read<T>(byte[] json, string tried, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            throw new DeviceException(DeviceFault.Failed, tried, $"a document of the image can not be read: {e.Message}", e);
        }
    }
}

/// <summary>Names a blob.</summary>
/// <param name="MediaType">What it is.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Platform">What it runs on, or null when that is not said here.</param>
/// <param name="Tag">Its tag in an image layout, or null.</param>
sealed record Descriptor(string MediaType, string Digest, long Size, Platform? Platform, string? Tag)
{
    /// <summary>Whether it names an index.</summary>
    public bool IsIndex => MediaType.EndsWith("image.index.v1+json", StringComparison.Ordinal) || MediaType.EndsWith("manifest.list.v2+json", StringComparison.Ordinal);
}

/// <summary>An image for one platform.</summary>
/// <param name="MediaType">What kind of manifest it is.</param>
/// <param name="Config">Its configuration.</param>
/// <param name="Layers">Its layers, the lowest first.</param>
sealed record ImageManifest(string MediaType, Descriptor Config, IReadOnlyList<Descriptor> Layers)
{
    /// <summary>What has to be brought to store the image: its layers, its configuration, and last the manifest itself.</summary>
    /// <param name="digest">The manifest's digest.</param>
    /// <param name="size">The manifest's bytes.</param>
    internal IReadOnlyList<ImagePart> PartsWith(string digest, long size) =>
        [.. Layers.Append(Config).Select(blob => new ImagePart(blob.MediaType, blob.Digest, blob.Size)).DistinctBy(part => part.Digest), new ImagePart(MediaType, digest, size)];
}

/// <summary>What of an image's configuration matters here.</summary>
/// <param name="Platform">What it runs on.</param>
/// <param name="DiffIds">Digests of the unpacked layers, the lowest first.</param>
sealed record ImageConfig(Platform Platform, IReadOnlyList<string> DiffIds);
