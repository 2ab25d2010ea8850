using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Planner.Testing;

/// <summary>How a layer is packed.</summary>
public enum Packing
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>gzip.</summary>
    Gzip,

    /// <summary>zstd.</summary>
    Zstd,
}

/// <summary>Makes an OCI image layout.</summary>
public sealed class OciFolderBuilder
{
    const string IndexType = "application/vnd.oci.image.index.v1+json";
    const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    readonly JsonArray top = [];

    /// <summary>Starts an empty layout in a folder.</summary>
    public OciFolderBuilder(string folder)
    {
        Path = folder;
        Directory.CreateDirectory(System.IO.Path.Combine(folder, "blobs", "sha256"));
        File.WriteAllText(System.IO.Path.Combine(folder, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        WriteIndex();
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Adds an image under a tag; gives the digest of its manifest.</summary>
    public string Add(string? tag, string architecture, Packing packing, params LayerBuilder[] layers) =>
        Name(Image(architecture, packing, [.. layers.Select(layer => layer.ToTar())]), tag);

    /// <summary>Adds an image of ready archives under a tag; gives the digest of its manifest.</summary>
    public string AddTars(string? tag, string architecture, Packing packing, params byte[][] layers) => Name(Image(architecture, packing, layers), tag);

    /// <summary>Adds an index over images for several platforms, itself behind another index; gives the digests of the images' manifests.</summary>
    public IReadOnlyList<string> AddNested(string tag, params (string Architecture, LayerBuilder Layer)[] images)
    {
        var manifests = images.Select(image =>
        {
            var descriptor = Image(image.Architecture, Packing.Gzip, [image.Layer.ToTar()]);
            descriptor["platform"] = Platform(image.Architecture);
            return descriptor;
        }).ToList();
        var inner = Blob(IndexType, Encoding.UTF8.GetBytes(Index(new JsonArray([.. manifests])).ToJsonString()));
        Name(Blob(IndexType, Encoding.UTF8.GetBytes(Index(new JsonArray(inner)).ToJsonString())), tag);
        return [.. manifests.Select(manifest => manifest["digest"]!.GetValue<string>())];
    }

    /// <summary>The file of a blob.</summary>
    public string BlobPath(string digest) => System.IO.Path.Combine(Path, "blobs", "sha256", digest["sha256:".Length..]);

    /// <summary>The digests of an image's layers, the lowest first.</summary>
    public IReadOnlyList<string> LayersOf(string digest) =>
        [.. JsonNode.Parse(File.ReadAllText(BlobPath(digest)))!["layers"]!.AsArray().Select(layer => layer!["digest"]!.GetValue<string>())];

    /// <summary>The digest that a tag names, or null.</summary>
    public string? DigestOf(string tag) =>
        top.FirstOrDefault(one => one!["annotations"]?["org.opencontainers.image.ref.name"]?.GetValue<string>() == tag)?["digest"]!.GetValue<string>();

    /// <summary>The media type of a manifest or index.</summary>
    public static string TypeOf(byte[] document) => JsonNode.Parse(document)!.AsObject().ContainsKey("manifests") ? IndexType : ManifestType;

    JsonObject Image(string architecture, Packing packing, byte[][] layers)
    {
        var config = Platform(architecture);
        config["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. layers.Select(layer => JsonValue.Create(Digest(layer)))]) };
        config["config"] = new JsonObject();
        var packed = layers.Select(layer => Blob($"application/vnd.oci.image.layer.v1.tar{Suffix(packing)}", Pack(layer, packing))).ToArray();
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = ManifestType,
            ["config"] = Blob("application/vnd.oci.image.config.v1+json", Encoding.UTF8.GetBytes(config.ToJsonString())),
            ["layers"] = new JsonArray(packed),
        };
        return Blob(ManifestType, Encoding.UTF8.GetBytes(manifest.ToJsonString()));
    }

    string Name(JsonObject descriptor, string? tag)
    {
        if (tag is not null) descriptor["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = tag };
        top.Add(descriptor);
        WriteIndex();
        return descriptor["digest"]!.GetValue<string>();
    }

    void WriteIndex() => File.WriteAllText(System.IO.Path.Combine(Path, "index.json"), Index(top.DeepClone().AsArray()).ToJsonString());

    JsonObject Blob(string type, byte[] content)
    {
        var digest = Digest(content);
        File.WriteAllBytes(BlobPath(digest), content);
        return new JsonObject { ["mediaType"] = type, ["digest"] = digest, ["size"] = content.Length };
    }

    static JsonObject Index(JsonArray manifests) => new() { ["schemaVersion"] = 2, ["mediaType"] = IndexType, ["manifests"] = manifests };

    static JsonObject Platform(string architecture)
    {
        var parts = architecture.Split('/');
        var platform = new JsonObject { ["os"] = "linux", ["architecture"] = parts[0] };
        if (parts.Length > 1) platform["variant"] = parts[1];
        return platform;
    }

    static string Suffix(Packing packing) => packing switch { Packing.Gzip => "+gzip", Packing.Zstd => "+zstd", _ => "" };

    static byte[] Pack(byte[] tar, Packing packing)
    {
        if (packing == Packing.None) return tar;
        using var packed = new MemoryStream();
        using (Stream packer = packing == Packing.Gzip ? new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true) : new ZstdSharp.CompressionStream(packed, leaveOpen: true))
            packer.Write(tar);
        return packed.ToArray();
    }

    static string Digest(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
}
