using Planner.Devices.Contract;
using Planner.Engine.Boot;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>confirm</c>.</summary>
[TestFixture(ContractLayout.Grub)]
[TestFixture(ContractLayout.UBoot)]
public class ConfirmTests(string board)
{
    [Test]
    public async Task Counting_is_on_until_then_and_off_after_it()
    {
        var trial = Trial.Of("", board: board);
        var read = new List<BootVariables>();
        trial.Stopper = happened =>
        {
            if (happened is StepBegan { Kind: "confirm" }) read.Add(new Boots(trial).ReadAsync().GetAwaiter().GetResult());
        };
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(read.Single(), Is.EqualTo(new BootVariables("B", true, 1)));
        Assert.That(await new Boots(trial).ReadAsync(), Is.EqualTo(new BootVariables("B", false, 0)));
        Assert.That(await trial.ReadAsync("boot:/bootcount.env"), Is.Null);
    }

    [Test]
    public async Task Is_durable_when_the_run_is_done()
    {
        var trial = Trial.Of("", board: board);
        await trial.RunToAsync(OutcomeKind.Done, 0);
        var boot = trial.Device.World["boot"]!;
        Assert.That(boot.Durable.Manifest.DifferencesTo(boot.Root.Manifest), Is.Empty);
    }

    [Test]
    public async Task Is_durable_also_when_a_first_try_wrote_it_and_could_not_flush()
    {
        var trial = Trial.Of("", board: board);
        var confirms = false;
        trial.Stopper = happened => confirms |= happened is StepBegan { Kind: "confirm" };
        var failed = false;
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (!confirms || failed || !call.StartsWith("Files.Flush boot:/", StringComparison.Ordinal)) return;
            failed = true;
            throw new DeviceException(DeviceFault.BadDisk, call, "the disk failed");
        });
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(failed);
        var boot = trial.Device.World["boot"]!;
        Assert.That(boot.Durable.Manifest.DifferencesTo(boot.Root.Manifest), Is.Empty);
    }

    [Test]
    public async Task Refuses_to_mark_a_slot_good_that_the_variables_do_not_name()
    {
        var trial = Trial.Of("", board: board);
        trial.Stopper = happened =>
        {
            if (happened is StepBegan { Kind: "confirm" }) trial.Device.World = trial.Device.World with { Running = "A" };
        };
        var outcome = await trial.RunAsync();
        Assert.That(outcome.Failed?.Cause, Is.EqualTo(new[] { "confirm slot A: the boot variables name slot B" }), Trial.Story(outcome));
        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(await new Boots(trial).ReadAsync(), Is.EqualTo(new BootVariables("A", false, 0)));
    }
}
