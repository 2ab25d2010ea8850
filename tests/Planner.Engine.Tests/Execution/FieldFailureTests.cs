using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Engine.Tests.Execution;

/// <summary>Failures that updates met in the field and that no other test tells of: the table at the end of the tests' README has all of them.</summary>
public class FieldFailureTests
{
    [Test]
    public async Task A_full_state_partition_is_refused_before_anything_changes()
    {
        var trial = Trial.Of("", file => file.In(state => state with { Partitions = With(state, "state", part => part with { Other = (16 << 20) - 65536 }) }));
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons, Has.Some.StartsWith("the journal needs 128 KiB, and state has"), Trial.Story(outcome));
        Assert.That(trial.Before.DifferencesTo(trial.Device.World), Is.Empty);
    }

    [TestCase(-20)]
    [TestCase(20)]
    public async Task A_wall_clock_that_jumps_by_years_changes_nothing_about_a_wait(int years)
    {
        var trial = Trial.Of("", file => file.In(state => state with { UpdateLocks = [new HeldUpdateLock("/tmp/app/update.lock", TimeSpan.FromMinutes(10))] }), layout: Trial.WithSupervisor);
        trial.Stopper = happened =>
        {
            if (happened is StatusChanged { Text: "Reboot waiting on application lock" }) trial.Device.World = trial.Device.World with { Now = trial.Device.World.Now.AddYears(years) };
        };
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Device.World.Elapsed, Is.InRange(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(13)));
    }

    [Test]
    public async Task A_second_start_is_no_failure_of_the_run_that_is_on_its_way()
    {
        var trial = Trial.Of("");
        trial.NoReboot = true;
        await trial.RunToAsync(OutcomeKind.PendingReboot, 8);
        var (status, log) = (await trial.ReadAsync("state:/planner/status.json"), await trial.ReadAsync("data:/logs/test.log"));
        trial.RunId = "second";
        await trial.RunToAsync(OutcomeKind.Busy, 9);
        Assert.That(await trial.ReadAsync("state:/planner/status.json"), Is.EqualTo(status));
        Assert.That(await trial.ReadAsync("data:/logs/test.log"), Is.EqualTo(log));
    }

    [TestCase("")]
    [TestCase("{\"deviceType\":")]
    [TestCase("[]")]
    public async Task A_broken_configuration_is_refused_and_stays_as_it_is(string content)
    {
        var trial = Trial.Of("", edit: plan => plan.Replace("for: { os.name: resin-os }", "for: { os.name: resin-os, device.type: grub-board }", StringComparison.Ordinal));
        await trial.WithAsync(device => device.Files.WriteAsync(new PartitionPath("boot", "/config.json"), System.Text.Encoding.UTF8.GetBytes(content), 0b110_100_100, default));
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons, Has.Some.Contains("device.type"), Trial.Story(outcome));
        Assert.That(trial.Before.DifferencesTo(trial.Device.World), Is.Empty);
    }

    static Dictionary<string, PartitionSnapshot> With(DeviceState state, string partition, Func<PartitionSnapshot, PartitionSnapshot> change) =>
        state.Partitions.ToDictionary(pair => pair.Key, pair => pair.Key == partition ? change(pair.Value) : pair.Value);
}
