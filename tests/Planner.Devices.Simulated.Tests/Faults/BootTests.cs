using Planner.Devices.Contract;
using Planner.Devices.Simulated.Faults;
using Planner.Engine.Boot;
using Planner.Engine.Devices;
using static Planner.Devices.Simulated.Tests.Faults.Broken;

namespace Planner.Devices.Simulated.Tests.Faults;

public sealed class BootTests
{
    [TestCase(ContractLayout.Grub, 2)]
    [TestCase(ContractLayout.UBoot, 4)]
    public async Task A_new_os_that_does_not_come_up_is_left_after_as_many_starts_as_the_loader_counts(string board, int starts)
    {
        await using var device = Begin(board);
        device.Breaks(FaultKind.NewOsDoesNotBoot);
        await SwitchAsync(device, true);
        Assert.That(await device.BootAsync(default), Is.EqualTo(new BootResult("A", "the OS of slot B does not come up", starts)));
        Assert.That(device.World.Running, Is.EqualTo("A"));
    }

    [TestCase(ContractLayout.Grub)]
    [TestCase(ContractLayout.UBoot)]
    public async Task Nothing_falls_back_while_the_loader_does_not_count(string board)
    {
        await using var device = Begin(board);
        device.Breaks(FaultKind.NewOsDoesNotBoot);
        await SwitchAsync(device, false);
        Assert.That(await device.BootAsync(default), Is.EqualTo(new BootResult(null, "the OS of slot B does not come up", 1)));
        Assert.That(() => device.Another().WriteAsync("data:/file", "x"), Throws.TypeOf<InterruptedException>().With.Message.EqualTo("the device is off"));
    }

    [TestCase(ContractLayout.Grub)]
    [TestCase(ContractLayout.UBoot)]
    public async Task A_board_without_a_counter_never_falls_back(string board)
    {
        await using var device = Begin(board, board => board with { Counter = null });
        device.Breaks(FaultKind.NewOsDoesNotBoot);
        await SwitchAsync(device, true);
        Assert.That((await device.BootAsync(default)).Slot, Is.Null);
    }

    [TestCase(ContractLayout.Grub, 2)]
    [TestCase(ContractLayout.UBoot, 4)]
    public async Task An_empty_slot_is_left_like_an_os_that_does_not_come_up(string board, int starts)
    {
        await using var device = Begin(board);
        await device.Disks.FormatAsync("rootB", new FileSystem("ext4", "c-rootB", Guid.Empty), default);
        await SwitchAsync(device, true);
        Assert.That(await device.BootAsync(default), Is.EqualTo(new BootResult("A", "slot B holds no OS", starts)));
    }

    [TestCase(ContractLayout.Grub, 1)]
    [TestCase(ContractLayout.UBoot, 3)]
    public async Task An_os_that_comes_up_and_is_never_confirmed_is_left_too(string board, int boots)
    {
        await using var device = Begin(board);
        await SwitchAsync(device, true);
        for (var boot = 0; boot < boots; boot++) Assert.That((await device.BootAsync(default)).Slot, Is.EqualTo("B"));
        Assert.That((await device.BootAsync(default)).Slot, Is.EqualTo("A"));
    }

    [TestCase(ContractLayout.Grub)]
    [TestCase(ContractLayout.UBoot)]
    public async Task Boots_are_not_counted_while_the_flag_is_off(string board)
    {
        await using var device = Begin(board);
        var before = device.World;
        for (var boot = 0; boot < 5; boot++) Assert.That(await device.BootAsync(default), Is.EqualTo(new BootResult("A", null, 1)));
        Assert.That(before.DifferencesTo(device.World), Is.Empty);
    }

    [TestCase(ContractLayout.Grub)]
    [TestCase(ContractLayout.UBoot)]
    public async Task What_the_loader_counted_outlives_a_power_cut(string board)
    {
        await using var device = Begin(board);
        await SwitchAsync(device, true);
        await device.BootAsync(default);
        var next = device.Another();
        next.Breaks(FaultKind.PowerLost, 1);
        Assert.That(() => next.WriteAsync("data:/file", "x"), Throws.TypeOf<InterruptedException>());
        var variables = await BootFamilies.Find(device.Board.Family)!.ReadAsync(device.Board, Of(device.World, device).Files, default);
        Assert.That(variables, Is.EqualTo(new BootVariables("B", true, 1)));
    }

    [Test]
    public async Task Boot_variables_that_can_not_be_read_are_told()
    {
        await using var device = Begin(ContractLayout.Grub);
        await device.WriteAsync("boot:/grubenv", "torn");
        var result = await device.BootAsync(default);
        Assert.That((result.Slot, result.Starts), Is.EqualTo(((string?)null, 1)));
        Assert.That(result.Reason, Does.Contain("no GRUB environment block"));
    }

    [Test]
    public async Task A_device_that_goes_down_writes_what_is_pending()
    {
        await using var device = Begin();
        await device.WriteAsync("data:/file", "x");
        await device.BootAsync(default);
        Assert.That(device.World["data"]!.Durable, Is.SameAs(device.World["data"]!.Root));
        Assert.That(device.World.TextOf("data:/file"), Is.EqualTo("x"));
    }

    [Test]
    public async Task A_reboot_that_ends_the_process_leaves_the_boot_to_whoever_looks_on()
    {
        await using var device = Begin();
        await SwitchAsync(device, true);
        device.LeavesAtReboot = true;
        var id = await device.Power.BootIdAsync(default);
        Assert.That(await device.Power.RebootAsync(default), Is.EqualTo(RebootResult.Leaving));
        await device.WriteAsync("data:/log", "going down");
        Assert.That(await device.Power.BootIdAsync(default), Is.EqualTo(id));
        await device.BootAsync(default);
        Assert.That(() => device.WriteAsync("data:/log", "gone"), Throws.TypeOf<InterruptedException>().With.Message.EqualTo("the device has booted since").And.Property("Fault").Null);
        var next = device.Another();
        Assert.That(await next.Power.BootIdAsync(default), Is.Not.EqualTo(id));
        Assert.That(await next.Power.RunningSlotAsync(default), Is.EqualTo("B"));
        Assert.That(next.World.TextOf("data:/log"), Is.EqualTo("going down"));
    }

    [Test]
    public async Task A_power_cut_when_the_device_goes_down_loses_what_is_pending()
    {
        await using var device = Begin();
        device.LeavesAtReboot = true;
        await device.Power.RebootAsync(default);
        await device.WriteAsync("data:/log", "going down");
        device.Breaks(FaultKind.PowerLost, 1);
        Assert.That(() => device.WriteAsync("data:/more", "x"), Throws.TypeOf<InterruptedException>());
        await device.BootAsync(default);
        Assert.That(device.World.TextOf("data:/log"), Is.Null);
    }

    [Test]
    public async Task Services_of_an_unhealthy_new_os_do_not_start()
    {
        await using var device = Begin();
        device.Breaks(FaultKind.NewOsUnhealthy);
        await SwitchAsync(device, true);
        await device.Power.RebootAsync(default);
        Assert.That((await device.Services.LookAsync("supervisor", default))[0].Running, Is.False);
        Assert.That(() => device.Services.StartAsync("supervisor", "supervisor.service", default), Throws.TypeOf<DeviceException>());
        await BootFamilies.Find(device.Board.Family)!.SwitchAsync(device.Board, device.Files, "A", false, default);
        await device.Power.RebootAsync(default);
        Assert.That((await device.Services.LookAsync("supervisor", default))[0].Running, Is.True, "the old one is as it was");
    }

    [Test]
    public async Task A_kill_before_a_reboot_leaves_the_boot_as_it_is()
    {
        await using var device = Begin();
        device.Breaks(FaultKind.KilledDuring);
        Assert.That(() => device.Power.RebootAsync(default).AsTask(), Throws.TypeOf<InterruptedException>());
        Assert.That(await device.Another().Power.BootIdAsync(default), Is.EqualTo("boot-1"));
    }

    static SimulatedDevice Of(DeviceWorld world, SimulatedDevice device)
    {
        var same = device.Start.Begin();
        same.World = world;
        return same;
    }

    static async Task SwitchAsync(SimulatedDevice device, bool counting)
    {
        var family = BootFamilies.Find(device.Board.Family)!;
        await family.PrepareAsync(device.Board, device.Files, default);
        await family.SwitchAsync(device.Board, device.Files, "B", counting, default);
    }
}
