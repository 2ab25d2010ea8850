using Planner.Devices.Contract;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Tests;

[NeedsRoot]
public sealed class MountsTests
{
    [Test]
    public async Task Two_instances_never_mount_one_bench_at_once()
    {
        var bench = TestBench.Make();
        var root = PartitionPath.Root("data");
        await using (var first = await bench.OpenAsync())
        {
            await first.Files.StatAsync(root, default);
            await using var second = await bench.OpenAsync();
            var failure = await Assert.ThrowsAsync<DeviceException>(async () => await second.Files.StatAsync(root, default));
            Assert.That(failure.Message, Does.Contain("another Planner works on this bench"));
        }

        await using var third = await bench.OpenAsync();
        Assert.That(await third.Files.StatAsync(root, default), Is.Not.Null);
    }

    [Test]
    public async Task Mounts_nothing_before_it_is_needed()
    {
        var bench = TestBench.Make();
        await using var device = await bench.OpenAsync();
        Assert.That(bench.Loops(), Is.Empty);
        await device.Files.StatAsync(PartitionPath.Root("data"), default);
        Assert.That(bench.Loops(), Is.EqualTo(new[] { Path.Join(bench.Folder, "data.img") }));
    }

    [Test]
    public async Task Leaves_no_mount_no_loop_device_and_no_folder_behind()
    {
        var bench = TestBench.Make();
        var before = MountPoints();
        await using (var device = await bench.OpenAsync())
        {
            foreach (var partition in device.Layout.Partitions.Keys) await device.Files.StatAsync(PartitionPath.Root(partition), default);
            Assert.That(MountPoints().Except(before).Count(), Is.EqualTo(5));
        }

        Assert.That(MountPoints().Except(before), Is.Empty);
        Assert.That(bench.Loops(), Is.Empty);
    }

    [Test]
    public async Task Leaves_no_mount_behind_even_while_a_file_is_open()
    {
        var bench = TestBench.Make();
        var before = MountPoints();
        var device = await bench.OpenAsync();
        await device.Files.StatAsync(PartitionPath.Root("rootA"), default);
        var point = MountPoints().Except(before).Single();
        await using (File.OpenRead(Path.Join(point, "etc/hostname"))) await device.DisposeAsync();
        Assert.That(MountPoints().Except(before), Is.Empty);
        Assert.That(Directory.Exists(Path.GetDirectoryName(point)), Is.False);
    }

    [Test]
    public async Task Only_root_may_enter_the_mounts_and_nothing_in_them_is_a_device_or_gains_rights()
    {
        var bench = TestBench.Make();
        var before = MountPoints();
        await using var device = await bench.OpenAsync();
        await device.Files.StatAsync(PartitionPath.Root("rootA"), default);
        var point = MountPoints().Except(before).Single();
        Assert.That(TestBench.Run("stat", "-c", "%a %u", Path.GetDirectoryName(point)!).Trim(), Is.EqualTo("700 0"));
        var options = File.ReadLines("/proc/self/mountinfo").Single(line => line.Split(' ')[4] == point).Split(' ')[5].Split(',');
        Assert.That(options, Is.SupersetOf(new[] { "nodev", "nosuid" }));
    }

    [Test]
    public async Task What_is_only_read_keeps_every_byte()
    {
        var bench = TestBench.Make();
        var image = Path.Join(bench.Folder, "rootA.img");
        var before = TestBench.Run("sha256sum", image);
        await using (var device = await bench.OpenAsync())
        {
            await device.Disks.LookAsync("rootA", default);
            await device.Files.ReadTreeAsync(PartitionPath.Root("rootA"), default);
            await device.Files.CopyAsync(new PartitionPath("rootA", "/data"), new PartitionPath("data", "/copy"), default);
            await device.Files.FlushAllAsync("rootA", default);
            await device.Disks.RemountAsync("rootA", default);
        }

        Assert.That(TestBench.Run("sha256sum", image), Is.EqualTo(before));
    }

    [Test]
    public async Task Calls_that_read_while_others_begin_to_write_see_what_is_there()
    {
        await using var device = await TestBench.Make().OpenAsync();
        var song = new PartitionPath("rootA", "/data/song");
        var reads = Enumerable.Range(0, 50).Select(async _ => (await device.Files.ReadAsync(song, default))?.Length);
        var writes = Enumerable.Range(0, 10).Select(async number =>
        {
            await device.Files.CopyAsync(song, new PartitionPath("rootA", $"/copies/{number}"), default);
            return (int?)ContractContent.Song.Length;
        });
        var lengths = await Task.WhenAll(reads.Concat(writes));
        Assert.That(lengths, Is.All.EqualTo(ContractContent.Song.Length));
        Assert.That(await device.Files.ListAsync(new PartitionPath("rootA", "/copies"), default), Has.Count.EqualTo(10));
    }

    [Test]
    public async Task Two_names_of_one_image_are_one_partition()
    {
        var bench = TestBench.Make();
        File.Delete(Path.Join(bench.Folder, "rootB.img"));
        TestBench.Run("ln", Path.Join(bench.Folder, "rootA.img"), Path.Join(bench.Folder, "rootB.img"));
        await using var device = await bench.OpenAsync();
        var (a, b) = (await device.Disks.LookAsync("rootA", default), await device.Disks.LookAsync("rootB", default));
        Assert.That(a!.Id, Is.EqualTo(b!.Id));
    }

    static List<string> MountPoints() => [.. File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')[4])];
}
