using System.Text;
using Planner.Testing;

namespace Planner.Devices.Linux.Tests.Images;

public sealed class Layers : ImageTest
{
    static LayerBuilder Base => new LayerBuilder().Folder(".").Folder("etc").File("etc/hosts", "127.0.0.1 localhost\n").File("etc/gone", "x").Folder("var").Folder("var/log", 0x3FF, 1, 4).File("var/log/old", "old");

    [Test]
    public async Task One_layer_with_all_that_a_tree_can_hold() => await EqualsUmociAsync(await ImageAsync(Base
        .File("bin", "not yet a folder").File("su", "root", mode: 0x9ED).File("mail", "m", mode: 0x5ED, uid: 8, gid: 12)
        .Link("sh", "busybox").Link("absolute", "/etc/hosts").HardLink("hosts", "etc/hosts").HardLink("etc/hosts2", "./etc/hosts")
        .Device("null", '3', 1, 3).Device("disk", '4', 259, 70000).Pipe("fifo")
        .File("ping", "p", 0x1ED, attributes: [("security.capability", [1, 0, 0, 2, 0x80, 0xFF, 0xA0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), ("user.note", [0, 10, 61, 255])])
        .Folder("spool").Add("locked", '5', [], 0x140, 1000, 1000, attributes: [("user.folder", [1])])
        .File("empty", "").File("big", new string('x', 3_000_000)).File("uid", "u", uid: 60000, gid: 65534)));

    [Test]
    public async Task Whiteouts_hide_files_and_folders() => await EqualsUmociAsync(await ImageAsync(Base, new LayerBuilder().Whiteout("etc/gone").Whiteout("var").Whiteout("never-there")));

    [Test]
    public async Task A_whiteout_hides_nothing_of_its_own_layer() =>
        await EqualsUmociAsync(await ImageAsync(Base, new LayerBuilder().Folder("etc").File("etc/gone", "new").Whiteout("etc/gone"), new LayerBuilder().File("z", "z")));

    [Test]
    public async Task An_opaque_folder_keeps_only_what_its_layer_holds() =>
        await EqualsUmociAsync(await ImageAsync(Base, new LayerBuilder().Folder("var", 0x1C0).Opaque("var").Folder("var/new").File("var/new/file", "n")));

    [Test]
    public async Task A_file_becomes_a_folder_and_a_folder_a_file() => await EqualsUmociAsync(await ImageAsync(
        Base.File("a", "file"), new LayerBuilder().Folder("a").File("a/inside", "i").File("var", "file now"), new LayerBuilder().Folder("var").File("var/x", "x")));

    [Test]
    public async Task A_folder_becomes_a_link_and_a_link_a_folder() => await EqualsUmociAsync(await ImageAsync(
        Base.Link("l", "etc"), new LayerBuilder().Link("var", "etc").Folder("l").File("l/own", "own")));

    [Test]
    public async Task A_hard_link_names_a_file_of_a_lower_layer() => await EqualsUmociAsync(await ImageAsync(Base, new LayerBuilder().HardLink("etc/again", "etc/hosts")));

    [Test]
    public async Task A_hard_link_keeps_the_content_of_a_file_that_is_replaced_later() =>
        await EqualsUmociAsync(await ImageAsync(Base.HardLink("kept", "etc/hosts"), new LayerBuilder().Folder("etc").Whiteout("etc/hosts"), new LayerBuilder().Folder("etc").File("etc/hosts", "new")));

    [Test]
    public async Task Names_longer_than_a_header() => await EqualsUmociAsync(await ImageAsync(Base
        .Folder(new string('d', 120)).File($"{new string('d', 120)}/{new string('f', 200)}", "deep").Link("long-link", new string('t', 180)).File("wörter-ü-日本", "utf-8")));

    [Test]
    public async Task An_entry_below_a_link_of_the_image_lands_where_the_link_leads() => await EqualsUmociAsync(await ImageAsync(
        Base.Folder("usr").Folder("usr/lib").Link("lib", "usr/lib").Link("up", "usr/../etc"), new LayerBuilder().File("lib/libc.so", "c").File("up/below", "b").Whiteout("up/gone")));

    [Test]
    public async Task One_layer_twice() => await EqualsUmociAsync(await ImageAsync(Base, new LayerBuilder().File("x", "1"), new LayerBuilder().File("x", "2"), new LayerBuilder().File("x", "1")));

    [Test]
    public async Task Packing_makes_no_difference()
    {
        var tar = Base.File("big", new string('y', 1_000_000)).ToTar();
        foreach (var packing in Enum.GetValues<Packing>()) Folder.AddTars($"{packing}", "amd64", packing, tar);
        var trees = new List<IReadOnlyList<string>>();
        foreach (var packing in Enum.GetValues<Packing>()) trees.Add(TreeListing.Of(await Images.ReadTreeAsync(await PinAsync($"oci:oci:{packing}"), default)));
        Assert.That(trees[0], Has.Count.EqualTo(8));
        Assert.That(trees, Is.All.EqualTo(trees[0]));
        await ExportAsync(await PinAsync("oci:oci:Zstd"));
        Assert.That(await TreeListing.OfAsync(Slot), Is.EqualTo(trees[0]));
    }

    [Test]
    public async Task A_file_of_the_image_is_read_through_its_links()
    {
        var image = await ImageAsync(Base.Link("link", "etc/../etc/hosts").Link("out", "../../../etc/hosts"), new LayerBuilder().Folder("etc").File("etc/hosts", "second"));
        foreach (var path in new[] { "/etc/hosts", "/link", "/out" })
            Assert.That(Encoding.UTF8.GetString((await Images.ReadFileAsync(image, path, default))!), Is.EqualTo("second"), path);
        Assert.That(await Images.ReadFileAsync(image, "/etc", default), Is.Null);
        Assert.That(await Images.ReadFileAsync(image, "/nothing", default), Is.Null);
    }
}
