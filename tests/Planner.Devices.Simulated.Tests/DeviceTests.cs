using Planner.Devices.Contract;
using Planner.Devices.Simulated.Tests.Contract;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Boot;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated.Tests;

public sealed class DeviceTests
{
    SimulatedDevice device = null!;

    [SetUp]
    public void Begin() => device = SimulatedStart.Of(ContractDevice.File(ContractLayout.UBoot), ContractLayout.Layout).Begin();

    [TearDown]
    public async Task EndAsync() => await device.DisposeAsync();

    [Test]
    public async Task A_kept_moment_stays_as_it_was_and_can_be_gone_back_to()
    {
        var before = device.World;
        await WriteAsync("rootB:/etc/new", "x");
        await device.Services.StopAsync("supervisor", "supervisor.service", default);
        Assert.That(before.DifferencesTo(device.World), Is.EqualTo(new[] { "rootB:/etc/new: added", "supervisor: supervisor.service is stopped instead of supervisor.service runs" }));
        device.World = before;
        Assert.That(await device.Files.StatAsync(At("rootB:/etc/new"), default), Is.Null);
        Assert.That(before.DifferencesTo(device.World), Is.Empty);
    }

    [Test]
    public async Task Devices_of_one_start_know_nothing_of_each_other()
    {
        var other = device.Start.Begin();
        await WriteAsync("data:/mine", "x");
        Assert.That(other.World, Is.EqualTo(device.Start.World));
        Assert.That(await other.Files.StatAsync(At("data:/mine"), default), Is.Null);
    }

    [Test]
    public async Task The_trace_tells_what_was_touched_and_how()
    {
        await device.Files.StatAsync(At("boot:/config.json"), default);
        await device.Files.CopyAsync(At("boot:/config.json"), At("data:/saved"), default);
        await device.Disks.FormatAsync("rootB", new FileSystem("ext4", "c-rootB", Guid.Empty), default);
        await device.Services.StopAsync("supervisor", "supervisor.service", default);
        Assert.That(device.Trace.Select(call => call.ToString()), Is.EqualTo(new[]
        {
            "files.stat reads boot:/config.json", "files.copy reads boot:/config.json", "files.copy changes data:/saved", "disks.format erases rootB:/", "services.stop changes supervisor",
        }));
    }

    [Test]
    public async Task The_trace_counts_bytes_and_time()
    {
        var image = (await device.Images.ResolveAsync(ContractDevice.RegistryImage, default)).Image;
        await device.Containers.PullAsync(image, null, default);
        await device.Files.WriteAsync(At("data:/file"), new byte[8_000_000], 0b110_100_100, default);
        Assert.That(device.Trace.Sum(call => call.Fetched), Is.EqualTo(5000));
        Assert.That(device.Trace.Where(call => call.Resource == ResourceKind.Partition).Sum(call => call.Written), Is.EqualTo(8_000_000));
        Assert.That(device.Trace[^1].Took, Is.EqualTo(TimeSpan.FromSeconds(1) + device.Times.Look));
        Assert.That(device.Clock.Elapsed, Is.EqualTo(device.Trace[^1].At + device.Trace[^1].Took));
    }

    [Test]
    public async Task The_clock_moves_only_when_something_takes_time()
    {
        Assert.That(device.Clock.Now, Is.EqualTo(new DateTimeOffset(2018, 6, 1, 0, 0, 0, TimeSpan.Zero)));
        await device.Clock.DelayAsync(TimeSpan.FromMinutes(15), default);
        Assert.That((device.Clock.Now, device.Clock.Elapsed), Is.EqualTo((new DateTimeOffset(2018, 6, 1, 0, 15, 0, TimeSpan.Zero), TimeSpan.FromMinutes(15))));
    }

    [Test]
    public async Task The_loader_counts_boots_without_leaving_a_trace_of_its_own()
    {
        await SwitchAsync();
        var calls = device.Trace.Count;
        await device.Power.RebootAsync(default);
        Assert.That(device.Trace.Skip(calls).Select(call => call.Call), Is.EqualTo(new[] { "power.reboot" }));
        var variables = await BootFamilies.Find(device.Board.Family)!.ReadAsync(device.Board, device.Files, default);
        Assert.That(variables, Is.EqualTo(new BootVariables("B", true, 1)));
    }

    [Test]
    public async Task A_broken_service_runs_on_the_old_slot_only()
    {
        var file = ContractDevice.File(ContractLayout.UBoot);
        await using var broken = SimulatedStart.Of(file with { State = file.State! with { Broken = ["supervisor"] } }, ContractLayout.Layout).Begin();
        var family = BootFamilies.Find(broken.Board.Family)!;
        await family.PrepareAsync(broken.Board, broken.Files, default);
        await family.SwitchAsync(broken.Board, broken.Files, "B", true, default);
        await broken.Power.RebootAsync(default);
        Assert.That((await broken.Services.LookAsync("supervisor", default))[0].Running, Is.False);
        Assert.That(() => broken.Services.StartAsync("supervisor", "supervisor.service", default), Throws.TypeOf<DeviceException>());
        await family.SwitchAsync(broken.Board, broken.Files, "A", false, default);
        await broken.Power.RebootAsync(default);
        Assert.That((await broken.Services.LookAsync("supervisor", default))[0].Running, Is.True);
    }

    [Test]
    public async Task A_slot_without_an_os_does_not_boot_where_the_loader_does_not_count()
    {
        await device.Disks.FormatAsync("rootB", new FileSystem("ext4", "c-rootB", Guid.Empty), default);
        await SwitchAsync(counting: false);
        Assert.That(async () => await device.Power.RebootAsync(default), Throws.TypeOf<DeviceException>().With.Message.Contains("slot B holds no OS"));
    }

    [Test]
    public void The_running_slot_is_never_formatted() =>
        Assert.That(() => device.Disks.FormatAsync("rootA", new FileSystem("ext4", "c-rootA", Guid.Empty), default), Throws.TypeOf<DeviceException>().With.Message.Contains("root of the running OS"));

    [Test]
    public async Task What_is_written_is_durable_only_once_it_is_flushed()
    {
        await WriteAsync("data:/file", "x");
        Assert.That(TreeEdits.Find(device.World["data"]!.Durable, "/file"), Is.Null);
        await device.Files.FlushAsync(At("data:/file"), default);
        Assert.That(TreeEdits.Find(device.World["data"]!.Durable, "/file")!.Content!.ToArray(), Is.EqualTo("x"u8.ToArray()));
    }

    [Test]
    public async Task A_rename_is_durable_with_its_folder()
    {
        await WriteAsync("data:/new", "x");
        await device.Files.FlushAsync(At("data:/new"), default);
        await device.Files.RenameAsync(At("data:/new"), At("data:/old"), default);
        Assert.That(TreeEdits.Find(device.World["data"]!.Durable, "/new"), Is.Not.Null);
        await device.Files.FlushAsync(At("data:/"), default);
        Assert.That(TreeEdits.Find(device.World["data"]!.Durable, "/new"), Is.Null);
        Assert.That(TreeEdits.Find(device.World["data"]!.Durable, "/old"), Is.Not.Null);
    }

    [Test]
    public async Task A_flushed_folder_does_not_make_the_content_of_its_files_durable()
    {
        await WriteAsync("data:/file", "old");
        await device.Files.FlushAllAsync("data", default);
        await WriteAsync("data:/file", "new");
        await device.Files.FlushAsync(At("data:/"), default);
        Assert.That(TreeEdits.Find(device.World["data"]!.Durable, "/file")!.Content!.ToArray(), Is.EqualTo("old"u8.ToArray()));
    }

    [Test]
    public async Task Vfat_has_no_owners_no_modes_and_no_links()
    {
        await device.Disks.FormatAsync("boot", new FileSystem("vfat", "c-boot", new Guid("0f1e2d3c-4b5a-4697-8887-76655443322a")), default);
        Assert.That((await device.Disks.LookAsync("boot", default))!.Uuid, Is.EqualTo("0F1E-2D3C"));
        await device.Files.CopyAsync(At("rootA:/data/song"), At("boot:/song"), default);
        var song = (await device.Files.StatAsync(At("boot:/song"), default))!;
        Assert.That((song.Mode, song.Uid, song.Gid, song.Attributes.Count, song.Size), Is.EqualTo((0b111_101_101, 0, 0, 0, 10_000L)));
        Assert.That(() => device.Files.CopyAsync(At("rootA:/data/tune"), At("boot:/tune"), default), Throws.TypeOf<DeviceException>().With.Message.Contains("vfat can not hold"));
        var image = (await device.Images.ResolveAsync(ContractDevice.FolderImage, default)).Image;
        Assert.That(() => device.Images.ExportAsync(image, TreeSelection.All, At("boot:/"), default), Throws.TypeOf<DeviceException>().With.Message.Contains("vfat can not hold"));
    }

    [Test]
    public async Task Nothing_answers_on_a_device_that_is_offline()
    {
        device.World = device.World with { Online = false };
        Assert.That(() => device.Images.ResolveAsync(ContractDevice.RegistryImage, default), Throws.TypeOf<DeviceException>().With.Property("Fault").EqualTo(DeviceFault.Unreachable));
        Assert.That(await device.Network.ProbeAsync(new Uri("https://example.org/"), default), Is.EqualTo("example.org does not answer"));
        Assert.That((await device.Images.ResolveAsync(ContractDevice.FolderImage, default)).Image.Reference.IsFolder, Is.True, "a folder needs no network");
    }

    [Test]
    public async Task A_dead_engine_answers_again_once_it_is_started()
    {
        device.World = device.World with { EngineReady = false };
        Assert.That((await device.Containers.LookAsync(default)).Reason, Is.Not.Null);
        Assert.That(() => device.Containers.ListAsync(default), Throws.TypeOf<DeviceException>().With.Property("Fault").EqualTo(DeviceFault.Unreachable));
        await device.Containers.StartAsync(default);
        Assert.That(await device.Containers.ListAsync(default), Is.Empty);
    }

    [Test]
    public async Task Another_updater_keeps_its_lock()
    {
        var file = ContractDevice.File(ContractLayout.UBoot);
        await using var locked = SimulatedStart.Of(file with { State = file.State! with { LockedBy = "resinhup" } }, ContractLayout.Layout).Begin();
        Assert.That(await locked.Locks.TakeAsync(default), Does.Contain("resinhup"));
    }

    [Test]
    public async Task A_pull_of_a_damaged_image_is_told_and_holds_nothing()
    {
        var file = ContractDevice.File(ContractLayout.UBoot);
        var images = file.State!.Images.ToDictionary(image => image.Key, image => image.Value with { Authentic = false });
        await using var damaged = SimulatedStart.Of(file with { State = file.State with { Images = images } }, ContractLayout.Layout).Begin();
        var image = (await damaged.Images.ResolveAsync(ContractDevice.RegistryImage, default)).Image;
        Assert.That(() => damaged.Containers.PullAsync(image, null, default), Throws.TypeOf<DeviceException>().With.Property("Fault").EqualTo(DeviceFault.NotAuthentic));
        Assert.That(await damaged.Containers.ListAsync(default), Is.Empty);
    }

    async Task SwitchAsync(bool counting = true)
    {
        var family = BootFamilies.Find(device.Board.Family)!;
        await family.PrepareAsync(device.Board, device.Files, default);
        await family.SwitchAsync(device.Board, device.Files, "B", counting, default);
    }

    async Task WriteAsync(string path, string text) => await device.Files.WriteAsync(At(path), System.Text.Encoding.UTF8.GetBytes(text), 0b110_100_100, default);

    static PartitionPath At(string text) => PartitionPath.TryParse(text, out var path) ? path : throw new ArgumentException(text);
}
