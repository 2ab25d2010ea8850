using Planner.Devices.Simulated.Faults;
using Planner.Devices.Simulated.Tests.Contract;
using Planner.Engine.Devices;
using static Planner.Devices.Simulated.Tests.Faults.Broken;

namespace Planner.Devices.Simulated.Tests.Faults;

public sealed class InterruptionTests
{
    SimulatedDevice device = null!;

    [SetUp]
    public void Begin() => device = Broken.Begin();

    [TearDown]
    public async Task EndAsync() => await device.DisposeAsync();

    [Test]
    public void A_kill_comes_before_the_call_and_the_call_is_the_next_one_of_another_process()
    {
        device.Breaks(FaultKind.Killed);
        Assert.That(() => device.WriteAsync("data:/file", "x"), Throws.TypeOf<InterruptedException>().With.Property("Fault").EqualTo(new Fault(0, FaultKind.Killed)));
        Assert.That((device.World.TextOf("data:/file"), device.Point, device.IsAlive), Is.EqualTo(((string?)null, 0, false)));
        Assert.That(device.Trace, Is.Empty);
    }

    static IEnumerable<TestCaseData> Calls()
    {
        yield return new TestCaseData((Func<IDevice, Task>)(at => at.WriteAsync("data:/late", "x"))).SetArgDisplayNames("a write");
        yield return new TestCaseData((Func<IDevice, Task>)(at => at.Files.StatAsync(At("nowhere:/late"), default).AsTask())).SetArgDisplayNames("a partition that is not there");
        yield return new TestCaseData((Func<IDevice, Task>)(at => at.Files.RenameAsync(At("data:/no"), At("data:/late"), default).AsTask())).SetArgDisplayNames("a rename of nothing");
        yield return new TestCaseData((Func<IDevice, Task>)(at => at.Disks.FormatAsync("rootA", new FileSystem("ext4", "x", Guid.Empty), default).AsTask())).SetArgDisplayNames("a format of the running slot");
        yield return new TestCaseData((Func<IDevice, Task>)(at => at.Services.StopAsync("nothing", "nothing", default).AsTask())).SetArgDisplayNames("an unknown service");
        yield return new TestCaseData((Func<IDevice, Task>)(at => at.Containers.LookAsync(default).AsTask())).SetArgDisplayNames("a look at the engine");
        yield return new TestCaseData((Func<IDevice, Task>)(at => at.Images.ReadTreeAsync(ContractDevice.MissingImage.Pin("sha256:" + new string('9', 64)), default).AsTask())).SetArgDisplayNames("an image that is not there");
        yield return new TestCaseData((Func<IDevice, Task>)(at => at.Network.ProbeAsync(new Uri("https://example.org/"), default).AsTask())).SetArgDisplayNames("a probe");
        yield return new TestCaseData((Func<IDevice, Task>)(at => at.Program.StoreAsync(At("nowhere:/late"), default).AsTask())).SetArgDisplayNames("storing the program");
        yield return new TestCaseData((Func<IDevice, Task>)(at => at.Program.LookAsync(default).AsTask())).SetArgDisplayNames("a look at the program");
        yield return new TestCaseData((Func<IDevice, Task>)(at => at.Files.LinkAsync(At("nowhere:/late"), "target", default).AsTask())).SetArgDisplayNames("a link");
        yield return new TestCaseData((Func<IDevice, Task>)(at => at.Power.RebootAsync(default).AsTask())).SetArgDisplayNames("a reboot");
        yield return new TestCaseData((Func<IDevice, Task>)(at => at.Clock.DelayAsync(TimeSpan.FromDays(1), default).AsTask())).SetArgDisplayNames("a wait");
        yield return new TestCaseData((Func<IDevice, Task>)(at => at.Clock.SynchronizedAsync(default).AsTask())).SetArgDisplayNames("the clock");
        yield return new TestCaseData((Func<IDevice, Task>)(at => at.Locks.TakeAsync(default).AsTask())).SetArgDisplayNames("taking locks");
        yield return new TestCaseData((Func<IDevice, Task>)(at => at.Locks.ReleaseAsync(default).AsTask())).SetArgDisplayNames("letting locks go");
        yield return new TestCaseData((Func<IDevice, Task>)(at => at.Files.StatAsync(At("data:/"), new CancellationToken(true)).AsTask())).SetArgDisplayNames("a call that was ended");
    }

    [TestCaseSource(nameof(Calls))]
    public async Task A_dead_process_can_do_nothing_more(Func<IDevice, Task> call)
    {
        foreach (var kind in new[] { FaultKind.Killed, FaultKind.PowerLost })
        {
            await using var dead = Broken.Begin();
            dead.Breaks(kind);
            Assert.That(() => dead.WriteAsync("data:/file", "x"), Throws.TypeOf<InterruptedException>());
            var (world, point) = (dead.World, dead.Point);
            Assert.That(() => call(dead), Throws.TypeOf<InterruptedException>().With.Property("Fault").EqualTo(new Fault(0, kind)));
            Assert.That((dead.World, dead.Point), Is.EqualTo((world, point)));
        }
    }

    [Test]
    public async Task Locks_of_a_killed_process_are_free()
    {
        await device.Locks.TakeAsync(default);
        device.Breaks(FaultKind.Killed);
        Assert.That(() => device.WriteAsync("data:/file", "x"), Throws.TypeOf<InterruptedException>());
        Assert.That(await device.Another().Locks.TakeAsync(default), Is.Null);
    }

    [Test]
    public async Task A_killed_process_that_goes_lets_the_locks_of_the_next_one_be()
    {
        device.Breaks(FaultKind.Killed);
        Assert.That(() => device.WriteAsync("data:/file", "x"), Throws.TypeOf<InterruptedException>());
        var next = device.Another();
        await next.Locks.TakeAsync(default);
        await device.DisposeAsync();
        Assert.That(await next.Another().Locks.TakeAsync(default), Is.Not.Null);
    }

    [Test]
    public async Task Another_process_goes_on_and_meets_the_faults_that_are_left()
    {
        device.Faults = [new Fault(0, FaultKind.Killed), new Fault(1, FaultKind.Fails), new Fault(2, FaultKind.KilledDuring)];
        Assert.That(() => device.WriteAsync("data:/0", "x"), Throws.TypeOf<InterruptedException>());
        var next = device.Another();
        await next.WriteAsync("data:/0", "x");
        Assert.That(() => next.WriteAsync("data:/1", "x"), Throws.TypeOf<DeviceException>());
        Assert.That(() => next.WriteAsync("data:/2", "xy"), Throws.TypeOf<InterruptedException>());
        Assert.That(next.World.TextOf("data:/2"), Is.EqualTo("x"));
        Assert.That(next.Struck.Select(fault => fault.Point), Is.EqualTo(new[] { 0, 1, 2 }));
    }

    [Test]
    public async Task What_was_written_before_a_kill_is_there_for_the_next_process()
    {
        await device.WriteAsync("data:/file", "x");
        device.Breaks(FaultKind.Killed);
        Assert.That(() => device.Files.FlushAsync(At("data:/file"), default).AsTask(), Throws.TypeOf<InterruptedException>());
        Assert.That(device.Another().World.TextOf("data:/file"), Is.EqualTo("x"));
    }

    [TestCase(0, "x")]
    [TestCase(1, null)]
    public async Task The_variant_says_what_a_power_cut_leaves(int variant, string? left)
    {
        await device.WriteAsync("data:/file", "x");
        device.Breaks(FaultKind.PowerLost, variant);
        Assert.That(() => device.Files.FlushAsync(At("data:/file"), default).AsTask(), Throws.TypeOf<InterruptedException>());
        Assert.That(device.World.TextOf("data:/file"), Is.EqualTo(left));
        await device.BootAsync(default);
        Assert.That(device.World.TextOf("data:/file"), Is.EqualTo(left));
    }

    [Test]
    public async Task A_power_cut_during_a_call_may_leave_half_of_it()
    {
        var text = new string('a', 4000);
        device.Breaks(FaultKind.PowerLostDuring);
        Assert.That(() => device.WriteAsync("data:/file", text), Throws.TypeOf<InterruptedException>());
        Assert.That(device.World.TextOf("data:/file"), Is.EqualTo(text[..2000]));
        await device.BootAsync(default);
        Assert.That((await device.Another().Files.StatAsync(At("data:/file"), default))!.Size, Is.EqualTo(2000));
    }

    [Test]
    public async Task A_power_cut_during_a_flush_leaves_what_a_cut_before_it_leaves()
    {
        await device.WriteAsync("data:/file", "x");
        device.Breaks(FaultKind.PowerLostDuring, 1);
        Assert.That(() => device.Files.FlushAsync(At("data:/file"), default).AsTask(), Throws.TypeOf<InterruptedException>());
        Assert.That(device.World.TextOf("data:/file"), Is.Null);
    }

    [Test]
    public async Task A_power_cut_ends_every_process_and_nothing_runs_until_the_device_boots()
    {
        var other = device.Another();
        await other.Locks.TakeAsync(default);
        device.Breaks(FaultKind.PowerLost);
        Assert.That(() => device.WriteAsync("data:/file", "x"), Throws.TypeOf<InterruptedException>());
        Assert.That(() => other.WriteAsync("data:/file", "x"), Throws.TypeOf<InterruptedException>());
        Assert.That(() => device.Another().WriteAsync("data:/file", "x"), Throws.TypeOf<InterruptedException>());
        await device.BootAsync(default);
        Assert.That(() => other.WriteAsync("data:/file", "x"), Throws.TypeOf<InterruptedException>(), "it was of the boot before");
        Assert.That(await device.Another().Locks.TakeAsync(default), Is.Null);
        await device.Another().WriteAsync("data:/file", "x");
    }

    [Test]
    public async Task A_moment_that_was_kept_is_gone_on_with_from_its_point()
    {
        await device.WriteAsync("data:/0", "x");
        var (world, point) = (device.World, device.Point);
        var again = device.Start.Begin();
        (again.World, again.Point, again.Faults) = (world, point, [new Fault(point, FaultKind.Fails)]);
        Assert.That(() => again.WriteAsync("data:/1", "x"), Throws.TypeOf<DeviceException>());
        Assert.That(again.World.TextOf("data:/0"), Is.EqualTo("x"));
    }
}
