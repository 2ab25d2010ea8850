using Planner.Devices.Contract;
using Planner.Engine.Boot;
using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>reboot</c>.</summary>
[TestFixture(ContractLayout.Grub, "1")]
[TestFixture(ContractLayout.UBoot, "3")]
public class RebootTests(string board, string limit)
{
    [Test]
    public async Task The_run_goes_on_in_the_new_os()
    {
        var trial = Trial.Of("", board: board);
        var outcome = await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Events.OfType<Booting>().Select(boot => boot.Slot), Is.EqualTo(new[] { null, "B" }));
        Assert.That(outcome.Boots, Is.EqualTo(1));
    }

    [Test]
    public async Task The_run_fails_and_is_undone_when_the_old_slot_comes_up()
    {
        var trial = Trial.Of("""- put: { file: "data:/one", content: "1" }""", board: board);
        trial.Stopper = happened =>
        {
            // As many tries as the loader makes: the next boot falls back.
            if (happened is StepBegan { Kind: "reboot" }) new Boots(trial).SetCountAsync(limit).AsTask().GetAwaiter().GetResult();
        };
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(outcome.Failed!.Cause, Is.EqualTo(new[] { "boot slot B: slot A came up" }));
        Assert.That((outcome.Boots, outcome.OsAfter), Is.EqualTo((1, "2.0.0+rev1")));
        Assert.That(await new Boots(trial).ReadAsync(), Is.EqualTo(new BootVariables("A", false, 0)));
        Assert.That(await trial.ReadAsync("data:/one"), Is.Null);
    }

    [Test]
    public async Task Without_a_reboot_the_run_stops_open_and_the_switch_stands()
    {
        var trial = Trial.Of("", board: board);
        trial.NoReboot = true;
        await trial.RunToAsync(OutcomeKind.PendingReboot, 8);
        Assert.That(trial.Device.World.Boots, Is.EqualTo(1));
        Assert.That((await new Boots(trial).ReadAsync()).Slot, Is.EqualTo("B"));
    }
}
