using System.Text;
using Planner.Devices.Simulated.Faults;
using Planner.Devices.Simulated.Tests.Contract;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using static Planner.Devices.Simulated.Tests.Faults.Broken;

namespace Planner.Devices.Simulated.Tests.Faults;

public sealed class HalfwayTests
{
    SimulatedDevice device = null!;

    [SetUp]
    public void Begin() => device = Broken.Begin();

    [TearDown]
    public async Task EndAsync() => await device.DisposeAsync();

    [Test]
    public async Task A_file_written_anew_is_cut()
    {
        await device.WriteAsync("data:/file", "the former content");
        await HalfAsync(() => device.WriteAsync("data:/file", "abcdefgh"));
        Assert.That(device.World.TextOf("data:/file"), Is.EqualTo("abcd"));
    }

    [Test]
    public async Task A_new_file_is_cut_below_its_new_folders()
    {
        await HalfAsync(() => device.WriteAsync("data:/a/b/file", "abcdefgh"));
        Assert.That(device.World.TextOf("data:/a/b/file"), Is.EqualTo("abcd"));
    }

    [Test]
    public async Task What_is_appended_is_cut_and_what_was_there_stays()
    {
        await device.WriteAsync("data:/file", "former");
        await HalfAsync(() => device.Files.AppendAsync(At("data:/file"), "1234"u8.ToArray(), default).AsTask());
        Assert.That(device.World.TextOf("data:/file"), Is.EqualTo("former12"));
    }

    [Test]
    public async Task An_overwrite_within_one_sector_is_atomic()
    {
        await device.WriteAsync("data:/file", new string('a', 2000));
        await HalfAsync(() => device.Files.OverwriteAsync(At("data:/file"), 512, Encoding.UTF8.GetBytes(new string('b', 512)), default).AsTask());
        Assert.That(device.World.TextOf("data:/file"), Is.EqualTo(new string('a', 2000)));
    }

    [Test]
    public async Task An_overwrite_of_several_sectors_is_mixed_between_two_of_them()
    {
        await device.WriteAsync("data:/file", new string('a', 2000));
        await HalfAsync(() => device.Files.OverwriteAsync(At("data:/file"), 500, Encoding.UTF8.GetBytes(new string('b', 1000)), default).AsTask());
        Assert.That(device.World.TextOf("data:/file"), Is.EqualTo(new string('a', 500) + new string('b', 12) + new string('a', 1488)));
    }

    [Test]
    public async Task A_format_leaves_no_file_system()
    {
        await HalfAsync(() => device.Disks.FormatAsync("rootB", new FileSystem("ext4", "c-rootB", new Guid("0f1e2d3c-4b5a-4697-8887-76655443322a")), default).AsTask());
        Assert.That((device.World["rootB"]!.Type, device.World["rootB"]!.Root.Children.Count), Is.EqualTo(((string?)null, 0)));
    }

    [Test]
    public async Task A_format_of_what_it_already_was_leaves_no_file_system_either()
    {
        var same = new FileSystem("ext4", "c-rootB", Guid.Parse(device.World["rootB"]!.Uuid!));
        await HalfAsync(() => device.Disks.FormatAsync("rootB", same, default).AsTask());
        Assert.That(device.World["rootB"]!.Type, Is.Null);
    }

    [Test]
    public async Task Of_an_export_the_first_half_of_the_names_is_there_and_nothing_is_durable()
    {
        await device.Disks.FormatAsync("rootB", new FileSystem("ext4", "c-rootB", Guid.Empty), default);
        var image = (await device.Images.ResolveAsync(ContractDevice.FolderImage, default)).Image;
        await HalfAsync(() => device.Images.ExportAsync(image, TreeSelection.All, PartitionPath.Root("rootB"), default).AsTask(), 1);
        var (left, whole) = (device.World["rootB"]!.Root.Manifest, device.Start.Images.First(offered => offered.Is(image)).Tree.Manifest);
        Assert.That(left.Entries.Length, Is.GreaterThan(whole.Entries.Length / 3).And.LessThan(whole.Entries.Length * 2 / 3));
        Assert.That(whole.DifferencesTo(left), Has.All.EndsWith(": missing"));
        Assert.That(device.World["rootB"]!.Durable.Children.IsEmpty);
    }

    [Test]
    public async Task A_folder_is_half_deleted_from_below()
    {
        await HalfAsync(() => device.Files.DeleteAsync(At("rootB:/etc"), default).AsTask());
        Assert.That(TreeEdits.Find(device.World["rootB"]!.Root, "/etc")!.Children.Keys, Is.EqualTo(new[] { "os-release" }));
    }

    [Test]
    public async Task A_rename_is_atomic()
    {
        var before = device.World;
        await HalfAsync(() => device.Files.RenameAsync(At("boot:/start.elf"), At("boot:/config.json"), default).AsTask(), 1);
        Assert.That(before.DifferencesTo(device.World), Is.Empty);
    }

    [Test]
    public async Task A_rename_on_vfat_has_a_moment_with_both_names()
    {
        device.Vfat();
        await HalfAsync(() => device.Files.RenameAsync(At("boot:/start.elf"), At("boot:/config.json"), default).AsTask(), 1);
        Assert.That((device.World.TextOf("boot:/start.elf"), device.World.TextOf("boot:/config.json")), Is.EqualTo(("old firmware", "old firmware")));
    }

    [Test]
    public async Task A_unit_is_stopped_or_it_is_not()
    {
        await HalfAsync(() => device.Services.StopAsync("supervisor", "supervisor.service", default).AsTask());
        Assert.That(device.World.Services["supervisor"][0].Running, Is.True);
    }

    [Test]
    public async Task A_file_whose_content_is_not_known_is_cut_too()
    {
        var (partition, entry) = (device.World["data"]!, new TreeEntry { Path = "/blob", Type = EntryType.File, Mode = 0b110_100_100, Size = 1000, Digest = new string('a', 64) });
        device.World = device.World.With(partition with { Root = TreeEdits.Put(partition.Root, "/blob", new TreeNode(entry)) });
        await HalfAsync(() => device.Files.CopyAsync(At("data:/blob"), At("state:/blob"), default).AsTask(), 1);
        var left = TreeEdits.Find(device.World["state"]!.Root, "/blob")!;
        Assert.That((left.Size, left.Digest == entry.Digest), Is.EqualTo((500L, false)));
    }

    async Task HalfAsync(Func<Task> call, int noted = 0)
    {
        device.Faults = [new Fault(device.Point + noted, FaultKind.KilledDuring)];
        await Assert.ThatAsync(async () => await call(), Throws.TypeOf<InterruptedException>());
    }
}
