using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Testing;

namespace Planner.Devices.Linux.Tests.Images;

/// <summary>Whatever an image says, nothing outside of the target changes.</summary>
public sealed class Hostile_images : ImageTest
{
    string Outside => Path.Combine(Temporary, "partitions", "outside");

    [SetUp]
    public void MakeOutside()
    {
        Directory.CreateDirectory(Outside);
        File.WriteAllText(Path.Combine(Outside, "treasure"), "untouched");
    }

    [TearDown]
    public void NothingOutsideChanged()
    {
        Assert.That(Directory.GetFileSystemEntries(Outside), Is.EqualTo(new[] { Path.Combine(Outside, "treasure") }));
        Assert.That(File.ReadAllText(Path.Combine(Outside, "treasure")), Is.EqualTo("untouched"));
        Assert.That(Directory.GetFileSystemEntries(Path.Combine(Temporary, "partitions")), Has.Length.EqualTo(2));
    }

    [TestCase("../outside/x")]
    [TestCase("a/../../outside/x")]
    [TestCase("..")]
    [TestCase("/../x")]
    [TestCase("x\0y")]
    public async Task A_name_that_leaves_the_image_is_refused_by_layer_and_name(string name)
    {
        var image = await ImageAsync(new LayerBuilder().Add(name, '0', "x"u8.ToArray()));
        var refused = await RefusesAsync(name.Contains('\0', StringComparison.Ordinal) ? DeviceFault.Failed : DeviceFault.NotAuthentic, () => ExportAsync(image));
        Assert.That(refused.Message, Does.Contain(Folder.LayersOf(image.Digest)[0]).And.Contain(name.Replace("\0", "\\0", StringComparison.Ordinal)));
        Assert.That(Directory.GetFileSystemEntries(Slot), Is.Empty);
    }

    [TestCase("../../etc/passwd", DeviceFault.NotAuthentic)]
    [TestCase("/no/such/file", DeviceFault.Failed)]
    public async Task A_hard_link_to_what_the_image_does_not_hold_is_refused(string other, DeviceFault fault) =>
        await RefusesAsync(fault, async () => await ExportAsync(await ImageAsync(new LayerBuilder().HardLink("passwd", other))));

    [Test]
    public async Task A_hard_link_to_a_folder_is_refused() =>
        await RefusesAsync(DeviceFault.Failed, async () => await ExportAsync(await ImageAsync(new LayerBuilder().Folder("etc").HardLink("again", "etc"))));

    [TestCase("../outside/x", '0', "", DeviceFault.NotAuthentic)]
    [TestCase("passwd", '1', "../outside/treasure", DeviceFault.NotAuthentic)]
    [TestCase("passwd", '1', "/outside/treasure", DeviceFault.Failed)]
    public async Task What_leaves_the_image_is_refused_while_it_comes_from_a_registry_too(string name, char type, string link, DeviceFault fault)
    {
        var image = await ImageAsync(new LayerBuilder().File("good", "g").Add(name, type, type == '0' ? "x"u8.ToArray() : [], link: link));
        await using var registry = RegistryStandIn.Serve(Folder, (_, _) => Task.FromResult(true));
        await RefusesAsync(fault, async () => await Images.StreamAsync(ImageReference.Parse($"{registry.Host}/os@{image.Digest}")!.Pin(image.Digest), PartitionPath.Root("slot"), null, default));
        Assert.That(Directory.GetFileSystemEntries(Slot).Select(Path.GetFileName), Is.EqualTo(new[] { ".planner-contents" }), "nothing has its name");
    }

    [Test]
    public async Task Absolute_names_and_links_stay_within_the_slot_while_they_come_from_a_registry()
    {
        var image = await ImageAsync(new LayerBuilder().File("//etc///./motd", "hello").Folder(Outside[1..]).Link("a", Outside).File("a/x", "inside").Link("b", "../../../..").File("b/outside/treasure", "2"));
        await using var registry = RegistryStandIn.Serve(Folder, (_, _) => Task.FromResult(true));
        await Images.StreamAsync(ImageReference.Parse($"{registry.Host}/os@{image.Digest}")!.Pin(image.Digest), PartitionPath.Root("slot"), null, default);
        Assert.That(File.ReadAllText(Path.Combine(Slot, "etc/motd")), Is.EqualTo("hello"));
        Assert.That(File.ReadAllText(Path.Combine(Slot, Outside[1..], "x")), Is.EqualTo("inside"));
        Assert.That(File.ReadAllText(Path.Combine(Slot, "outside/treasure")), Is.EqualTo("2"));
    }

    [Test]
    public async Task An_absolute_name_is_one_below_the_root()
    {
        await ExportAsync(await ImageAsync(new LayerBuilder().File("//etc///./motd", "hello")));
        Assert.That(File.ReadAllText(Path.Combine(Slot, "etc/motd")), Is.EqualTo("hello"));
    }

    [Test]
    public async Task A_link_to_outside_leads_to_the_same_place_within_the_image()
    {
        await ExportAsync(await ImageAsync(new LayerBuilder().Folder(Outside[1..]).Link("a", Outside).File("a/x", "inside")));
        Assert.That(File.ReadAllText(Path.Combine(Slot, Outside[1..], "x")), Is.EqualTo("inside"));
    }

    [Test]
    public async Task A_link_to_the_folder_above_the_root_leads_to_the_root()
    {
        await ExportAsync(await ImageAsync(new LayerBuilder().Link("a", "..").Link("b", "../../../..").File("a/x", "1").File("b/outside/treasure", "2")));
        Assert.That(File.ReadAllText(Path.Combine(Slot, "x")), Is.EqualTo("1"));
        Assert.That(File.ReadAllText(Path.Combine(Slot, "outside/treasure")), Is.EqualTo("2"));
    }

    [Test]
    public async Task A_folder_that_is_replaced_by_a_link_within_one_layer_leads_nowhere()
    {
        await ExportAsync(await ImageAsync(new LayerBuilder().Folder("a").File("a/treasure", "first").Link("a", Outside).File("a/treasure", "second").HardLink("a/again", "a/treasure")));
        Assert.That(new DirectoryInfo(Path.Combine(Slot, "a")).LinkTarget, Is.EqualTo(Outside));
        Assert.That(File.ReadAllText(Path.Combine(Slot, Outside[1..], "treasure")), Is.EqualTo("second"));
    }

    [Test]
    public async Task Links_in_a_circle_are_refused() =>
        await RefusesAsync(DeviceFault.Failed, async () => await ExportAsync(await ImageAsync(new LayerBuilder().Link("a", "b").Link("b", "a").File("a/x", "x"))));

    [Test]
    public async Task A_link_on_the_partition_is_replaced_by_the_images_folder()
    {
        File.CreateSymbolicLink(Path.Combine(Slot, "etc"), Outside);
        File.CreateSymbolicLink(Path.Combine(Slot, "file"), Path.Combine(Outside, "treasure"));
        await ExportAsync(await ImageAsync(new LayerBuilder().Folder("etc").File("etc/treasure", "mine").File("file", "mine too")));
        Assert.That(File.ReadAllText(Path.Combine(Slot, "etc/treasure")), Is.EqualTo("mine"));
        Assert.That(File.ReadAllText(Path.Combine(Slot, "file")), Is.EqualTo("mine too"));
        Assert.That(new FileInfo(Path.Combine(Slot, "file")).LinkTarget, Is.Null);
    }

    [Test]
    public async Task A_link_in_the_place_of_the_target_folder_is_refused()
    {
        var image = await ImageAsync(new LayerBuilder().File("x", "x"));
        File.CreateSymbolicLink(Path.Combine(Slot, "into"), Outside);
        await RefusesAsync(DeviceFault.Failed, async () => await Images.ExportAsync(image, TreeSelection.All, new PartitionPath("slot", "/into"), default));
    }

    [Test]
    public async Task A_size_larger_than_the_content_is_refused() => await RefusesAsync(
        DeviceFault.Failed, async () => await ExportAsync(await ImageAsync(new LayerBuilder().Add("lie", '0', "short"u8.ToArray(), claimedSize: 1_000_000))));

    [Test]
    public async Task A_size_that_no_disk_has_is_refused() => await RefusesAsync(
        DeviceFault.Failed, async () => await ExportAsync(await ImageAsync(new LayerBuilder().Add("lie", '0', "short"u8.ToArray(), claimedSize: (1L << 33) - 1))));

    [Test]
    public async Task What_is_no_archive_is_refused()
    {
        Folder.AddTars("os", "amd64", Packing.Gzip, [.. Enumerable.Range(1, 2000).Select(number => (byte)number)]);
        await RefusesAsync(DeviceFault.Failed, async () => await ExportAsync(await PinAsync("oci:oci:os")));
    }
}
