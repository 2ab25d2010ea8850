using Planner.Engine.Devices;

namespace Planner.Devices.Contract;

/// <summary>What <see cref="IServices"/> promises.</summary>
public abstract class ServicesContract : DeviceContract
{
    const string Service = "supervisor";

    [Test]
    public async Task Knows_the_unit_of_a_service_and_that_it_runs()
    {
        var units = await Device.Services.LookAsync(Service, default);
        Assert.That(units, Has.Count.EqualTo(1));
        Assert.That(units[0].Unit, Is.Not.Empty);
        Assert.That(units[0].Running, Is.True);
    }

    [Test]
    public async Task A_stopped_unit_does_not_run_and_a_started_one_does()
    {
        var unit = await UnitAsync();
        await Device.Services.StopAsync(Service, unit, default);
        Assert.That(await RunsAsync(), Is.False);
        await Device.Services.StartAsync(Service, unit, default);
        Assert.That(await RunsAsync(), Is.True);
    }

    [Test]
    public async Task Stopping_what_is_stopped_and_starting_what_runs_is_fine()
    {
        var unit = await UnitAsync();
        await Device.Services.StartAsync(Service, unit, default);
        Assert.That(await RunsAsync(), Is.True);
        await Device.Services.StopAsync(Service, unit, default);
        await Device.Services.StopAsync(Service, unit, default);
        Assert.That(await RunsAsync(), Is.False);
    }

    [Test]
    public async Task Knows_no_service_that_the_layout_lacks()
    {
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Services.LookAsync("telegraph", default));
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Services.StopAsync("telegraph", "telegraph", default));
    }

    [Test]
    public async Task Knows_no_unit_that_the_service_lacks()
    {
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Services.StartAsync(Service, "telegraph.service", default));
        await RefusesAsync(DeviceFault.NotFound, async () => await Device.Services.StopAsync(Service, "telegraph.service", default));
    }

    async Task<string> UnitAsync() => (await Device.Services.LookAsync(Service, default))[0].Unit;

    async Task<bool> RunsAsync() => (await Device.Services.LookAsync(Service, default))[0].Running;
}
