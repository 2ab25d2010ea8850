using Planner.Engine.Images;
using Planner.Testing;

namespace Planner.Devices.Linux.Tests.Images;

public sealed class Selections : ImageTest
{
    static LayerBuilder Os => new LayerBuilder().Folder(".", 0x1ED).Folder("etc", 0x1C0, 5, 5).File("etc/a", "a").HardLink("z-first-name", "etc/a").HardLink("zz", "etc/a")
        .Folder("quirks").Folder("quirks/etc").File("quirks/etc/a", "quirk").File("quirks/extra", "e").Folder("resin-boot").File("resin-boot/start.elf", "boot");

    [TestCase("/")]
    [TestCase("/", "/quirks", "/resin-boot")]
    [TestCase("/", "/etc/a")]
    [TestCase("/", "/etc/a", "/z-first-name")]
    [TestCase("/quirks")]
    [TestCase("/quirks", "/quirks/etc")]
    [TestCase("/resin-boot")]
    public async Task What_is_written_is_what_the_manifest_selects(string from, params string[] except)
    {
        var image = await ImageAsync(Os);
        var selection = new TreeSelection(from, except);
        await ExportAsync(image, selection);
        var written = (await TreeListing.OfAsync(Slot)).Skip(from == "/" ? 0 : 1);
        Assert.That(written, Is.EqualTo(TreeListing.Of((await Images.ReadTreeAsync(image, default)).Select(selection))));
    }

    [Test]
    public async Task A_second_export_merges_folders_and_replaces_the_rest()
    {
        var image = await ImageAsync(Os);
        await ExportAsync(image, new TreeSelection("/", ["/quirks"]));
        await ExportAsync(image, new TreeSelection("/quirks", []));
        var all = await Images.ReadTreeAsync(image, default);
        var expected = all.Select(new TreeSelection("/", ["/quirks"])).Over(all.Select(new TreeSelection("/quirks", [])));
        // The root's time is that of the second export, which does not take the root.
        Assert.That((await TreeListing.OfAsync(Slot)).Skip(1), Is.EqualTo(TreeListing.Of(expected).Skip(1)));
    }

    [Test]
    public async Task A_folder_that_is_merged_loses_what_only_the_old_one_had()
    {
        await ExportAsync(await ImageAsync(new LayerBuilder().Folder(".").Add("d/", '5', [], 0x1FF, 7, 7, attributes: [("user.old", [1])]).File("d/kept", "k")));
        Folder.Add("next", "amd64", Packing.None, new LayerBuilder().Folder("d", 0x1C0).File("d/new", "n"));
        await ExportAsync(await PinAsync("oci:oci:next"));
        Assert.That((await TreeListing.OfAsync(Slot)).Single(line => line.StartsWith("d|", StringComparison.Ordinal)), Is.EqualTo("d|d|700|0|0||1514764800.1234567|||||"));
        Assert.That(Directory.GetFileSystemEntries(Path.Combine(Slot, "d")), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task A_full_folder_gives_way_to_a_file()
    {
        Directory.CreateDirectory(Path.Combine(Slot, "zz/deep/deeper"));
        File.WriteAllText(Path.Combine(Slot, "zz/deep/file"), "old");
        var image = await ImageAsync(Os);
        await ExportAsync(image);
        Assert.That(await TreeListing.OfAsync(Slot), Is.EqualTo(TreeListing.Of(await Images.ReadTreeAsync(image, default))));
    }

    [Test]
    public async Task Exporting_twice_changes_nothing()
    {
        var image = await ImageAsync(Os);
        await ExportAsync(image);
        var once = await TreeListing.OfAsync(Slot);
        await ExportAsync(image);
        Assert.That(await TreeListing.OfAsync(Slot), Is.EqualTo(once));
    }

    [Test]
    public async Task A_folder_that_the_image_lacks_is_told()
    {
        var image = await ImageAsync(Os);
        await RefusesAsync(Planner.Engine.Devices.DeviceFault.NotFound, () => ExportAsync(image, new TreeSelection("/nowhere", [])));
    }
}
