using Planner.Devices.Contract;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Tests;

[NeedsRoot]
public sealed class BenchServicesTests
{
    [Test]
    public async Task A_command_may_leave_something_running_in_the_background()
    {
        var bench = TestBench.Make();
        await using var device = await OpenAsync(bench, new ServiceCommands("sleep 600 & echo $! >pid", "kill $(cat pid); rm pid", "test -e pid"));
        await device.Services.StartAsync("supervisor", "supervisor", default);
        Assert.That(File.Exists(Path.Join(bench.Folder, "pid")), "the command ran in the bench's folder");
        await device.Services.StopAsync("supervisor", "supervisor", default);
        Assert.That((await device.Services.LookAsync("supervisor", default))[0].Running, Is.False);
    }

    [Test]
    public async Task A_failing_command_is_told_with_what_it_said()
    {
        await using var device = await OpenAsync(TestBench.Make(), new ServiceCommands("echo no power; exit 7", "true", "false"));
        var failed = (await Assert.ThrowsAsync<DeviceException>(async () => await device.Services.StartAsync("supervisor", "supervisor", default)))!;
        Assert.That(failed.Message, Does.Contain("supervisor").And.Contain("7").And.Contain("no power"));
    }

    [Test]
    public async Task A_service_without_commands_has_no_unit_on_the_bench()
    {
        var file = TestBench.File(ContractLayout.Grub);
        await using var device = await TestBench.Make().OpenAsync(file with { Bench = file.Bench! with { Commands = new Dictionary<string, ServiceCommands>() } });
        Assert.That(await device.Services.LookAsync("supervisor", default), Is.Empty);
    }

    static Task<LinuxDevice> OpenAsync(TestBench bench, ServiceCommands commands)
    {
        var file = TestBench.File(ContractLayout.Grub);
        return bench.OpenAsync(file with { Bench = file.Bench! with { Commands = new Dictionary<string, ServiceCommands> { ["supervisor"] = commands } } });
    }
}
