using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;
using Planner.Engine.Images;

namespace Planner.Devices.Contract;

/// <summary>What the reading calls of <see cref="IFiles"/> promise.</summary>
public abstract class FilesReadContract : DeviceContract
{
    [Test]
    public async Task Knows_everything_about_a_file()
    {
        var song = (await Device.Files.StatAsync(At("rootA:/data/song"), default))!;
        Assert.Multiple(() =>
        {
            Assert.That(song.Path, Is.EqualTo("/data/song"));
            Assert.That(song.Type, Is.EqualTo(EntryType.File));
            Assert.That(song.Mode, Is.EqualTo(0b110_000_000));
            Assert.That((song.Uid, song.Gid), Is.EqualTo((1000, 100)));
            Assert.That(song.Size, Is.EqualTo(ContractContent.Song.Length));
            Assert.That(song.ModifiedAt, Is.EqualTo(ContractContent.ImageTime));
            Assert.That(song.Attributes["user.mood"], Is.EqualTo("calm"u8.ToArray()));
        });
    }

    [Test]
    public async Task Knows_setuid_and_sticky_bits()
    {
        Assert.That((await Device.Files.StatAsync(At("rootA:/data/su"), default))!.Mode, Is.EqualTo(0b100_111_101_101));
        Assert.That((await Device.Files.StatAsync(At("rootA:/empty"), default))!.Mode, Is.EqualTo(0b1_111_111_111));
    }

    [Test]
    public async Task A_folder_has_no_size()
    {
        var folder = (await Device.Files.StatAsync(At("rootA:/data"), default))!;
        Assert.That((folder.Type, folder.Size), Is.EqualTo((EntryType.Folder, 0L)));
    }

    [Test]
    public async Task The_root_is_a_folder() =>
        Assert.That((await Device.Files.StatAsync(At("rootA:/"), default))!.Type, Is.EqualTo(EntryType.Folder));

    [Test]
    public async Task A_link_is_looked_at_itself()
    {
        var link = (await Device.Files.StatAsync(At("rootA:/data/tune"), default))!;
        Assert.That((link.Type, link.Target, link.Size), Is.EqualTo((EntryType.Link, "song", 0L)));
    }

    [TestCase("rootA:/nothing")]
    [TestCase("rootA:/no/such/folder/file")]
    [TestCase("rootA:/data/song/below-a-file")]
    [TestCase("rootA:/music/song")]
    public async Task Finds_nothing_where_nothing_is(string path)
    {
        Assert.That(await Device.Files.StatAsync(At(path), default), Is.Null);
        Assert.That(await Device.Files.ReadAsync(At(path), default), Is.Null);
        Assert.That(await Device.Files.DigestAsync(At(path), default), Is.Null);
    }

    [Test]
    public async Task Refuses_to_read_what_is_no_file()
    {
        await RefusesAsync(async () => await Device.Files.ReadAsync(At("rootA:/data"), default));
        await RefusesAsync(async () => await Device.Files.ReadAsync(At("rootA:/data/tune"), default));
    }

    [Test]
    public async Task Only_a_file_has_a_digest()
    {
        Assert.That(await Device.Files.DigestAsync(At("rootA:/data/song"), default), Is.EqualTo(TreeSnapshotBuilder.DigestOf(ContractContent.Song)));
        Assert.That(await Device.Files.DigestAsync(At("rootA:/data"), default), Is.Null);
        Assert.That(await Device.Files.DigestAsync(At("rootA:/data/tune"), default), Is.Null);
    }

    [Test]
    public async Task Hashes_every_plain_file_of_a_tree_by_its_path_and_nothing_else()
    {
        var song = Convert.ToHexStringLower(System.Security.Cryptography.CryptographicOperations.HashData(System.Security.Cryptography.HashAlgorithmName.MD5, ContractContent.Song));
        var hashed = await Device.Files.Md5Async(At("rootA:/"), ["/order", "/etc/hostname", "/data/s"], default);
        Assert.That(hashed.Select(file => file.Key), Is.EqualTo(new[] { "/data/chorus", "/data/song", "/data/su", "/etc/os-release" }));
        Assert.That((hashed["/data/song"], hashed["/data/chorus"]), Is.EqualTo((song, song)));
        Assert.That((await Device.Files.Md5Async(At("rootA:/data"), [], default)).Select(file => file.Key), Is.EqualTo(new[] { "/chorus", "/song", "/su" }));
        Assert.That(await Device.Files.Md5Async(At("rootA:/nowhere"), [], default), Is.Empty);
        Assert.That(await Device.Files.Md5Async(At("rootA:/nothing"), [], default), Is.Empty);
    }

    [Test]
    public async Task Reads_every_byte_of_a_file() =>
        Assert.That(await Device.Files.ReadAsync(At("rootA:/data/chorus"), default), Is.EqualTo(ContractContent.Song));

    [Test]
    public async Task Refuses_to_read_a_file_of_more_than_4_MiB()
    {
        await Device.Files.WriteAsync(At("data:/big"), new byte[(4 << 20) + 1], 0b110_100_100, default);
        await RefusesAsync(async () => await Device.Files.ReadAsync(At("data:/big"), default));
        await Device.Files.WriteAsync(At("data:/big"), new byte[4 << 20], 0b110_100_100, default);
        Assert.That(await Device.Files.ReadAsync(At("data:/big"), default), Has.Length.EqualTo(4 << 20));
    }

    [Test]
    public async Task Lists_a_folder_by_name_in_ordinal_order()
    {
        var listed = await Device.Files.ListAsync(At("rootA:/order"), default);
        Assert.That(listed.Select(entry => entry.Path), Is.EqualTo(new[] { "/B", "/C", "/a", "/a-b", "/a.b" }));
        Assert.That(listed[1].Type, Is.EqualTo(EntryType.Folder));
        Assert.That(listed[0].Size, Is.EqualTo(1));
    }

    [Test]
    public async Task Lists_only_what_a_folder_itself_holds() =>
        Assert.That((await Device.Files.ListAsync(At("rootA:/"), default)).Select(entry => entry.Path).Except(["/lost+found"]), Is.EqualTo(new[] { "/data", "/empty", "/etc", "/music", "/nowhere", "/order" }));

    [TestCase("rootA:/empty")]
    [TestCase("rootA:/nothing")]
    [TestCase("rootA:/music")]
    public async Task Lists_nothing_of_an_empty_or_missing_folder_or_of_a_link(string folder) =>
        Assert.That(await Device.Files.ListAsync(At(folder), default), Is.Empty);

    [Test]
    public async Task Reads_a_whole_tree_as_it_was_laid_down()
    {
        var tree = Without(await Device.Files.ReadTreeAsync(At("rootA:/"), default), "/lost+found");
        Assert.That(ContractContent.Partitions["rootA"].Manifest.DifferencesTo(tree), Is.Empty);
    }

    [Test]
    public async Task Paths_of_a_tree_begin_at_its_root()
    {
        var tree = await Device.Files.ReadTreeAsync(At("rootA:/order"), default);
        Assert.That(tree.Entries.Select(entry => entry.Path), Is.EqualTo(new[] { "/", "/B", "/C", "/a", "/a-b", "/a.b" }));
    }

    [Test]
    public async Task Names_of_one_file_are_known_as_such()
    {
        var tree = await Device.Files.ReadTreeAsync(At("rootA:/data"), default);
        Assert.That(tree["/chorus"]!.SameAs, Is.Null);
        Assert.That(tree["/song"]!.SameAs, Is.EqualTo("/chorus"));
        Assert.That(tree["/song"]!.Digest, Is.EqualTo(tree["/chorus"]!.Digest));
    }

    [Test]
    public async Task A_tree_that_is_not_there_has_no_entry() =>
        Assert.That((await Device.Files.ReadTreeAsync(At("rootA:/nothing"), default)).Entries, Is.Empty);

    [Test]
    public async Task Refuses_every_call_on_a_partition_that_is_not_there()
    {
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Files.StatAsync(At("swap:/a"), default));
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Files.ReadAsync(At("swap:/a"), default));
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Files.ListAsync(At("swap:/"), default));
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Files.WriteAsync(At("swap:/a"), new byte[1], 0, default));
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Files.DeleteAsync(At("swap:/a"), default));
    }

    static TreeManifest Without(TreeManifest tree, string path) => TreeManifest.Of(tree.Entries.Where(entry => entry.Path != path));
}
