using Planner.Devices.Contract;
using Planner.Devices.Simulated.Faults;
using Planner.Devices.Simulated.Tests.Contract;
using Planner.Engine.Devices;
using Planner.Engine.Disks;

namespace Planner.Devices.Simulated.Tests.Faults;

/// <summary>Partition tables whose change is cut.</summary>
public sealed class TableTests
{
    SimulatedDevice device = null!;
    PartitionTable next = null!;

    [SetUp]
    public async Task BeginAsync()
    {
        var file = ContractDevice.File(ContractLayout.Grub);
        var partitions = file.State!.Partitions.ToDictionary(pair => pair.Key, pair => pair.Key == "data" ? pair.Value with { Size = ContractLayout.DataSize } : pair.Value);
        device = SimulatedStart.Of(file with { State = file.State with { Partitions = partitions } }, ContractDisk.Layout).Begin();
        next = PlannedTable.Of(ContractDisk.Next, (await TableAsync()).Written);
    }

    [TearDown]
    public async Task EndAsync() => await device.DisposeAsync();

    [TestCase(FaultKind.Killed)]
    [TestCase(FaultKind.KilledDuring)]
    [TestCase(FaultKind.PowerLost)]
    [TestCase(FaultKind.PowerLostDuring)]
    public async Task A_chain_that_is_cut_changes_no_table_and_has_to_be_written_again(FaultKind kind)
    {
        device.Breaks(kind);
        await CutAsync(() => device.Disks.WriteChainAsync(next, default));
        await GoOnAsync(kind);
        Assert.That(PlannedTable.Differences(ContractDisk.Layout, (await TableAsync()).Written), Is.Empty);
        await Assert.ThatAsync(async () => await device.Disks.WriteTableAsync(next, default), Throws.TypeOf<DeviceException>());
        await device.Disks.WriteChainAsync(next, default);
        await device.Disks.WriteTableAsync(next, default);
        Assert.That((await TableAsync()).Written.IsSameAs(next), Is.True);
    }

    [Test]
    public async Task A_system_that_was_not_told_of_a_written_table_goes_on_with_the_old_one_until_it_is_told()
    {
        await device.Disks.WriteChainAsync(next, default);
        device.Breaks(FaultKind.KilledDuring);
        await CutAsync(() => device.Disks.WriteTableAsync(next, default));
        await GoOnAsync(FaultKind.KilledDuring);
        var table = await TableAsync();
        Assert.That((table.Written.IsSameAs(next), table.IsInForce), Is.EqualTo((true, false)));
        Assert.That((await device.Disks.LookAsync("rootA", default))!.Size, Is.EqualTo(16 << 20));
        await device.Disks.WriteTableAsync(next, default);
        Assert.That((await TableAsync()).IsInForce, Is.True);
        await device.NameAsync(ContractDisk.Next, default);
        Assert.That((await device.Disks.LookAsync("first", default))!.Size, Is.EqualTo(24 << 20));
    }

    [Test]
    public async Task A_boot_finds_the_table_that_was_written()
    {
        await device.Disks.WriteChainAsync(next, default);
        device.Breaks(FaultKind.PowerLostDuring);
        await CutAsync(() => device.Disks.WriteTableAsync(next, default));
        await GoOnAsync(FaultKind.PowerLostDuring);
        var table = await TableAsync();
        Assert.That((table.Written.IsSameAs(next), table.IsInForce), Is.EqualTo((true, true)));
        Assert.That(device.World.TextOf("data:/resin-data/1/diary"), Is.EqualTo("dear diary"));
    }

    [Test]
    public async Task A_table_whose_write_was_cut_before_it_began_is_the_old_one()
    {
        await device.Disks.WriteChainAsync(next, default);
        device.Breaks(FaultKind.PowerLost);
        await CutAsync(() => device.Disks.WriteTableAsync(next, default));
        await GoOnAsync(FaultKind.PowerLost);
        Assert.That(PlannedTable.Differences(ContractDisk.Layout, (await TableAsync()).Written), Is.Empty);
        Assert.That(device.World.TextOf("rootA:/etc/hostname"), Is.EqualTo("resin\n"));
    }

    [Test]
    public async Task What_lay_where_the_chain_was_written_is_lost()
    {
        await device.Disks.WriteChainAsync(next, default);
        Assert.That((await device.Disks.LookAsync("state", default))!.Type, Is.Null, "the new chain begins at 60 MiB, within it");
        Assert.That((await device.Disks.LookAsync("data", default))!.Type, Is.EqualTo("ext4"));
    }

    [Test]
    public async Task The_root_that_runs_is_not_taken_away()
    {
        var without = next with { Entries = [.. next.Entries.Where(entry => entry.Number != 2)] };
        await device.Disks.WriteChainAsync(without, default);
        await Assert.ThatAsync(async () => await device.Disks.WriteTableAsync(without, default), Throws.TypeOf<DeviceException>().With.Message.Contains("in use at /"));
    }

    async Task GoOnAsync(FaultKind kind)
    {
        if (kind is FaultKind.PowerLost or FaultKind.PowerLostDuring) await device.BootAsync(default);
        device = device.Another();
    }

    async Task<DiskTable> TableAsync() => (await device.Disks.TableAsync(default))!;

    static Task CutAsync(Func<ValueTask> call) => Assert.ThatAsync(async () => await call(), Throws.TypeOf<InterruptedException>());
}
