using Planner.Engine.Boot;
using Planner.Engine.Devices;

namespace Planner.Devices.Contract;

/// <summary>What <see cref="IPower"/> promises on a device that boots within the process.</summary>
public abstract class PowerContract : DeviceContract
{
    [Test]
    public async Task Knows_the_slot_that_runs() =>
        Assert.That(await Device.Power.RunningSlotAsync(default), Is.EqualTo("A"));

    [Test]
    public async Task The_boot_id_stays_until_the_next_boot()
    {
        var first = await Device.Power.BootIdAsync(default);
        Assert.That(first, Is.Not.Empty);
        Assert.That(await Device.Power.BootIdAsync(default), Is.EqualTo(first));
    }

    [Test]
    public async Task Every_boot_has_an_id_of_its_own()
    {
        var ids = new List<string> { await Device.Power.BootIdAsync(default) };
        for (var boots = 0; boots < 2; boots++)
        {
            Assert.That(await Device.Power.RebootAsync(default), Is.EqualTo(RebootResult.Booted));
            ids.Add(await Device.Power.BootIdAsync(default));
        }

        Assert.That(ids, Is.Unique);
    }

    [Test]
    public async Task Boots_the_slot_that_ran_when_nothing_was_switched()
    {
        await Device.Power.RebootAsync(default);
        Assert.That(await Device.Power.RunningSlotAsync(default), Is.EqualTo("A"));
    }

    [Test]
    public async Task Boots_the_slot_that_the_boot_variables_name()
    {
        await Family.PrepareAsync(Device.Board, Device.Files, default);
        await Family.SwitchAsync(Device.Board, Device.Files, "B", counting: true, default);
        Assert.That(await Device.Power.RunningSlotAsync(default), Is.EqualTo("A"), "a switch changes nothing before the next boot");
        await Device.Power.RebootAsync(default);
        Assert.That(await Device.Power.RunningSlotAsync(default), Is.EqualTo("B"));
    }

    [Test]
    public async Task Falls_back_when_the_new_slot_was_not_confirmed_in_time()
    {
        await Family.PrepareAsync(Device.Board, Device.Files, default);
        await Family.SwitchAsync(Device.Board, Device.Files, "B", counting: true, default);
        for (var boots = 0; boots <= Device.Board.Counter!.Limit; boots++) await Device.Power.RebootAsync(default);
        Assert.That(await Device.Power.RunningSlotAsync(default), Is.EqualTo("A"));
    }

    [Test]
    public async Task What_was_flushed_is_there_after_a_boot()
    {
        await WriteAsync("data:/kept", "over the boot");
        await Device.Files.FlushAllAsync("data", default);
        await Device.Power.RebootAsync(default);
        Assert.That(await ReadAsync("data:/kept"), Is.EqualTo("over the boot"));
    }

    [Test]
    public async Task A_stopped_service_is_started_by_the_boot()
    {
        var unit = (await Device.Services.LookAsync("supervisor", default))[0].Unit;
        await Device.Services.StopAsync("supervisor", unit, default);
        await Device.Power.RebootAsync(default);
        Assert.That((await Device.Services.LookAsync("supervisor", default))[0].Running, Is.True);
    }

    IBootFamily Family => BootFamilies.Find(Device.Board.Family) ?? throw new AssertionException($"{Device.Board.Family} is not built");
}
