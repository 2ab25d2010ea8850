using Planner.Devices.Contract;
using Planner.Devices.Simulated.Tests.Contract;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Simulated.Tests;

public sealed class SpaceTests
{
    SimulatedDevice device = null!;

    [SetUp]
    public void Begin() => device = SimulatedStart.Of(ContractDevice.File(ContractLayout.Grub), ContractLayout.Layout).Begin();

    [TearDown]
    public async Task EndAsync() => await device.DisposeAsync();

    [TestCase(0, 0)]
    [TestCase(1, 4096)]
    [TestCase(4096, 4096)]
    [TestCase(4097, 8192)]
    public async Task A_file_takes_whole_blocks(int size, int taken)
    {
        var before = Free("data");
        await device.Files.WriteAsync(At("data:/file"), new byte[size], 0b110_100_100, default);
        Assert.That(before - Free("data"), Is.EqualTo(taken));
    }

    [Test]
    public async Task A_folder_takes_a_block()
    {
        var before = Free("data");
        await device.Files.MakeFolderAsync(At("data:/a/b"), 0b111_101_101, default);
        Assert.That(before - Free("data"), Is.EqualTo(8192));
    }

    [Test]
    public async Task Names_of_one_file_take_its_space_once()
    {
        var before = Free("rootA");
        await device.Files.DeleteAsync(At("rootA:/data/chorus"), default);
        Assert.That(Free("rootA"), Is.EqualTo(before), "the other name is still there");
        await device.Files.DeleteAsync(At("rootA:/data/song"), default);
        Assert.That(Free("rootA") - before, Is.EqualTo(3 * 4096));
    }

    [Test]
    public void A_write_that_does_not_fit_leaves_what_fitted()
    {
        var free = Free("data");
        Assert.That(() => device.Files.WriteAsync(At("data:/big"), new byte[free + 1], 0b110_100_100, default), Throws.TypeOf<DeviceException>().With.Property("Fault").EqualTo(DeviceFault.NoSpace));
        Assert.That(Free("data"), Is.Zero);
        Assert.That(TreeEdits.Find(device.World["data"]!.Root, "/big")!.Size, Is.EqualTo(free / 4096 * 4096));
    }

    [Test]
    public async Task A_pulled_image_takes_space_where_the_staging_is_and_gives_it_back()
    {
        var before = Free("data");
        var image = (await device.Images.ResolveAsync(ContractDevice.RegistryImage, default)).Image;
        await device.Containers.PullAsync(image, null, default);
        Assert.That(before - Free("data"), Is.EqualTo(9000));
        await device.Containers.TagAsync(image, "local/os:next", default);
        await device.Containers.RemoveAsync(image.PullName, default);
        Assert.That(before - Free("data"), Is.EqualTo(9000), "another name still holds it");
        await device.Containers.RemoveAsync("local/os:next", default);
        Assert.That(Free("data"), Is.EqualTo(before));
    }

    [Test]
    public async Task A_pull_that_does_not_fit_is_told_and_holds_nothing()
    {
        var partition = device.World["data"]!;
        device.World = device.World.With(partition with { Other = partition.Size - partition.Root.Space - 8000 });
        var image = (await device.Images.ResolveAsync(ContractDevice.RegistryImage, default)).Image;
        Assert.That(() => device.Containers.PullAsync(image, null, default), Throws.TypeOf<DeviceException>().With.Property("Fault").EqualTo(DeviceFault.NoSpace));
        Assert.That(device.World.Held, Is.Empty);
    }

    [Test]
    public async Task A_fresh_file_system_keeps_some_space_for_itself()
    {
        await device.Disks.FormatAsync("rootB", new FileSystem("ext4", "c-rootB", Guid.Empty), default);
        Assert.That(device.World["rootB"]!.Used, Is.EqualTo((1 << 20) + (16 << 20) / 16 + 4096), "a journal, inodes and the root");
    }

    [Test]
    public async Task An_export_to_an_empty_slot_shares_the_tree_of_the_image()
    {
        await device.Disks.FormatAsync("rootB", new FileSystem("ext4", "c-rootB", Guid.Empty), default);
        var image = (await device.Images.ResolveAsync(ContractDevice.FolderImage, default)).Image;
        await device.Images.ExportAsync(image, TreeSelection.All, At("rootB:/"), default);
        Assert.That(device.World["rootB"]!.Root, Is.SameAs(device.Start.Images.First(offered => offered.Is(image)).Tree));
        Assert.That(await device.Files.ReadTreeAsync(At("rootB:/"), default), Is.SameAs(await device.Images.ReadTreeAsync(image, default)));
    }

    [Test]
    public async Task An_export_that_does_not_fit_leaves_whole_entries()
    {
        await device.Disks.FormatAsync("rootB", new FileSystem("ext4", "c-rootB", Guid.Empty), default);
        var partition = device.World["rootB"]!;
        device.World = device.World.With(partition with { Other = partition.Size - 4096 - 24_000 });
        var image = (await device.Images.ResolveAsync(ContractDevice.FolderImage, default)).Image;
        Assert.That(() => device.Images.ExportAsync(image, TreeSelection.All, At("rootB:/"), default), Throws.TypeOf<DeviceException>().With.Property("Fault").EqualTo(DeviceFault.NoSpace));
        var left = device.World["rootB"]!.Root.Manifest;
        Assert.That(left.Entries.Length, Is.GreaterThan(1).And.LessThan(ContractContent.Image.Manifest.Entries.Length));
        Assert.That(left.DifferencesTo(ContractContent.Image.Manifest), Has.None.Contains("instead of"));
    }

    long Free(string partition) => device.World[partition]!.Free;

    static PartitionPath At(string text) => PartitionPath.TryParse(text, out var path) ? path : throw new ArgumentException(text);
}
