using Planner.Engine.Devices;
using Planner.Engine.Disks;

namespace Planner.Devices.Contract;

/// <summary>What <see cref="IDisks"/> promises of partition tables, on a device of <see cref="ContractDisk"/>.</summary>
public abstract class TablesContract : DeviceContract
{
    [Test]
    public async Task The_table_is_the_layouts_and_in_force()
    {
        var table = await TableAsync();
        Assert.That(PlannedTable.Differences(ContractDisk.Layout, table.Written), Is.Empty);
        Assert.That(table.Written.DiskSize, Is.EqualTo(ContractDisk.Size));
        Assert.That(table.IsInForce, Is.True);
    }

    [Test]
    public async Task A_chain_alone_changes_no_table()
    {
        var before = await TableAsync();
        await Device.Disks.WriteChainAsync(PlannedTable.Of(ContractDisk.Next, before.Written), default);
        var after = await TableAsync();
        Assert.That(after.Written.IsSameAs(before.Written), Is.True, after.Written.ToString());
        Assert.That(after.IsInForce, Is.True);
        Assert.That(await ReadAsync("data:/resin-data/1/diary"), Is.EqualTo("dear diary"));
        Assert.That(await ReadAsync("rootA:/etc/hostname"), Is.EqualTo("resin\n"));
    }

    [Test]
    public async Task A_written_table_is_there_and_in_force()
    {
        await ChangeAsync();
        var table = await TableAsync();
        Assert.That(PlannedTable.Differences(ContractDisk.Next, table.Written), Is.Empty);
        Assert.That(table.IsInForce, Is.True);
    }

    [Test]
    public async Task A_partition_that_keeps_its_start_keeps_its_content()
    {
        var before = await Device.Files.ReadTreeAsync(At("rootA:/"), default);
        await ChangeAsync();
        Assert.That(before.DifferencesTo(await Device.Files.ReadTreeAsync(At("first:/"), default)), Is.Empty);
        Assert.That(await ReadAsync("data:/resin-data/1/diary"), Is.EqualTo("dear diary"));
        Assert.That(await ReadAsync("boot:/start.elf"), Is.EqualTo("old firmware"));
    }

    [Test]
    public async Task A_partition_that_grows_keeps_its_identity_and_its_file_system_fills_it_when_told()
    {
        var before = await LookAsync("rootA");
        await ChangeAsync();
        var grown = await LookAsync("first");
        Assert.That((grown.Id, grown.Size, grown.Uuid, grown.Free), Is.EqualTo((before.Id, 24L << 20, before.Uuid, before.Free)));
        await Device.Disks.GrowAsync("first", default);
        await Device.Disks.GrowAsync("first", default);
        Assert.That((await LookAsync("first")).Free - before.Free, Is.InRange(6 << 20, 8 << 20));
        Assert.That(await ReadAsync("first:/etc/hostname"), Is.EqualTo("resin\n"));
    }

    [Test]
    public async Task A_file_system_gets_another_label()
    {
        await Device.Disks.LabelAsync("rootA", "c-other", default);
        Assert.That((await LookAsync("rootA")).Label, Is.EqualTo("c-other"));
        Assert.That(await ReadAsync("rootA:/etc/hostname"), Is.EqualTo("resin\n"));
    }

    [Test]
    public async Task New_partitions_can_be_formatted_and_filled()
    {
        await ChangeAsync();
        foreach (var name in (string[])["second", "state"])
        {
            await Device.Disks.FormatAsync(name, new FileSystem("ext4", $"c-{name}", Guid.NewGuid()), default);
            await WriteAsync($"{name}:/etc/new", name);
            await Device.Files.FlushAllAsync(name, default);
        }

        Assert.That((await ReadAsync("second:/etc/new"), await ReadAsync("state:/etc/new")), Is.EqualTo(("second", "state")));
        Assert.That(((await LookAsync("second")).Size, (await LookAsync("state")).Size), Is.EqualTo((16L << 20, 8L << 20)));
        Assert.That(await ReadAsync("first:/etc/hostname"), Is.EqualTo("resin\n"));
    }

    [Test]
    public async Task Names_that_the_layout_in_force_lacks_are_gone()
    {
        await ChangeAsync();
        Assert.That(await Device.Disks.LookAsync("rootB", default), Is.Null);
    }

    [Test]
    public async Task Written_again_it_stays_as_it_is()
    {
        await ChangeAsync();
        var table = await TableAsync();
        await Device.Disks.WriteChainAsync(table.Written, default);
        await Device.Disks.WriteTableAsync(table.Written, default);
        Assert.That((await TableAsync()).Written.IsSameAs(table.Written), Is.True);
        Assert.That(await ReadAsync("data:/resin-data/1/diary"), Is.EqualTo("dear diary"));
    }

    [Test]
    public async Task Refuses_a_table_whose_chain_was_not_written()
    {
        var table = await TableAsync();
        await RefusesAsync(DeviceFault.Failed, async () => await Device.Disks.WriteTableAsync(PlannedTable.Of(ContractDisk.Next, table.Written), default));
        Assert.That((await TableAsync()).Written.IsSameAs(table.Written), Is.True);
    }

    [Test]
    public async Task Refuses_a_chain_in_the_place_of_the_present_one()
    {
        var table = (await TableAsync()).Written;
        var shorter = table with { Entries = [.. table.Entries.Select(entry => entry.Number == 5 ? entry with { Size = 8 << 20 } : entry)] };
        await RefusesAsync(DeviceFault.Failed, async () => await Device.Disks.WriteChainAsync(shorter, default));
        Assert.That((await TableAsync()).Written.IsSameAs(table), Is.True);
    }

    [Test]
    public async Task Refuses_what_can_not_be_a_table()
    {
        var table = (await TableAsync()).Written;
        var broken = table with { Entries = [.. table.Entries.Select(entry => entry.Number == 2 ? entry with { Size = 32 << 20 } : entry)] };
        await RefusesAsync(DeviceFault.Failed, async () => await Device.Disks.WriteChainAsync(broken, default));
        await RefusesAsync(DeviceFault.Failed, async () => await Device.Disks.WriteTableAsync(broken, default));
    }

    async Task ChangeAsync()
    {
        var table = PlannedTable.Of(ContractDisk.Next, (await TableAsync()).Written);
        await Device.Disks.WriteChainAsync(table, default);
        await Device.Disks.WriteTableAsync(table, default);
        await Device.NameAsync(ContractDisk.Next, default);
    }

    async Task<DiskTable> TableAsync() => await Device.Disks.TableAsync(default) ?? throw new AssertionException("there is no table");

    async Task<PartitionState> LookAsync(string partition) =>
        await Device.Disks.LookAsync(partition, default) ?? throw new AssertionException($"there is no {partition}");
}
