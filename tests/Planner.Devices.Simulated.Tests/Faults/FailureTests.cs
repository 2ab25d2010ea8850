using Planner.Devices.Simulated.Faults;
using Planner.Devices.Simulated.Tests.Contract;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using static Planner.Devices.Simulated.Tests.Faults.Broken;

namespace Planner.Devices.Simulated.Tests.Faults;

public sealed class FailureTests
{
    SimulatedDevice device = null!;

    [SetUp]
    public void Begin() => device = Broken.Begin();

    [TearDown]
    public async Task EndAsync() => await device.DisposeAsync();

    [TestCase(FaultKind.Fails, DeviceFault.Failed)]
    [TestCase(FaultKind.IoError, DeviceFault.BadDisk)]
    [TestCase(FaultKind.NoSpace, DeviceFault.NoSpace)]
    public async Task A_call_fails_once_and_does_nothing(FaultKind kind, DeviceFault expected)
    {
        device.Breaks(kind);
        var before = device.World;
        Assert.That(() => device.WriteAsync("data:/file", "x"), Throws.TypeOf<DeviceException>().With.Property("Fault").EqualTo(expected).And.Message.Contains("data:/file"));
        Assert.That(before.DifferencesTo(device.World), Is.Empty);
        await device.WriteAsync("data:/file", "x");
        Assert.That(device.World.TextOf("data:/file"), Is.EqualTo("x"));
    }

    [Test]
    public async Task A_fault_strikes_at_its_point_and_is_told()
    {
        var fault = new Fault(2, FaultKind.Fails);
        device.Faults = [fault];
        await device.WriteAsync("data:/0", "x");
        await device.WriteAsync("data:/1", "x");
        Assert.That(device.Struck, Is.Empty);
        Assert.That(() => device.WriteAsync("data:/2", "x"), Throws.TypeOf<DeviceException>());
        Assert.That((device.Struck, device.Faults, device.Point), Is.EqualTo((new[] { fault }, Array.Empty<Fault>(), 3)));
        Assert.That(device.Trace, Has.Count.EqualTo(3), "a call that fails is a call");
    }

    [Test]
    public async Task What_persists_fails_on_the_same_thing_until_the_next_boot()
    {
        device.Breaks(FaultKind.IoError, persists: true);
        for (var tries = 0; tries < 3; tries++) Assert.That(() => device.WriteAsync("data:/file", "x"), Throws.TypeOf<DeviceException>());
        await device.WriteAsync("data:/other", "x");
        await device.Files.StatAsync(At("data:/file"), default);
        Assert.That(() => device.Another().WriteAsync("data:/file", "x"), Throws.TypeOf<DeviceException>(), "in any process");
        await device.Power.RebootAsync(default);
        await device.WriteAsync("data:/file", "x");
    }

    [Test]
    public void A_call_that_fails_halfway_has_done_half()
    {
        device.Breaks(FaultKind.FailsHalfway);
        Assert.That(() => device.WriteAsync("data:/file", "12345678"), Throws.TypeOf<DeviceException>().With.Property("Fault").EqualTo(DeviceFault.Failed));
        Assert.That(device.World.TextOf("data:/file"), Is.EqualTo("1234"));
    }

    [Test]
    public void A_call_may_do_everything_and_fail_all_the_same()
    {
        device.Breaks(FaultKind.FailsHalfway, 1);
        Assert.That(() => device.WriteAsync("data:/file", "12345678"), Throws.TypeOf<DeviceException>());
        Assert.That(device.World.TextOf("data:/file"), Is.EqualTo("12345678"));
    }

    [Test]
    public async Task A_call_that_changes_nothing_has_no_half()
    {
        device.Breaks(FaultKind.FailsHalfway);
        await device.Files.DeleteAsync(At("data:/nothing"), default);
        await device.WriteAsync("data:/file", "whole");
        Assert.That((device.World.TextOf("data:/file"), device.Struck), Is.EqualTo(("whole", Array.Empty<Fault>())));
    }

    [Test]
    public void A_full_disk_may_have_taken_a_part()
    {
        device.Breaks(FaultKind.NoSpace, 1);
        Assert.That(() => device.WriteAsync("data:/file", "12345678"), Throws.TypeOf<DeviceException>().With.Property("Fault").EqualTo(DeviceFault.NoSpace));
        Assert.That(device.World.TextOf("data:/file"), Is.EqualTo("1234"));
    }

    [Test]
    public async Task A_full_disk_fails_no_call_that_needs_no_space()
    {
        device.Breaks(FaultKind.NoSpace);
        await device.Files.DeleteAsync(At("boot:/start.elf"), default);
        Assert.That(device.Struck, Is.Empty);
    }

    [Test]
    public async Task A_call_that_hangs_is_ended_by_its_time_limit()
    {
        device.Breaks(FaultKind.Hangs);
        using var limit = device.Clock.Within(TimeSpan.FromMinutes(7), default);
        await Assert.CatchAsync<OperationCanceledException>(async () => await device.Services.StopAsync("supervisor", "supervisor.service", limit.Token));
        Assert.That(limit.IsCancellationRequested, Is.True);
        Assert.That(device.Clock.Elapsed, Is.EqualTo(TimeSpan.FromMinutes(7)));
        Assert.That(device.World.Services["supervisor"][0].Running, Is.True);
        using var second = device.Clock.Within(TimeSpan.FromMinutes(7), default);
        await device.Services.StopAsync("supervisor", "supervisor.service", second.Token);
    }

    [Test]
    public void A_call_that_hangs_without_a_time_limit_ends_by_its_own()
    {
        device.Breaks(FaultKind.Hangs);
        Assert.That(() => device.Disks.FormatAsync("rootB", new FileSystem("ext4", "c-rootB", Guid.Empty), default), Throws.TypeOf<DeviceException>().With.Property("Fault").EqualTo(DeviceFault.TimedOut));
        Assert.That(device.Clock.Elapsed, Is.GreaterThan(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public void A_peer_that_does_not_answer_is_unreachable()
    {
        device.Breaks(FaultKind.Fails);
        Assert.That(() => device.Images.ResolveAsync(ContractDevice.RegistryImage, default), Throws.TypeOf<DeviceException>().With.Property("Fault").EqualTo(DeviceFault.Unreachable));
    }

    [Test]
    public async Task Calls_that_never_fail_say_so_in_their_answer()
    {
        device.Breaks(FaultKind.Fails);
        var engine = await device.Containers.LookAsync(default);
        Assert.That((engine.Ready, engine.Reason), Is.EqualTo((false, "look: it failed")));
        device.Breaks(FaultKind.Fails);
        Assert.That(await device.Network.ProbeAsync(new Uri("https://example.org/"), default), Does.Contain("the connection was closed"));
    }

    [Test]
    public async Task A_registry_that_vanishes_stays_away()
    {
        await device.Images.ResolveAsync(ContractDevice.RegistryImage, default);
        device.Breaks(FaultKind.RegistryVanishes);
        Assert.That(() => device.Images.ResolveAsync(ContractDevice.RegistryImage, default), Throws.TypeOf<DeviceException>());
        await device.BootAsync(default);
        Assert.That(() => device.Another().Images.ResolveAsync(ContractDevice.RegistryImage, default), Throws.TypeOf<DeviceException>());
    }

    [Test]
    public async Task An_engine_that_dies_answers_again_once_it_is_started()
    {
        device.Breaks(FaultKind.EngineDies);
        Assert.That((await device.Containers.LookAsync(default)).Ready, Is.False);
        Assert.That(async () => await device.Containers.ListAsync(default), Throws.TypeOf<DeviceException>());
        await device.Containers.StartAsync(default);
        Assert.That((await device.Containers.LookAsync(default)).Ready, Is.True);
    }

    [Test]
    public async Task What_ends_Planner_at_every_try_does_so_after_boots_too()
    {
        device.Breaks(FaultKind.Killed, persists: true);
        Assert.That(() => device.WriteAsync("data:/file", "x"), Throws.TypeOf<InterruptedException>());
        await device.BootAsync(default);
        var another = device.Another();
        await another.WriteAsync("data:/other", "x");
        Assert.That(() => another.WriteAsync("data:/file", "x"), Throws.TypeOf<InterruptedException>());
    }

    [Test]
    public async Task A_write_that_goes_wrong_without_a_word_changes_a_byte_and_nothing_else()
    {
        device.Breaks(FaultKind.WritesWrongly);
        await device.WriteAsync("data:/file", "12345678");
        Assert.That(device.World.TextOf("data:/file"), Is.EqualTo("02345678"));
        Assert.That(device.Struck, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_export_that_goes_wrong_without_a_word_is_found_by_reading_it_back()
    {
        await device.Disks.FormatAsync("rootB", new FileSystem("ext4", "c-rootB", Guid.Empty), default);
        var image = (await device.Images.ResolveAsync(ContractDevice.FolderImage, default)).Image;
        device.Faults = [new Fault(device.Point + 1, FaultKind.WritesWrongly)];
        await device.Images.ExportAsync(image, TreeSelection.All, At("rootB:/"), default);
        var (expected, found) = (await device.Images.ReadTreeAsync(image, default), await device.Files.ReadTreeAsync(At("rootB:/"), default));
        Assert.That(expected.DifferencesTo(found).ToList(), Has.Count.EqualTo(1).And.All.EndsWith("other content"));
    }

    [TestCase(0, 2028)]
    [TestCase(1, 2008)]
    public async Task The_wall_clock_jumps_and_the_other_one_does_not(int variant, int year)
    {
        device.Breaks(FaultKind.ClockJumps, variant);
        await device.Files.StatAsync(At("data:/"), default);
        Assert.That(device.Clock.Now.Year, Is.EqualTo(year));
        Assert.That(device.Clock.Elapsed, Is.EqualTo(device.Times.Look));
    }

    [Test]
    public async Task Without_faults_nothing_is_kept_of_time_limits_and_points_are_counted()
    {
        using var limit = device.Clock.Within(TimeSpan.FromMinutes(7), default);
        await device.Files.StatAsync(At("data:/"), limit.Token);
        await device.Another().Files.StatAsync(At("data:/"), limit.Token);
        Assert.That(device.Point, Is.EqualTo(2), "one count for all processes");
    }

    [Test]
    public async Task Half_a_pull_has_taken_space_and_is_not_held()
    {
        var image = (await device.Images.ResolveAsync(ContractDevice.RegistryImage, default)).Image;
        var free = device.World["data"]!.Free;
        device.Faults = [new Fault(device.Point + 1, FaultKind.FailsHalfway)];
        Assert.That(() => device.Containers.PullAsync(image, null, default), Throws.TypeOf<DeviceException>());
        Assert.That(free - device.World["data"]!.Free, Is.EqualTo(4500));
        Assert.That(device.World.Held, Is.Empty);
    }
}
