using Planner.Devices.Contract;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Tests;

/// <summary>This machine, with the images of a bench as block devices: found by their labels as partitions are.</summary>
[NeedsRoot]
public sealed class MachineTests
{
    readonly List<string> loops = [];
    TestBench bench = null!;

    [SetUp]
    public void AttachImages()
    {
        bench = TestBench.Make();
        foreach (var name in ContractLayout.Layout.Partitions.Keys) Attach($"{name}.img");
    }

    [TearDown]
    public void DetachImages()
    {
        foreach (var loop in loops) TestBench.Run("losetup", "-d", loop);
        loops.Clear();
    }

    [Test]
    public async Task Finds_partitions_by_label_and_the_board_by_its_fact()
    {
        await using var device = await OpenAsync(null);
        Assert.That(device.Board.Name, Is.EqualTo(ContractLayout.Grub));
        var state = (await device.Disks.LookAsync("rootA", default))!;
        Assert.That((state.Id, state.Size, state.Label, state.MountedElsewhere), Is.EqualTo((loops[1], ContractLayout.SlotSize, "c-rootA", (string?)null)));
    }

    [Test]
    public async Task Takes_the_board_that_is_given()
    {
        await using var device = await OpenAsync(ContractLayout.UBoot);
        Assert.That(device.Board.Name, Is.EqualTo(ContractLayout.UBoot));
    }

    [Test]
    public async Task Refuses_a_board_that_the_layout_lacks() =>
        Assert.That((await Assert.ThrowsAsync<DeviceException>(() => OpenAsync("toaster")))!.Message, Does.Contain("toaster").And.Contain(ContractLayout.Layout.Id));

    [Test]
    public async Task Refuses_a_label_that_two_devices_have()
    {
        File.Copy(Path.Join(bench.Folder, "rootB.img"), Path.Join(bench.Folder, "twin.img"));
        Attach("twin.img");
        await using var device = await OpenAsync(ContractLayout.Grub);
        var refused = (await Assert.ThrowsAsync<DeviceException>(async () => await device.Disks.LookAsync("rootB", default)))!;
        Assert.That(refused.Message, Does.Contain(loops[2]).And.Contain(loops[5]));
    }

    [Test]
    public async Task A_partition_keeps_its_device_when_formatting_takes_its_label()
    {
        await using var device = await OpenAsync(ContractLayout.Grub);
        await device.Disks.FormatAsync("rootB", new FileSystem("ext4", "another", Guid.NewGuid()), default);
        Assert.That((await device.Disks.LookAsync("rootB", default))!.Label, Is.EqualTo("another"));
    }

    [Test]
    public async Task Formats_nothing_that_the_system_has_mounted()
    {
        var point = Directory.CreateDirectory(Path.Join(bench.Folder, "point")).FullName;
        TestBench.Run("mount", loops[2], point);
        try
        {
            await using var device = await OpenAsync(ContractLayout.Grub);
            Assert.That((await device.Disks.LookAsync("rootB", default))!.MountedElsewhere, Is.EqualTo(point));
            var refused = await Assert.ThrowsAsync<DeviceException>(async () => await device.Disks.FormatAsync("rootB", new FileSystem("ext4", "c-rootB", Guid.NewGuid()), default));
            Assert.That(refused!.Message, Does.Contain(point));
            Assert.That(File.Exists(Path.Join(point, "etc/left-over")));
        }
        finally
        {
            TestBench.Run("umount", point);
        }
    }

    [Test]
    public async Task Writes_to_what_the_os_has_mounted_read_only_and_leaves_it_read_only()
    {
        var point = Directory.CreateDirectory(Path.Join(bench.Folder, "point")).FullName;
        TestBench.Run("mount", "-o", "ro", loops[1], point);
        try
        {
            await using (var device = await OpenAsync(ContractLayout.Grub))
            {
                Assert.That(await device.Files.ReadAsync(new PartitionPath("rootA", "/etc/hostname"), default), Is.EqualTo("resin\n"u8.ToArray()));
                Assert.That(OptionsOf(point), Has.Some.EqualTo("ro"), "reading changes nothing");
                await device.Files.WriteAsync(new PartitionPath("rootA", "/etc/mark"), "here"u8.ToArray(), 420, default);
                Assert.That(File.ReadAllText(Path.Join(point, "etc/mark")), Is.EqualTo("here"));
                Assert.That(() => File.WriteAllText(Path.Join(point, "etc/other"), ""), Throws.InstanceOf<IOException>(), "the OS's own mount is as it was");
            }

            Assert.That(OptionsOf(point), Has.Some.EqualTo("ro"));
        }
        finally
        {
            TestBench.Run("umount", point);
        }
    }

    /// <summary>The options of the file system that is mounted at a place, whatever that mount itself allows.</summary>
    static string[] OptionsOf(string point) => File.ReadLines("/proc/self/mountinfo").Single(line => line.Split(' ')[4] == point).Split(" - ")[1].Split(' ')[2].Split(',');

    [Test]
    public async Task Knows_its_boot_and_that_its_root_is_no_slot_of_the_layout()
    {
        await using var device = await OpenAsync(ContractLayout.Grub);
        Assert.That(Guid.TryParse(await device.Power.BootIdAsync(default), out _));
        Assert.That(await device.Power.RunningSlotAsync(default), Is.Null);
    }

    static Task<LinuxDevice> OpenAsync(string? board) => LinuxDevice.OpenMachineAsync(ContractLayout.Layout, board, NoEngine.Make, default);

    void Attach(string image) => loops.Add(TestBench.Run("losetup", "-f", "--show", Path.Join(bench.Folder, image)).Trim());
}
