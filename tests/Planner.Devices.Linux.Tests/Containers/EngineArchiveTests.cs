using System.Formats.Tar;
using System.Text;
using Planner.Devices.Linux.Images;
using Planner.Engine.Devices;
using Planner.Testing;

namespace Planner.Devices.Linux.Tests.Containers;

public sealed class Images_in_the_engine : EngineTest
{
    static LayerBuilder[] Os =>
    [
        new LayerBuilder().Folder(".").Folder("etc").File("etc/hosts", "127.0.0.1 localhost\n").File("etc/resolv.conf", "nameserver 10.0.0.1\n").File("etc/hostname", "resin\n").File("etc/gone", "x")
            .Folder("dev").Device("dev/console", '3', 5, 1).Pipe("fifo").HardLink("hosts", "etc/hosts").Folder("var").Folder("var/old").File("su", "s", 0x9ED, 0, 5)
            .File("ping", "p", 0x1ED, attributes: [("security.capability", [1, 0, 0, 2, 0x80, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])]),
        new LayerBuilder().Folder("etc").Whiteout("etc/gone").File("etc/os-release", "ID=resin-os\n").Folder("var").Opaque("var").File("var/new", "n").Link("lib", "usr/lib"),
        new LayerBuilder().File("twice", "1"), new LayerBuilder().File("between", "2"), new LayerBuilder().File("twice", "1"),
    ];

    [Test]
    public async Task Are_exported_as_the_folder_that_they_were_pushed_from()
    {
        Folder.Add("os", "amd64", Packing.Gzip, Os);
        var image = await PinAsync(await Registry.PushAsync(Folder.Path, "os", "resin/os:1"));
        await RefusesAsync(DeviceFault.NotFound, async () => await Images.ReadTreeAsync(image, default));
        await Engine.PullAsync(image, null, default);
        await ExportAsync(image);
        var tree = TreeListing.Of(await Images.ReadTreeAsync(await PinAsync("oci:oci:os"), default));
        Assert.That(WithoutFractions(await TreeListing.OfAsync(Slot)), Is.EqualTo(WithoutFractions(tree)));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(Slot, "etc/hosts")), Is.EqualTo("127.0.0.1 localhost\n"));
        Assert.That(File.Exists(Path.Combine(Slot, ".dockerenv")), Is.False);
        Assert.That(await Images.ReadFileAsync(image, "/etc/os-release", default), Is.EqualTo("ID=resin-os\n"u8.ToArray()));
    }

    [TestCase(Packing.None)]
    [TestCase(Packing.Gzip)]
    public async Task Are_read_from_archives_of_newer_engines_too(Packing packing)
    {
        var digest = Folder.Add("os", "amd64", packing, Os);
        var archive = Save(digest);
        var source = new EngineArchive(_ => Task.FromResult<Stream>(new MemoryStream(archive)), digest, digest, "read the archive");
        var tree = await ImageTree.ReadAsync(source, "read the archive", default);
        Assert.That(TreeListing.Of(tree.Manifest), Is.EqualTo(TreeListing.Of(await Images.ReadTreeAsync(await PinAsync("oci:oci:os"), default))));
        Assert.That(await tree.ReadFileAsync("/var/new", default), Is.EqualTo("n"u8.ToArray()));
    }

    [Test]
    public async Task Are_refused_when_a_layer_or_the_configuration_is_another()
    {
        var digest = Folder.Add("os", "amd64", Packing.None, Os);
        var archive = Save(digest);
        var changed = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(archive).Replace("127.0.0.1 localhost", "127.0.0.1 otherhost", StringComparison.Ordinal));
        await RefusesAsync(DeviceFault.NotAuthentic, () => ReadAsync(changed, digest));
        await RefusesAsync(DeviceFault.NotAuthentic, () => ReadAsync(archive, "sha256:" + new string('0', 64)));
        await RefusesAsync(DeviceFault.Unreachable, () => ReadAsync([.. archive[..2048], .. new byte[1024]], digest));
    }

    static Task<ImageTree> ReadAsync(byte[] archive, string digest) =>
        ImageTree.ReadAsync(new EngineArchive(_ => Task.FromResult<Stream>(new MemoryStream(archive)), digest, digest, "read the archive"), "read the archive", default);

    // What Docker 25 and later save: an image layout, with the old list beside it.
    byte[] Save(string digest)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var blob in Directory.GetFiles(Path.Combine(Folder.Path, "blobs/sha256")).Order(StringComparer.Ordinal)) tar.WriteEntry(blob, $"blobs/sha256/{Path.GetFileName(blob)}");
            foreach (var file in new[] { "index.json", "oci-layout" }) tar.WriteEntry(Path.Combine(Folder.Path, file), file);
            var config = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Folder.BlobPath(digest)))!["config"]!["digest"]!.GetValue<string>();
            var layers = string.Join(',', Folder.LayersOf(digest).Select(layer => $"\"{Blob(layer)}\""));
            var list = $$"""[{"Config":"{{Blob(config)}}","RepoTags":null,"Layers":[{{layers}}]}]""";
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "manifest.json") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(list)) });
        }

        return stream.ToArray();

        static string Blob(string name) => $"blobs/sha256/{name["sha256:".Length..]}";
    }

    // Docker keeps whole seconds in some of its formats.
    static IEnumerable<string> WithoutFractions(IEnumerable<string> lines) => lines.Select(line => System.Text.RegularExpressions.Regex.Replace(line, @"\.\d{7}\|", "|"));
}
