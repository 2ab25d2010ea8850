using System.Text;
using Planner.Devices.Contract;
using Planner.Devices.Simulated.Tests.Contract;
using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Devices.Simulated.Tests.Files;

public sealed class InspectTests
{
    static readonly IReadOnlyList<ImageReference> Images = [ContractDevice.FolderImage, ContractDevice.RegistryImage, ContractDevice.MissingImage];

    [Test]
    public async Task A_snapshot_makes_a_device_that_equals_the_one_it_was_taken_of()
    {
        var device = Begin();
        await device.Files.WriteAsync(Path("boot:/config.json"), """{"deviceType":"grub-board","port":1}"""u8.ToArray(), 0b110_100_100, default);
        await device.Containers.PullAsync((await device.Images.ResolveAsync(ContractDevice.RegistryImage, default)).Image, null, default);
        await device.Services.StopAsync("supervisor", "supervisor.service", default);
        device.World = device.World with { Containers = [new("container-main", "main", "app:1", true, RestartPolicy.UnlessStopped), new("container-idle", "idle", "app:2", false, RestartPolicy.OnFailure, true)] };
        var file = await InspectAsync(device);
        var copy = SimulatedStart.Of(Reread(file), ContractLayout.Layout).Begin();
        Assert.That(device.World.DifferencesTo(copy.World), Is.Empty);
        Assert.That(copy.World.Partitions.Select(partition => partition.Free), Is.EqualTo(device.World.Partitions.Select(partition => partition.Free)));
        Assert.That(copy.World.Now, Is.EqualTo(file.State!.Clock));
    }

    [Test]
    public async Task A_list_of_fingerprints_comes_with_what_it_is_compared_with()
    {
        var device = Begin();
        await device.Files.WriteAsync(Path("rootA:/os.fingerprint"), "0123456789abcdef0123456789abcdef  /etc/hostname\n"u8.ToArray(), 0b110_100_100, default);
        var copy = SimulatedStart.Of(Reread(await InspectAsync(device)), ContractLayout.Layout).Begin();
        Assert.That(await copy.Files.ReadAsync(Path("rootA:/os.fingerprint"), default), Is.EqualTo(await device.Files.ReadAsync(Path("rootA:/os.fingerprint"), default)));
        Assert.That(await copy.Files.Md5Async(Path("rootA:/"), [], default), Is.EqualTo(await device.Files.Md5Async(Path("rootA:/"), [], default)));
    }

    [Test]
    public async Task A_device_file_that_was_written_is_read_as_it_was()
    {
        var file = await InspectAsync(Begin());
        var read = Reread(file);
        Assert.That(DeviceFileWriter.Write(read).Yaml, Is.EqualTo(DeviceFileWriter.Write(file).Yaml));
        Assert.That(DeviceFileWriter.Write(read).Trees, Is.EqualTo(DeviceFileWriter.Write(file).Trees));
        Assert.That(read.State!.Images.Keys, Is.EqualTo(new[] { ContractDevice.FolderImage.Text, ContractDevice.RegistryImage.Text }));
    }

    [Test]
    public async Task An_image_that_is_on_the_device_comes_with_its_tree_and_the_files_that_facts_read()
    {
        var images = (await InspectAsync(Begin())).State!.Images;
        var tree = images[ContractDevice.FolderImage.Text].Tree;
        Assert.That(ContractContent.Image.Manifest.DifferencesTo(tree.Manifest), Is.Empty);
        Assert.That(tree.Contents.Keys, Is.EqualTo(new[] { tree.Manifest["/etc/os-release"]!.Digest }));
        Assert.That(images[ContractDevice.RegistryImage.Text].Tree.Manifest.Entries, Is.Empty, "it is only in the registry");
    }

    [Test]
    public async Task No_secret_leaves_the_device()
    {
        var (yaml, trees) = DeviceFileWriter.Write(await InspectAsync(Begin()));
        var texts = trees.Values.Append(yaml).SelectMany(text => text.Split('"')).Select(Decoded).ToList();
        Assert.That(texts, Has.None.Contains("secret"));
        Assert.That(texts, Has.None.Contains("5ca1ab1e"));
        Assert.That(texts, Has.None.Contains("dear diary"));
        Assert.That(texts, Has.Some.EqualTo("""{"deviceType":"grub-board","uuid":"redacted","apiKey":"redacted"}"""));
    }

    [TestCase("""{"a":{"b":"kept","c":"x"},"b":"x","n":5,"t":true,"z":null,"l":["x",{"b":"x"}]}""", """{"a":{"b":"kept","c":"redacted"},"b":"redacted","n":5,"t":true,"z":null,"l":["redacted",{"b":"redacted"}]}""")]
    [TestCase("""{ "a": { "b": "kept" } }""", """{ "a": { "b": "kept" } }""")]
    [TestCase("not json", null)]
    [TestCase("[\"x\"]", null)]
    public void Every_text_but_what_a_fact_reads_is_redacted(string json, string? clean) =>
        Assert.That(Redaction.OfJson(Encoding.UTF8.GetBytes(json), ["a.b"]) is { } bytes ? Encoding.UTF8.GetString(bytes) : null, Is.EqualTo(clean));

    [Test]
    public async Task Journal_and_staging_are_counted_as_space_only()
    {
        var device = Begin();
        await device.Files.AppendAsync(Path("state:/planner/journal"), new byte[10_000], default);
        var state = (await InspectAsync(device)).State!.Partitions["state"];
        Assert.That(state.Tree.Manifest.Entries.Select(entry => entry.Path), Is.EqualTo(new[] { "/", "/root-overlay" }));
        Assert.That(state.Other, Is.EqualTo((1 << 20) + 4096 + (3 * 4096)), "a folder and three blocks beside what was there");
    }

    [Test]
    public async Task A_registry_that_does_not_answer_is_noted()
    {
        var device = Begin();
        device.World = device.World with { Online = false };
        var state = (await InspectAsync(device)).State!;
        Assert.That(state.Online, Is.False);
        Assert.That(state.Images.Keys, Is.EqualTo(new[] { ContractDevice.FolderImage.Text }));
    }

    [TestCase(DownBy.Kernel)]
    [TestCase(null)]
    public void Writes_what_keeps_a_device_from_booting(DownBy? by)
    {
        var file = ContractDevice.File(ContractLayout.Grub);
        HeldUpdateLock[] held = [new("/tmp/app/update.lock", null), new("data:/resin-data/7/update.lock", TimeSpan.FromSeconds(90))];
        var read = Reread(file with { State = file.State! with { UpdateLocks = held, GoesDown = by } }).State!;
        Assert.That(read.UpdateLocks, Is.EqualTo(held));
        Assert.That(read.GoesDown, Is.EqualTo(by));
    }

    static SimulatedDevice Begin() => SimulatedStart.Of(ContractDevice.File(ContractLayout.Grub), ContractLayout.Layout).Begin();

    static async Task<DeviceFile> InspectAsync(SimulatedDevice device) => await Inspector.InspectAsync(device, "copy", Images, default);

    static DeviceFile Reread(DeviceFile file)
    {
        var (yaml, trees) = DeviceFileWriter.Write(file);
        var context = new ReadContext();
        var read = DeviceFileReader.Read("copy.yaml", Encoding.UTF8.GetBytes(yaml), new LayoutSet(ContractLayout.Layout), name => trees.TryGetValue(name, out var tree) ? Encoding.UTF8.GetBytes(tree) : null, context);
        Assert.That(context.Problems.Select(problem => problem.ToString()), Is.Empty, yaml);
        return read!;
    }

    static string Decoded(string text)
    {
        var bytes = new byte[text.Length];
        return text.Length > 0 && Convert.TryFromBase64String(text, bytes, out var count) ? Encoding.UTF8.GetString(bytes, 0, count) : text;
    }

    static PartitionPath Path(string text) => PartitionPath.TryParse(text, out var path) ? path : throw new ArgumentException(text);
}
