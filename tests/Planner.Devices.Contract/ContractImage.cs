using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Planner.Engine.Devices.Files;
using Planner.Engine.Images;

namespace Planner.Devices.Contract;

/// <summary>Writes <see cref="ContractContent.Image"/> as an OCI image layout: two gzipped layers, the second of which deletes a file and a folder's content of the first.</summary>
public static class ContractImage
{
    const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    const string Config = "application/vnd.oci.image.config.v1+json";
    const string Layer = "application/vnd.oci.image.layer.v1.tar+gzip";

    /// <summary>Writes a folder that holds the image under one tag.</summary>
    /// <param name="folder">Made when it is missing.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="architecture">As on a board: <c>amd64</c>, <c>arm/v7</c>.</param>
    /// <param name="damaged">Whether a byte of the second layer is changed after its digest was taken.</param>
    public static void Write(string folder, string tag, string architecture, bool damaged = false)
    {
        Directory.CreateDirectory(Path.Combine(folder, "blobs", "sha256"));
        var first = ContractContent.Image.Manifest.Entries.Where(entry => !IsLater(entry.Path)).ToList();
        first.Add(new TreeEntry { Path = "/etc/gone", Type = EntryType.File, Mode = 0b110_100_100 });
        first.Add(new TreeEntry { Path = "/quirks", Type = EntryType.Folder, Mode = 0b111_101_101 });
        first.Add(new TreeEntry { Path = "/quirks/old", Type = EntryType.File, Mode = 0b110_100_100 });
        List<byte[]> tars = [Tar(first, []), Tar(ContractContent.Image.Manifest.Entries.Where(entry => IsLater(entry.Path)), ["etc/.wh.gone", "quirks/.wh..wh..opq"])];
        var layers = new JsonArray();
        foreach (var packed in tars.Select(Pack)) layers.Add((JsonNode)Blob(folder, Layer, packed, damaged && layers.Count == 1));
        var platform = Platform(architecture);
        var config = platform.DeepClone().AsObject();
        config["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. tars.Select(tar => JsonValue.Create("sha256:" + TreeSnapshotBuilder.DigestOf(tar)))]) };
        var manifest = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = Manifest, ["config"] = Blob(folder, Config, Bytes(config)), ["layers"] = layers };
        var entry = Blob(folder, Manifest, Bytes(manifest));
        entry["platform"] = platform;
        entry["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = tag };
        File.WriteAllBytes(Path.Combine(folder, "index.json"), Bytes(new JsonObject { ["schemaVersion"] = 2, ["manifests"] = new JsonArray(entry) }));
        File.WriteAllText(Path.Combine(folder, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
    }

    static bool IsLater(string path) => TreeSelection.IsAtOrBelow(path, "/quirks") || path == "/etc/os-release";

    static byte[] Tar(IEnumerable<TreeEntry> entries, string[] whiteouts)
    {
        var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var path in whiteouts) writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path));
            foreach (var entry in entries) writer.WriteEntry(TarEntryOf(entry));
        }

        return stream.ToArray();
    }

    static PaxTarEntry TarEntryOf(TreeEntry entry)
    {
        var attributes = entry.Attributes.ToDictionary(pair => $"SCHILY.xattr.{pair.Key}", pair => System.Text.Encoding.UTF8.GetString([.. pair.Value]));
        var written = new PaxTarEntry(TypeOf(entry), entry.Path == "/" ? "./" : entry.Path[1..] + (entry.Type == EntryType.Folder ? "/" : ""), attributes)
        {
            Mode = (UnixFileMode)entry.Mode,
            Uid = entry.Uid,
            Gid = entry.Gid,
            ModificationTime = entry.ModifiedAt,
        };
        if (entry.SameAs is not null) written.LinkName = entry.SameAs[1..];
        else if (entry.Type == EntryType.Link) written.LinkName = entry.Target!;
        else if (entry.Type == EntryType.CharacterDevice) (written.DeviceMajor, written.DeviceMinor) = entry.Device;
        else if (entry is { Type: EntryType.File, Digest: { } digest }) written.DataStream = new MemoryStream(ContractContent.Image.Contents[digest]);
        return written;
    }

    static TarEntryType TypeOf(TreeEntry entry) => entry switch
    {
        { SameAs: not null } => TarEntryType.HardLink,
        { Type: EntryType.Folder } => TarEntryType.Directory,
        { Type: EntryType.Link } => TarEntryType.SymbolicLink,
        { Type: EntryType.CharacterDevice } => TarEntryType.CharacterDevice,
        { Type: EntryType.Pipe } => TarEntryType.Fifo,
        _ => TarEntryType.RegularFile,
    };

    static byte[] Pack(byte[] tar)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal)) gzip.Write(tar);
        return stream.ToArray();
    }

    static JsonObject Blob(string folder, string type, byte[] content, bool damaged = false)
    {
        var digest = TreeSnapshotBuilder.DigestOf(content);
        var written = content.ToArray();
        if (damaged) written[^9] ^= 1;
        File.WriteAllBytes(Path.Combine(folder, "blobs", "sha256", digest), written);
        return new JsonObject { ["mediaType"] = type, ["digest"] = $"sha256:{digest}", ["size"] = content.Length };
    }

    static JsonObject Platform(string architecture)
    {
        var parts = architecture.Split('/');
        var platform = new JsonObject { ["architecture"] = parts[0], ["os"] = "linux" };
        if (parts.Length > 1) platform["variant"] = parts[1];
        return platform;
    }

    static byte[] Bytes(JsonNode json) => System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
}
