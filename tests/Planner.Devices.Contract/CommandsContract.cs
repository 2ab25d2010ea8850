using Planner.Engine.Devices;
using Planner.Engine.Steps;

namespace Planner.Devices.Contract;

/// <summary>What <see cref="ICommands"/> promises. The device has a program <c>mark</c> that changes what its step declares, tells with <c>--probe</c> whether it has, and takes it back with <c>--undo</c>; one <c>stumble</c> that changes it and ends with an exit code that is not 0; and no <c>nowhere</c>.</summary>
public abstract class CommandsContract : DeviceContract
{
    const string Settings = "boot:/config.json";

    [Test]
    public async Task Does_what_its_step_declares_and_tells_so()
    {
        var before = await ReadAsync(Settings);
        Assert.That((await RunAsync(CommandUse.Probe, "mark", "--probe")).ExitCode, Is.Not.Zero);
        Assert.That((await RunAsync(CommandUse.Apply, "mark")).ExitCode, Is.Zero);
        Assert.That(await ReadAsync(Settings), Is.Not.EqualTo(before));
        Assert.That((await RunAsync(CommandUse.Probe, "mark", "--probe")).ExitCode, Is.Zero);
    }

    [Test]
    public async Task Takes_it_back_also_when_it_was_run_twice()
    {
        var before = await ReadAsync(Settings);
        for (var times = 0; times < 2; times++) await RunAsync(CommandUse.Apply, "mark");
        for (var times = 0; times < 2; times++) Assert.That((await RunAsync(CommandUse.Undo, "mark", "--undo")).ExitCode, Is.Zero);
        Assert.That(await ReadAsync(Settings), Is.EqualTo(before));
        Assert.That((await RunAsync(CommandUse.Probe, "mark", "--probe")).ExitCode, Is.Not.Zero);
    }

    [Test]
    public async Task A_program_that_fails_says_so_and_is_no_exception()
    {
        var result = await RunAsync(CommandUse.Apply, "stumble");
        Assert.That(result.ExitCode, Is.Not.Zero);
        Assert.That(result.LastLines, Is.Not.Empty);
    }

    [Test]
    public Task A_program_that_is_not_there_is_not_found() => RefusesAsync(DeviceFault.NotFound, async () => await RunAsync(CommandUse.Apply, "nowhere"));

    async Task<CommandResult> RunAsync(CommandUse use, params string[] line) =>
        await Device.Commands.RunAsync(new PlanCommand(line, use, "run/1", [Effect.Changes(ResourceKind.Partition, Settings), Effect.Changes(ResourceKind.System)]), default);
}
