using Planner.Engine.Devices;

namespace Planner.Devices.Contract;

/// <summary>What <see cref="IDisks"/> promises.</summary>
public abstract class DisksContract : DeviceContract
{
    const string Large = "data";

    static readonly FileSystem Fresh = new("ext4", "c-rootB", new Guid("0f1e2d3c-4b5a-4697-8887-76655443322a"));

    [Test]
    public async Task Knows_size_type_and_label_of_a_partition()
    {
        var state = await LookAsync("rootA");
        Assert.Multiple(() =>
        {
            Assert.That(state.Name, Is.EqualTo("rootA"));
            Assert.That(state.Size, Is.EqualTo(ContractLayout.SlotSize));
            Assert.That(state.Type, Is.EqualTo("ext4"));
            Assert.That(state.Label, Is.EqualTo("c-rootA"));
            Assert.That(Guid.TryParseExact(state.Uuid, "D", out _), Is.True, state.Uuid);
            Assert.That(state.Id, Is.Not.Empty);
            Assert.That(state.MountedElsewhere, Is.Null);
        });
    }

    [TestCase("ext3")]
    [TestCase("ext4")]
    [TestCase("btrfs")]
    public async Task Makes_file_systems_that_take_files(string type)
    {
        // btrfs needs more room than a slot of the contract has.
        await Device.Disks.FormatAsync(type == "btrfs" ? Large : "rootB", Fresh with { Type = type }, default);
        var state = await LookAsync(type == "btrfs" ? Large : "rootB");
        await WriteAsync($"{state.Name}:/etc/new", "fresh");
        await Device.Files.FlushAllAsync(state.Name, default);
        await Device.Disks.RemountAsync(state.Name, default);
        Assert.That((state.Type, state.Label, await ReadAsync($"{state.Name}:/etc/new")), Is.EqualTo((type, "c-rootB", "fresh")));
        Assert.That((await Device.Files.ReadTreeAsync(new PartitionPath(state.Name, "/"), default)).Entries.Select(entry => entry.Path), Is.EqualTo(new[] { "/", "/etc", "/etc/new" }));
    }

    [Test]
    public async Task Tells_partitions_apart() =>
        Assert.That((await LookAsync("rootA")).Id, Is.Not.EqualTo((await LookAsync("rootB")).Id));

    [Test]
    public async Task Used_and_free_are_within_the_size()
    {
        var state = await LookAsync("data");
        Assert.Multiple(() =>
        {
            Assert.That(state.Used, Is.GreaterThanOrEqualTo(0));
            Assert.That(state.Free, Is.GreaterThan(state.Size / 2));
            Assert.That(state.Used + state.Free, Is.LessThanOrEqualTo(state.Size));
        });
    }

    [Test]
    public async Task Has_no_partition_that_the_layout_lacks() =>
        Assert.That(await Device.Disks.LookAsync("swap", default), Is.Null);

    [Test]
    public async Task A_written_file_takes_its_blocks_from_what_is_free()
    {
        var before = await LookAsync("data");
        await Device.Files.WriteAsync(At("data:/big"), new byte[1 << 20], 0b110_100_100, default);
        await Device.Files.FlushAsync(At("data:/big"), default);
        var after = await LookAsync("data");
        Assert.That(before.Free - after.Free, Is.InRange(1 << 20, (1 << 20) + 65536));
        Assert.That(after.Used - before.Used, Is.InRange(1 << 20, (1 << 20) + 65536));
    }

    [Test]
    public async Task A_deleted_file_gives_its_blocks_back()
    {
        await Device.Files.WriteAsync(At("data:/big"), new byte[1 << 20], 0b110_100_100, default);
        await Device.Files.FlushAllAsync("data", default);
        var full = await LookAsync("data");
        await Device.Files.DeleteAsync(At("data:/big"), default);
        await Device.Files.FlushAllAsync("data", default);
        Assert.That((await LookAsync("data")).Free - full.Free, Is.GreaterThanOrEqualTo(1 << 20));
    }

    [TestCase("ext4")]
    [TestCase("ext3")]
    public async Task Formatting_gives_type_label_and_uuid(string type)
    {
        await Device.Disks.FormatAsync("rootB", Fresh with { Type = type }, default);
        var state = await LookAsync("rootB");
        Assert.Multiple(() =>
        {
            Assert.That(state.Type, Is.EqualTo(type));
            Assert.That(state.Label, Is.EqualTo("c-rootB"));
            Assert.That(state.Uuid, Is.EqualTo("0f1e2d3c-4b5a-4697-8887-76655443322a"));
        });
    }

    [Test]
    public async Task Formatting_keeps_identity_and_size_of_the_partition()
    {
        var before = await LookAsync("rootB");
        await Device.Disks.FormatAsync("rootB", Fresh, default);
        var after = await LookAsync("rootB");
        Assert.That((after.Id, after.Size), Is.EqualTo((before.Id, before.Size)));
    }

    [Test]
    public async Task A_formatted_partition_holds_nothing_of_before()
    {
        await Device.Disks.FormatAsync("rootB", Fresh, default);
        var names = (await Device.Files.ListAsync(At("rootB:/"), default)).Select(entry => entry.Path).Except(["/lost+found"]);
        Assert.That(names, Is.Empty);
        Assert.That(await Device.Files.StatAsync(At("rootB:/etc/left-over"), default), Is.Null);
    }

    [Test]
    public async Task A_formatted_ext3_holds_nothing_but_what_is_written()
    {
        await Device.Disks.FormatAsync("rootB", Fresh with { Type = "ext3" }, default);
        await WriteAsync("rootB:/etc/new", "new");
        Assert.That((await Device.Files.ReadTreeAsync(At("rootB:/"), default)).Entries.Select(entry => entry.Path), Is.EqualTo(new[] { "/", "/etc", "/etc/new" }));
    }

    [Test]
    public async Task A_formatted_partition_takes_files()
    {
        await Device.Disks.FormatAsync("rootB", Fresh, default);
        await WriteAsync("rootB:/etc/new", "fresh");
        Assert.That(await ReadAsync("rootB:/etc/new"), Is.EqualTo("fresh"));
    }

    [Test]
    public async Task Formatting_leaves_other_partitions_alone()
    {
        var before = await Device.Files.ReadTreeAsync(At("rootA:/"), default);
        await Device.Disks.FormatAsync("rootB", Fresh, default);
        Assert.That(before.DifferencesTo(await Device.Files.ReadTreeAsync(At("rootA:/"), default)), Is.Empty);
    }

    [Test]
    public async Task Formats_no_partition_that_is_not_there() =>
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Disks.FormatAsync("swap", Fresh, default));

    [Test]
    public async Task What_was_flushed_is_there_after_a_remount()
    {
        await WriteAsync("data:/kept/file", "as written");
        await Device.Files.FlushAllAsync("data", default);
        await Device.Disks.RemountAsync("data", default);
        Assert.That(await ReadAsync("data:/kept/file"), Is.EqualTo("as written"));
    }

    [Test]
    public async Task Remounts_no_partition_that_is_not_there() =>
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Disks.RemountAsync("swap", default));

    async Task<PartitionState> LookAsync(string partition) =>
        await Device.Disks.LookAsync(partition, default) ?? throw new AssertionException($"there is no {partition}");
}
