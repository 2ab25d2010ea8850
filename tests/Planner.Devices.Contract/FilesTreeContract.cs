using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Contract;

/// <summary>What the calls of <see cref="IFiles"/> that change names promise: copy, rename, delete, make a folder.</summary>
public abstract class FilesTreeContract : DeviceContract
{
    [Test]
    public async Task A_whole_root_is_copied_with_everything_that_it_keeps()
    {
        await Device.Disks.FormatAsync("rootB", new FileSystem("ext4", "c-rootB", new Guid("0f1e2d3c-4b5a-4697-8887-76655443322a")), default);
        await Device.Files.CopyAsync(At("rootA:/"), At("rootB:/"), default);
        await Device.Files.FlushAllAsync("rootB", default);
        await Device.Disks.RemountAsync("rootB", default);
        var (one, other) = (await Device.Files.ReadTreeAsync(At("rootA:/"), default), await Device.Files.ReadTreeAsync(At("rootB:/"), default));
        Assert.That(one.Entries, Has.Some.Property("SameAs").Not.Null);
        Assert.That(one.DifferencesTo(other), Is.Empty);
        Assert.That((await Device.Files.StatAsync(At("rootB:/data/song"), default))!.ModifiedAt, Is.EqualTo(ContractContent.ImageTime));
    }

    [Test]
    public async Task A_copy_is_the_same_file_in_every_respect()
    {
        await Device.Files.CopyAsync(At("rootA:/data/song"), At("rootB:/data/copy"), default);
        var (song, copy) = (await Device.Files.StatAsync(At("rootA:/data/song"), default), await Device.Files.StatAsync(At("rootB:/data/copy"), default));
        Assert.That(song!.DifferencesTo(copy!), Is.Empty);
        Assert.That(copy!.ModifiedAt, Is.EqualTo(song.ModifiedAt));
        Assert.That(await Device.Files.ReadAsync(At("rootB:/data/copy"), default), Is.EqualTo(ContractContent.Song));
    }

    [Test]
    public async Task Copying_over_a_file_replaces_all_of_it()
    {
        await WriteAsync("data:/file", "a long text of before");
        await Device.Files.CopyAsync(At("rootA:/etc/hostname"), At("data:/file"), default);
        Assert.That(await ReadAsync("data:/file"), Is.EqualTo("resin\n"));
    }

    [Test]
    public async Task Copying_over_a_link_replaces_the_link()
    {
        await Device.Files.CopyAsync(At("rootA:/etc/hostname"), At("rootA:/data/tune"), default);
        Assert.That(await ReadAsync("rootA:/data/tune"), Is.EqualTo("resin\n"));
        Assert.That(await Device.Files.ReadAsync(At("rootA:/data/song"), default), Is.EqualTo(ContractContent.Song));
    }

    [Test]
    public async Task A_link_is_copied_as_a_link()
    {
        await Device.Files.CopyAsync(At("rootA:/data/tune"), At("data:/tune"), default);
        Assert.That((await Device.Files.StatAsync(At("data:/tune"), default))!.Target, Is.EqualTo("song"));
    }

    [Test]
    public async Task A_folder_is_copied_with_all_below_it()
    {
        await Device.Files.CopyAsync(At("rootA:/order"), At("data:/copy"), default);
        var (order, copy) = (await Device.Files.ReadTreeAsync(At("rootA:/order"), default), await Device.Files.ReadTreeAsync(At("data:/copy"), default));
        Assert.That(order.DifferencesTo(copy), Is.Empty);
    }

    [Test]
    public async Task Copies_nothing_that_is_not_there() =>
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Files.CopyAsync(At("rootA:/none"), At("data:/copy"), default));

    [Test]
    public async Task Copying_to_a_full_partition_is_told()
    {
        await Device.Files.WriteAsync(At("data:/big"), new byte[20 << 20], 0b110_100_100, default);
        await RefusesAsync(DeviceFault.NoSpace, async () =>
        {
            await Device.Files.CopyAsync(At("data:/big"), At("rootB:/big"), default);
            await Device.Files.FlushAsync(At("rootB:/big"), default);
        });
    }

    [Test]
    public async Task Renaming_replaces_what_is_there()
    {
        await WriteAsync("data:/new", "new");
        await WriteAsync("data:/old", "old");
        await Device.Files.RenameAsync(At("data:/new"), At("data:/old"), default);
        Assert.That(await ReadAsync("data:/old"), Is.EqualTo("new"));
        Assert.That(await Device.Files.StatAsync(At("data:/new"), default), Is.Null);
    }

    [Test]
    public async Task Renaming_a_folder_takes_all_below_it_along()
    {
        await Device.Files.RenameAsync(At("rootA:/order"), At("rootA:/empty/moved"), default);
        Assert.That(await ReadAsync("rootA:/empty/moved/a.b"), Is.EqualTo("4"));
        Assert.That(await Device.Files.StatAsync(At("rootA:/order/a.b"), default), Is.Null);
        Assert.That(await Device.Files.StatAsync(At("rootA:/order"), default), Is.Null);
    }

    [Test]
    public async Task Renames_nothing_that_is_not_there_and_nothing_to_another_partition()
    {
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Files.RenameAsync(At("data:/none"), At("data:/other"), default));
        await RefusesAsync(async () => await Device.Files.RenameAsync(At("rootA:/etc/hostname"), At("data:/hostname"), default));
        Assert.That(await ReadAsync("rootA:/etc/hostname"), Is.EqualTo("resin\n"));
    }

    [Test]
    public async Task A_file_is_deleted_and_its_other_name_stays()
    {
        await Device.Files.DeleteAsync(At("rootA:/data/chorus"), default);
        Assert.That(await Device.Files.StatAsync(At("rootA:/data/chorus"), default), Is.Null);
        Assert.That(await Device.Files.ReadAsync(At("rootA:/data/song"), default), Is.EqualTo(ContractContent.Song));
        Assert.That((await Device.Files.ReadTreeAsync(At("rootA:/data"), default))["/song"]!.SameAs, Is.Null);
    }

    [Test]
    public async Task A_folder_is_deleted_with_all_below_it_but_not_what_links_in_it_point_to()
    {
        await Device.Files.CopyAsync(At("rootA:/music"), At("rootA:/order/away"), default);
        await Device.Files.DeleteAsync(At("rootA:/order"), default);
        Assert.That(await Device.Files.StatAsync(At("rootA:/order"), default), Is.Null);
        Assert.That(await Device.Files.StatAsync(At("rootA:/data/song"), default), Is.Not.Null);
    }

    [Test]
    public async Task A_link_is_deleted_and_not_what_it_points_to()
    {
        await Device.Files.DeleteAsync(At("rootA:/music"), default);
        Assert.That(await Device.Files.StatAsync(At("rootA:/music"), default), Is.Null);
        Assert.That(await Device.Files.StatAsync(At("rootA:/data/song"), default), Is.Not.Null);
    }

    [TestCase("data:/none")]
    [TestCase("data:/none/below")]
    public async Task Deleting_nothing_is_fine(string path) =>
        await Assert.ThatAsync(async () => await Device.Files.DeleteAsync(At(path), default), Throws.Nothing);

    [Test]
    public async Task A_folder_is_made_with_its_mode_and_its_parents()
    {
        await Device.Files.MakeFolderAsync(At("data:/a/b/c"), 0b111_000_000, default);
        var folder = (await Device.Files.StatAsync(At("data:/a/b/c"), default))!;
        Assert.That((folder.Type, folder.Mode), Is.EqualTo((EntryType.Folder, 0b111_000_000)));
        Assert.That((await Device.Files.StatAsync(At("data:/a/b"), default))!.Type, Is.EqualTo(EntryType.Folder));
    }

    [Test]
    public async Task Making_a_folder_that_is_there_keeps_what_it_holds()
    {
        await Device.Files.MakeFolderAsync(At("rootA:/etc"), 0b111_101_101, default);
        Assert.That(await ReadAsync("rootA:/etc/hostname"), Is.EqualTo("resin\n"));
    }

    [Test]
    public async Task Makes_no_folder_where_a_file_is() =>
        await RefusesAsync(async () => await Device.Files.MakeFolderAsync(At("rootA:/etc/hostname"), 0b111_101_101, default));
}
