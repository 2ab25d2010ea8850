using System.Text;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Contract;

/// <summary>What the calls of <see cref="IFiles"/> that write into files promise.</summary>
public abstract class FilesWriteContract : DeviceContract
{
    [Test]
    public async Task Writing_makes_the_file_with_its_mode_and_the_folders_above()
    {
        await Device.Files.WriteAsync(At("data:/a/b/c"), "hello"u8.ToArray(), 0b110_110_110, default);
        var file = (await Device.Files.StatAsync(At("data:/a/b/c"), default))!;
        Assert.That((file.Type, file.Mode, file.Size, file.Uid, file.Gid), Is.EqualTo((EntryType.File, 0b110_110_110, 5L, 0, 0)));
        Assert.That((await Device.Files.StatAsync(At("data:/a/b"), default))!.Mode, Is.EqualTo(0b111_101_101));
        Assert.That(await ReadAsync("data:/a/b/c"), Is.EqualTo("hello"));
    }

    [Test]
    public async Task Writing_over_a_file_leaves_nothing_of_it_and_sets_its_mode()
    {
        await WriteAsync("data:/file", "a long text of before");
        await Device.Files.WriteAsync(At("data:/file"), "short"u8.ToArray(), 0b110_000_000, default);
        Assert.That(await ReadAsync("data:/file"), Is.EqualTo("short"));
        Assert.That((await Device.Files.StatAsync(At("data:/file"), default))!.Mode, Is.EqualTo(0b110_000_000));
    }

    [Test]
    public async Task A_link_is_made_with_the_folders_above_and_takes_the_place_of_a_file()
    {
        await WriteAsync("data:/a/other", "a file");
        await Device.Files.LinkAsync(At("data:/a/b/link"), "../other", default);
        await Device.Files.LinkAsync(At("data:/a/other"), "/elsewhere", default);
        await Device.Files.LinkAsync(At("data:/a/b/link"), "../another", default);
        var (link, other) = (await Device.Files.StatAsync(At("data:/a/b/link"), default), await Device.Files.StatAsync(At("data:/a/other"), default));
        Assert.That((link!.Type, link.Target, other!.Type, other.Target), Is.EqualTo((EntryType.Link, "../another", EntryType.Link, "/elsewhere")));
    }

    [Test]
    public async Task A_link_never_takes_the_place_of_a_folder()
    {
        await WriteAsync("data:/a/b", "a file");
        await RefusesAsync(DeviceFault.Failed, () => Device.Files.LinkAsync(At("data:/a"), "/elsewhere", default).AsTask());
        Assert.That(await ReadAsync("data:/a/b"), Is.EqualTo("a file"));
    }

    [Test]
    public async Task The_program_is_stored_as_it_is_for_its_owner_to_execute()
    {
        var program = await Device.Program.LookAsync(default);
        await Device.Program.StoreAsync(At("data:/run/planner"), default);
        var stored = (await Device.Files.StatAsync(At("data:/run/planner"), default))!;
        Assert.That((stored.Size, stored.Mode, await Device.Files.DigestAsync(At("data:/run/planner"), default)), Is.EqualTo((program.Size, 0b111_000_000, program.Digest)));
    }

    [Test]
    public async Task An_empty_file_is_a_file()
    {
        await WriteAsync("data:/remove_me_to_reset", "");
        Assert.That(await ReadAsync("data:/remove_me_to_reset"), Is.Empty);
        Assert.That((await Device.Files.StatAsync(At("data:/remove_me_to_reset"), default))!.Type, Is.EqualTo(EntryType.File));
    }

    [Test]
    public async Task Writing_into_one_name_of_a_file_shows_under_the_other()
    {
        await WriteAsync("rootA:/data/song", "a new song");
        Assert.That(await ReadAsync("rootA:/data/chorus"), Is.EqualTo("a new song"));
    }

    [Test]
    public async Task Never_writes_through_a_link()
    {
        await RefusesAsync(async () => await WriteAsync("rootA:/data/tune", "intruder"));
        await RefusesAsync(async () => await WriteAsync("rootA:/music/song", "intruder"));
        await RefusesAsync(async () => await Device.Files.OverwriteAsync(At("rootA:/data/tune"), 0, "in"u8.ToArray(), default));
        await RefusesAsync(async () => await Device.Files.AppendAsync(At("rootA:/data/tune"), "in"u8.ToArray(), default));
        Assert.That(await Device.Files.ReadAsync(At("rootA:/data/song"), default), Is.EqualTo(ContractContent.Song));
        Assert.That((await Device.Files.StatAsync(At("rootA:/data/tune"), default))!.Type, Is.EqualTo(EntryType.Link));
    }

    [Test]
    public async Task Refuses_to_write_where_a_folder_is_or_below_a_file()
    {
        await RefusesAsync(async () => await WriteAsync("rootA:/data", "x"));
        await RefusesAsync(async () => await WriteAsync("rootA:/etc/hostname/x", "x"));
    }

    [Test]
    public async Task Overwriting_keeps_length_mode_and_the_bytes_around()
    {
        await Device.Files.WriteAsync(At("data:/file"), "0123456789"u8.ToArray(), 0b110_000_000, default);
        await Device.Files.OverwriteAsync(At("data:/file"), 3, "abc"u8.ToArray(), default);
        Assert.That(await ReadAsync("data:/file"), Is.EqualTo("012abc6789"));
        Assert.That((await Device.Files.StatAsync(At("data:/file"), default))!.Mode, Is.EqualTo(0b110_000_000));
    }

    [Test]
    public async Task Overwriting_never_goes_past_the_end()
    {
        await WriteAsync("data:/file", "0123456789");
        await RefusesAsync(async () => await Device.Files.OverwriteAsync(At("data:/file"), 8, "abc"u8.ToArray(), default));
        Assert.That(await ReadAsync("data:/file"), Is.EqualTo("0123456789"));
    }

    [Test]
    public async Task Overwrites_no_file_that_is_not_there()
    {
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Files.OverwriteAsync(At("data:/none"), 0, "abc"u8.ToArray(), default));
        Assert.That(await Device.Files.StatAsync(At("data:/none"), default), Is.Null);
    }

    [Test]
    public async Task Appending_makes_a_private_file_and_the_folders_above()
    {
        await Device.Files.AppendAsync(At("state:/planner/journal"), "one\n"u8.ToArray(), default);
        await Device.Files.AppendAsync(At("state:/planner/journal"), "two\n"u8.ToArray(), default);
        Assert.That(await ReadAsync("state:/planner/journal"), Is.EqualTo("one\ntwo\n"));
        Assert.That((await Device.Files.StatAsync(At("state:/planner/journal"), default))!.Mode, Is.EqualTo(0b110_000_000));
    }

    [Test]
    public async Task A_full_partition_is_told_and_stays_usable()
    {
        await RefusesAsync(DeviceFault.NoSpace, () => FillAsync("rootB:/filler"));
        await Device.Files.DeleteAsync(At("rootB:/filler"), default);
        await Device.Files.FlushAllAsync("rootB", default);
        await WriteAsync("rootB:/after", "room again");
        Assert.That(await ReadAsync("rootB:/after"), Is.EqualTo("room again"));
    }

    [Test]
    public async Task A_full_partition_still_reads_and_overwrites()
    {
        await WriteAsync("rootB:/before", "0123456789");
        await RefusesAsync(DeviceFault.NoSpace, () => FillAsync("rootB:/filler"));
        await Device.Files.OverwriteAsync(At("rootB:/before"), 0, "ab"u8.ToArray(), default);
        await Device.Files.FlushAsync(At("rootB:/before"), default);
        Assert.That(await ReadAsync("rootB:/before"), Is.EqualTo("ab23456789"));
    }

    [Test]
    public async Task Appending_to_a_full_partition_is_told()
    {
        await RefusesAsync(DeviceFault.NoSpace, async () =>
        {
            for (var written = 0; written < 2 * ContractLayout.SlotSize; written += 1 << 20)
                await Device.Files.AppendAsync(At("rootB:/log"), new byte[1 << 20], default);
            await Device.Files.FlushAsync(At("rootB:/log"), default);
        });
    }

    [Test]
    public async Task Flushing_takes_files_and_folders()
    {
        await WriteAsync("data:/kept/file", "as written");
        await Device.Files.FlushAsync(At("data:/kept/file"), default);
        await Device.Files.FlushAsync(At("data:/kept"), default);
        await Device.Files.FlushAsync(At("data:/"), default);
        await Device.Disks.RemountAsync("data", default);
        Assert.That(await ReadAsync("data:/kept/file"), Is.EqualTo("as written"));
    }

    [Test]
    public async Task Flushes_nothing_that_is_not_there() =>
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Files.FlushAsync(At("data:/none"), default));

    [Test]
    public async Task A_call_that_was_ended_before_it_began_does_nothing()
    {
        await Assert.CatchAsync<OperationCanceledException>(async () => await Device.Files.WriteAsync(At("data:/file"), Encoding.UTF8.GetBytes("x"), 0b110_100_100, new CancellationToken(true)));
        Assert.That(await Device.Files.StatAsync(At("data:/file"), default), Is.Null);
    }

    async Task FillAsync(string path)
    {
        await Device.Files.WriteAsync(At(path), new byte[ContractLayout.SlotSize], 0b110_100_100, default);
        await Device.Files.FlushAsync(At(path), default);
    }
}
