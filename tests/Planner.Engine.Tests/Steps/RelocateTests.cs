using Planner.Devices.Contract;
using Planner.Engine.Execution;
using Planner.Engine.Images;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>relocate</c>.</summary>
public class RelocateTests
{
    const string Step = "- relocate: rootB";
    const string Fail = "\n- check: { that: { os.name: other-os } }";

    [Test]
    public async Task The_device_runs_from_the_named_slot_on_the_same_files_and_the_update_goes_to_the_one_that_it_left()
    {
        var trial = Trial.First(Step);
        IReadOnlyList<string> differences = ["not looked yet"];
        trial.Stopper = happened =>
        {
            if (happened is not StepEnded { Number: 2 }) return;
            Assert.That(trial.Device.World.Running, Is.EqualTo("B"));
            differences = [.. Without(trial.Device.World["rootA"]!.Root.Manifest).DifferencesTo(Without(trial.Device.World["rootB"]!.Root.Manifest))];
        };
        var outcome = await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(differences, Is.Empty);
        Assert.That((trial.Device.World.Running, outcome.Boots), Is.EqualTo(("A", 2)), Trial.Story(outcome));
        Assert.That(await trial.ReadAsync("rootA:/etc/os-release"), Does.Contain("2.3.0"));
        Assert.That(await trial.ReadAsync("boot:/grubenv"), Does.Contain("resin_root_part=2\nupgrade_available=0"));
    }

    [Test]
    public async Task Nothing_happens_where_that_slot_runs_already()
    {
        var trial = Trial.First("- relocate: rootA");
        var outcome = await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(outcome.Boots, Is.EqualTo(1));
        Assert.That(trial.Device.Trace.Count(call => call.Call == "disks.format"), Is.EqualTo(1));
        Assert.That(trial.Events, Has.Some.EqualTo(new StepEnded(2, StepResult.AlreadyDone)));
    }

    [Test]
    public async Task A_run_that_fails_behind_it_boots_the_slot_that_ran_before()
    {
        var trial = Trial.First(Step + Fail);
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Device.World.Running, Is.EqualTo("A"), Trial.Story(outcome));
        Assert.That(trial.Precious, Is.Empty);
        Assert.That(outcome.Boots, Is.EqualTo(2));
    }

    [Test]
    public async Task A_run_that_fails_once_the_slot_it_left_is_written_over_stays_where_it_is()
    {
        var trial = Trial.First($"{Step}\n- mkfs: spare{Fail}");
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That((trial.Device.World.Running, outcome.OsAfter), Is.EqualTo(("B", "2.0.0+rev1")), Trial.Story(outcome));
        Assert.That(Without(trial.Before["rootA"]!.Root.Manifest).DifferencesTo(Without(trial.Device.World["rootB"]!.Root.Manifest)), Is.Empty);
        Assert.That(await trial.ReadAsync("boot:/grubenv"), Does.Contain("resin_root_part=3\nupgrade_available=0"));
    }

    [Test]
    public async Task What_was_stopped_before_it_is_stopped_again_after_its_boot_and_started_when_the_run_fails()
    {
        var trial = Trial.First($"- stop-service: supervisor\n{Step}{Fail}");
        var running = true;
        trial.Stopper = happened =>
        {
            if (happened is StepEnded { Number: 3 }) running = trial.Device.World.Services["supervisor"].Any(unit => unit.Running);
        };
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(running, Is.False, Trial.Story(outcome));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_copy_that_is_not_what_it_was_copied_from_is_never_booted()
    {
        var trial = Trial.First(Step);
        var spoilt = 0;
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (call.StartsWith("Disks.Remount rootB", StringComparison.Ordinal) && ++spoilt > 0) trial.Device.Files.WriteAsync(new("rootB", "/etc/hostname"), "other"u8.ToArray(), 0b110_100_100, default).AsTask().GetAwaiter().GetResult();
        });
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(spoilt, Is.EqualTo(3));
        Assert.That(Trial.Story(outcome), Does.Contain("/etc/hostname"));
        Assert.That((trial.Device.World.Running, outcome.Boots), Is.EqualTo(("A", 0)));
        Assert.That(trial.Precious, Is.Empty);
    }

    [TestCase("")]
    [TestCase("- stop-service: supervisor\n")]
    public async Task A_copy_that_boots_and_does_not_work_is_left_again(string before)
    {
        var trial = Trial.First(before + Step);
        trial.Stopper = happened =>
        {
            if (happened is Booting { Slot: null }) trial.Device.World = trial.Device.World with { NewOsIsHealthy = false };
        };
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(Trial.Story(outcome), Does.Contain("supervisor supervisor.service"));
        Assert.That(trial.Device.World.Running, Is.EqualTo("A"), Trial.Story(outcome));
    }

    [Test]
    public async Task A_root_that_does_not_fit_is_refused_with_both_sizes()
    {
        var trial = Trial.First(Step);
        trial.Device.World = trial.Device.World.With(trial.Device.World["rootA"]! with { Other = trial.Device.World["rootA"]!.Size - (1 << 20) });
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons, Has.Some.Matches("step 2 relocate: a copy of the running root needs .* MiB, and rootB has .* MiB"), Trial.Story(outcome));
    }

    [Test]
    public async Task What_is_written_behind_it_is_asked_of_the_slot_that_it_leaves()
    {
        var half = ContractLayout.SlotSize / 2;
        var trial = Trial.First($"{Step}\n- mkfs: spare\n- download: {{ url: \"https://example.org/big\", to: \"spare:/big\", sha256: {new string('a', 64)}, size: {half} }}");
        trial.Device.World = trial.Device.World.With(trial.Device.World["rootA"]! with { Other = half });
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(Trial.Story(outcome), Does.Contain("has no such file"), "it has begun");
    }

    static TreeManifest Without(TreeManifest root) => TreeManifest.Of(root.Entries.Where(entry => !entry.Path.StartsWith("/etc/systemd", StringComparison.Ordinal)));
}
