using Planner.Devices.Contract;
using Planner.Devices.Linux.Disks;
using Planner.Engine.Devices;
using Planner.Engine.Disks;

namespace Planner.Devices.Linux.Tests;

/// <summary>Tables that real tools write and read.</summary>
[NeedsRoot]
public sealed class PartitionTableTests
{
    const long Mi = 1 << 20;

    TestBench bench = null!;

    [SetUp]
    public void MakeBench() => bench = TestBench.Make();

    string Disk => Path.Join(bench.Folder, "disk.img");

    [Test]
    public void Sfdisk_and_parted_read_a_table_as_it_was_written()
    {
        bench.MakeDisk();
        var next = PlannedTable.Of(ContractDisk.Next, Read());
        Write(next);
        Assert.That(Read().IsSameAs(next), Is.True);
        var dump = TestBench.Run("sfdisk", "--dump", Disk).Split('\n').Where(line => line.Contains("start=", StringComparison.Ordinal) || line.StartsWith("label", StringComparison.Ordinal)).Select(line => line.Replace(Disk, "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal));
        Assert.That(dump, Is.EqualTo(new[]
        {
            "label:dos", "label-id:0x5ca1ab1e", "1:start=8192,size=32768,type=83", "2:start=40960,size=49152,type=83", "3:start=90112,size=32768,type=83",
            "4:start=122880,size=98304,type=5", "5:start=131072,size=16384,type=83", "6:start=155648,size=65536,type=83",
        }));
        Assert.That(TestBench.Run("sfdisk", "--verify", Disk), Does.Contain("No errors detected"));
        var parted = TestBench.Run("parted", "-s", "-m", Disk, "unit", "MiB", "print").Split('\n').Skip(2).Where(line => line.Length > 0).Select(line => string.Join(':', line.Split(':')[..4]));
        Assert.That(parted, Is.EqualTo(new[] { "1:4.00MiB:20.0MiB:16.0MiB", "2:20.0MiB:44.0MiB:24.0MiB", "3:44.0MiB:60.0MiB:16.0MiB", "4:60.0MiB:108MiB:48.0MiB", "5:64.0MiB:72.0MiB:8.00MiB", "6:76.0MiB:108MiB:32.0MiB" }));
    }

    [Test]
    public void A_table_of_parted_is_read()
    {
        using (var file = File.Create(Disk)) file.SetLength(64 * Mi);
        TestBench.Run("parted", "-s", Disk, "mklabel", "msdos", "mkpart", "primary", "fat32", "4MiB", "14MiB", "set", "1", "boot", "on", "mkpart", "primary", "14MiB", "24MiB", "mkpart", "extended", "24MiB", "100%", "mkpart", "logical", "28MiB", "32MiB", "mkpart", "logical", "36MiB", "100%");
        var table = Read();
        Assert.That(table.ToString(), Is.EqualTo("1 (4 MiB to 14 MiB), 2 (14 MiB to 24 MiB), 3 (24 MiB to 64 MiB) extended, 5 (28 MiB to 32 MiB), 6 (36 MiB to 64 MiB)"));
        Assert.That(table.Problems(), Is.Empty);
        Assert.That((table[1]!.Flag, table[1]!.Type), Is.EqualTo(((byte)0x80, (byte)0x0C)));
        var first = File.ReadAllBytes(Disk)[..512];
        Write(table);
        Assert.That(Read().IsSameAs(table), Is.True);
        Assert.That(File.ReadAllBytes(Disk)[..512], Is.EqualTo(first));
    }

    [Test]
    public void The_kernel_follows_a_table_while_a_partition_that_grows_is_mounted()
    {
        bench.MakeDisk();
        using var loop = new PartitionedLoop(Disk);
        var kernel = new KernelDisk(loop.Path);
        var (now, next) = (Read(), PlannedTable.Of(ContractDisk.Next, Read()));
        kernel.Follow(now, "follow");
        Assert.That(kernel.Follows(now), Is.True);
        var point = Directory.CreateDirectory(Path.Join(bench.Folder, "mounted")).FullName;
        TestBench.Run("mount", kernel.PathOf(2)!, point);
        try
        {
            Write(next);
            Assert.That(kernel.Follows(next), Is.False);
            kernel.Follow(next, "follow");
            Assert.That(kernel.Follows(next), Is.True);
            Assert.That(TestBench.Run("blockdev", "--getsize64", kernel.PathOf(2)!).Trim(), Is.EqualTo($"{24 * Mi}"));
            Assert.That(File.ReadAllText(Path.Join(point, "etc/hostname")), Is.EqualTo("resin\n"));
        }
        finally
        {
            TestBench.Run("umount", point);
        }
    }

    [Test]
    public void A_kernel_that_keeps_the_old_table_is_an_error()
    {
        bench.MakeDisk();
        using var loop = new PartitionedLoop(Disk);
        var kernel = new KernelDisk(loop.Path);
        kernel.Follow(Read(), "follow");
        var point = Directory.CreateDirectory(Path.Join(bench.Folder, "mounted")).FullName;
        TestBench.Run("mount", kernel.PathOf(3)!, point);
        try
        {
            var refused = Assert.Throws<DeviceException>(() => kernel.Follow(PlannedTable.Of(ContractDisk.Next, Read()), "write the table"))!;
            Assert.That(refused.Message, Does.Contain("the kernel goes on with the old one: partition 3 can not be taken away, EBUSY"));
        }
        finally
        {
            TestBench.Run("umount", point);
        }
    }

    [Test]
    public async Task What_is_mounted_elsewhere_is_not_taken_away()
    {
        await using var device = await bench.OpenDiskAsync(ContractDisk.Layout);
        var next = PlannedTable.Of(ContractDisk.Next, (await device.Disks.TableAsync(default))!.Written);
        await device.Disks.WriteChainAsync(next, default);
        var loop = TestBench.Run("losetup", "-n", "-O", "NAME,OFFSET", "-j", Disk).Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Single(line => line.Length == 2 && line[1] == $"{36 * Mi}")[0];
        var point = Directory.CreateDirectory(Path.Join(bench.Folder, "mounted")).FullName;
        TestBench.Run("mount", loop, point);
        try
        {
            var refused = (await Assert.ThrowsAsync<DeviceException>(async () => await device.Disks.WriteTableAsync(next, default)))!;
            Assert.That(refused.Message, Does.Contain($"partition 3 (36 MiB to 52 MiB) is in use at {point}"));
            Assert.That(PlannedTable.Differences(ContractDisk.Layout, Read()), Is.Empty);
        }
        finally
        {
            TestBench.Run("umount", point);
        }
    }

    [Test]
    public async Task Nothing_of_a_disk_stays_in_use()
    {
        await using (var device = await bench.OpenDiskAsync(ContractDisk.Layout)) _ = await device.Disks.LookAsync("data", default);
        Assert.That(bench.Loops(), Is.Empty);
    }

    PartitionTable Read() => TableSectors.Read(Disk, "read");

    void Write(PartitionTable table)
    {
        TableSectors.WriteChain(Disk, table, "write");
        TableSectors.WriteFirst(Disk, table, "write");
    }

    /// <summary>A loop device that may have partitions, as a disk has.</summary>
    sealed class PartitionedLoop(string image) : IDisposable
    {
        public string Path { get; } = TestBench.Run("losetup", "-P", "-f", "--show", image).Trim();

        public void Dispose() => TestBench.Run("losetup", "-d", Path);
    }
}
