using Planner.Devices.Contract;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Tests;

[NeedsRoot]
public sealed class BenchImagesTests
{
    [Test]
    public async Task Refuses_an_image_that_is_a_block_device()
    {
        var bench = TestBench.Make();
        TestBench.Run("mknod", Path.Join(bench.Folder, "device.img"), "b", "7", "0");
        Assert.That(await RefusalAsync(bench, "device.img"), Does.Contain("plain file"));
    }

    [Test]
    public async Task Refuses_an_image_that_is_a_link_to_a_block_device()
    {
        var bench = TestBench.Make();
        File.CreateSymbolicLink(Path.Join(bench.Folder, "device.img"), "/dev/loop0");
        Assert.That(await RefusalAsync(bench, "device.img"), Does.Contain("outside"));
    }

    [TestCase("../escape.img")]
    [TestCase("link/escape.img")]
    [TestCase("escape-link.img")]
    public async Task Refuses_an_image_outside_of_the_folder(string image)
    {
        var outside = TestBench.Make();
        var bench = TestBench.Make();
        File.Copy(Path.Join(outside.Folder, "rootA.img"), Path.Join(outside.Folder, "escape.img"));
        File.CreateSymbolicLink(Path.Join(bench.Folder, "link"), outside.Folder);
        File.CreateSymbolicLink(Path.Join(bench.Folder, "escape-link.img"), Path.Join(outside.Folder, "escape.img"));
        var escape = image.Replace("..", $"../{Path.GetFileName(outside.Folder)}", StringComparison.Ordinal);
        Assert.That(await RefusalAsync(bench, escape), Does.Contain("outside"));
    }

    [Test]
    public async Task Refuses_an_image_by_an_absolute_path_to_elsewhere() =>
        Assert.That(await RefusalAsync(TestBench.Make(), Path.Join(TestBench.Make().Folder, "rootA.img")), Does.Contain("outside"));

    [Test]
    public async Task Names_the_image_that_is_missing()
    {
        var refused = await Assert.ThrowsAsync<DeviceException>(() => OpenAsync(TestBench.Make(), "no.img"));
        Assert.That(refused!.Fault, Is.EqualTo(DeviceFault.NotFound));
        Assert.That(refused.Message, Does.Contain("no.img").And.Contain("rootB"));
    }

    [Test]
    public async Task Formats_no_image_that_something_else_has_mounted()
    {
        var bench = TestBench.Make();
        var point = Directory.CreateDirectory(Path.Join(bench.Folder, "elsewhere")).FullName;
        TestBench.Run("mount", "-o", "loop", Path.Join(bench.Folder, "rootB.img"), point);
        try
        {
            await using var device = await bench.OpenAsync();
            Assert.That((await device.Disks.LookAsync("rootB", default))!.MountedElsewhere, Is.EqualTo(point));
            var refused = await Assert.ThrowsAsync<DeviceException>(async () => await device.Disks.FormatAsync("rootB", new FileSystem("ext4", "c-rootB", Guid.Empty), default));
            Assert.That(refused!.Message, Does.Contain(point));
        }
        finally
        {
            TestBench.Run("umount", point);
        }
    }

    static Task<LinuxDevice> OpenAsync(TestBench bench, string image)
    {
        var file = TestBench.File(ContractLayout.Grub);
        var images = file.Bench!.Images.ToDictionary();
        images["rootB"] = image;
        return bench.OpenAsync(file with { Bench = file.Bench with { Images = images } });
    }

    static async Task<string> RefusalAsync(TestBench bench, string image) => (await Assert.ThrowsAsync<DeviceException>(() => OpenAsync(bench, image)))!.Message;
}
