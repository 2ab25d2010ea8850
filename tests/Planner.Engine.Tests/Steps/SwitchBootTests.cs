using Planner.Devices.Contract;
using Planner.Engine.Boot;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>switch-boot</c>.</summary>
[TestFixture(ContractLayout.Grub)]
[TestFixture(ContractLayout.UBoot)]
public class SwitchBootTests(string board)
{
    [Test]
    public async Task The_next_boot_uses_the_slot_and_is_counted()
    {
        var trial = Trial.Of("", board: board);
        var variables = BootVariablesAt(trial, happened => happened is StepEnded { Number: 5 });
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(variables.Single(), Is.EqualTo(new BootVariables("B", true, 0)));
    }

    [Test]
    public async Task The_switch_is_one_write_and_it_is_flushed()
    {
        var trial = Trial.Of("", board: board);
        var (began, ended) = (0, 0);
        trial.Stopper = happened =>
        {
            if (happened is StepBegan { Number: 5 }) began = trial.Device.Trace.Count;
            if (happened is StepEnded { Number: 5 }) ended = trial.Device.Trace.Count;
        };
        await trial.RunToAsync(OutcomeKind.Done, 0);
        var path = trial.Device.Board.File!.Value.Path;
        var calls = trial.Device.Trace.Take(ended).Skip(began).Where(call => call.Partition == "boot" && call.Path == path).Select(call => call.Call).ToList();
        Assert.That(calls.Count(call => call == "files.overwrite"), Is.EqualTo(1));
        Assert.That(calls.SkipWhile(call => call != "files.overwrite").Skip(1).First(), Is.EqualTo("files.flush"));
        Assert.That(calls, Has.None.EqualTo("files.rename").And.None.EqualTo("files.write"));
    }

    [Test]
    public async Task It_is_switched_back_with_counting_off_when_the_new_os_is_not_healthy()
    {
        var trial = Trial.Of("", file => file.In(state => state with { Broken = ["supervisor"] }), board);
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(await new Boots(trial).ReadAsync(), Is.EqualTo(new BootVariables("A", false, 0)));
        Assert.That(await trial.Device.Power.RunningSlotAsync(default), Is.EqualTo("A"));
        Assert.That(trial.Precious.Where(line => !line.StartsWith("boot:/resinOS_uEnv.txt", StringComparison.Ordinal)), Is.Empty, "U-Boot's file keeps its padding");
    }

    [Test]
    public async Task It_is_switched_back_before_anything_else_when_the_reboot_fails()
    {
        var trial = Trial.Of("""- put: { file: "data:/one", content: "1" }""", board: board);
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (call is "Power.Reboot" or "Power.Insist") throw new DeviceException(DeviceFault.Failed, call, "the world failed");
        });
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Events.OfType<StepUndone>().Select(step => step.Title), Is.EqualTo(new[] { "switch-boot spare", "put data:/one" }));
        Assert.That(await new Boots(trial).ReadAsync(), Is.EqualTo(new BootVariables("A", false, 0)));
        Assert.That(trial.Device.World.Boots, Is.EqualTo(1));
    }

    [Test]
    public async Task A_stale_count_does_not_shorten_the_tries_of_the_new_os()
    {
        var trial = await Trial.Of("", board: board).WithAsync(device => new Boots(device).SetCountAsync("9"));
        var variables = BootVariablesAt(trial, happened => happened is StepEnded { Number: 5 });
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(variables.Single().Count, Is.Zero);
    }

    static List<BootVariables> BootVariablesAt(Trial trial, Func<RunEvent, bool> moment)
    {
        var read = new List<BootVariables>();
        trial.Stopper = happened =>
        {
            if (moment(happened)) read.Add(new Boots(trial).ReadAsync().GetAwaiter().GetResult());
        };
        return read;
    }
}
