using Planner.Devices.Contract;
using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Engine.Tests.Execution;

/// <summary>A run from its beginning to its end.</summary>
public class RunTests
{
    [Test]
    public async Task The_new_os_runs_is_confirmed_and_nothing_of_the_run_stays()
    {
        var trial = Trial.Of("- stop-service: supervisor");
        var outcome = await trial.RunAsync();
        Assert.That((outcome.Kind, outcome.ExitCode, outcome.OsBefore, outcome.OsAfter, outcome.Boots), Is.EqualTo((OutcomeKind.Done, 0, "2.0.0+rev1", "2.3.0+rev1", 1)), string.Join('\n', outcome.Reasons));
        Assert.That(await trial.Device.Power.RunningSlotAsync(default), Is.EqualTo("B"));
        Assert.That(await trial.ReadAsync("boot:/grubenv"), Does.StartWith("# GRUB Environment Block\nresin_root_part=3\nupgrade_available=0\nbootcount=0\n#"));
        Assert.That(await trial.Device.Files.ListAsync(new PartitionPath("data", "/planner"), default), Is.Empty);
    }

    [Test]
    public async Task The_device_is_as_it_was_when_the_new_os_is_not_healthy()
    {
        var trial = Trial.Of("- stop-service: supervisor", file => file with { State = file.State! with { Broken = ["supervisor"] } });
        var outcome = await trial.RunAsync();
        Assert.That((outcome.Kind, outcome.ExitCode, outcome.OsAfter, outcome.Boots), Is.EqualTo((OutcomeKind.Failed, 1, "2.0.0+rev1", 2)));
        Assert.That(outcome.Failed!.Cause, Has.Some.Contains("supervisor.running"));
        Assert.That(trial.Changes.Where(line => !line.StartsWith("rootB", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task The_device_is_current_when_it_runs_the_target_already()
    {
        var trial = Trial.Of("", null).At("2.0.0+rev1");
        var outcome = await trial.RunAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Current, 0)));
        Assert.That(trial.Changes, Is.Empty);
    }

    [Test]
    public async Task An_older_target_is_refused_before_anything_changes()
    {
        var trial = Trial.Of("").At("1.9.0");
        var outcome = await trial.RunAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Refused, 4)));
        Assert.That(outcome.Reasons, Is.EqualTo(new[] { "target.version is 1.9.0, must be > 2.0.0+rev1 (os.version)" }));
        Assert.That(trial.Before.DifferencesTo(trial.Device.World), Is.Empty);
    }

    [Test]
    public async Task A_development_variant_can_not_become_a_production_one()
    {
        var trial = await Trial.Of("").At("2.3.0+rev1.prod").WithAsync(device => device.Files.WriteAsync(new("rootA", "/etc/os-release"), "ID=resin-os\nVERSION=2.0.0+rev1.dev\n"u8.ToArray(), 420, default));
        var outcome = await trial.RunAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Refused, 4)));
        Assert.That(outcome.Reasons.Single(), Does.Contain("variant"));
    }

    [Test]
    public async Task A_production_version_is_refused_where_the_os_calls_itself_a_development_variant()
    {
        var trial = await Trial.Of("", layout: WithVariant).At("2.3.0+rev1.prod").WithAsync(device => device.Files.WriteAsync(new("rootA", "/etc/os-release"), "ID=resin-os\nVERSION=2.0.0+rev1\nVARIANT_ID=dev\n"u8.ToArray(), 420, default));
        var outcome = await trial.RunAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Refused, 4)));
        Assert.That(outcome.Reasons.Single(), Does.Contain("a dev variant can not become a prod variant"));
    }

    [Test]
    public async Task A_step_that_takes_longer_than_its_time_has_failed()
    {
        var trial = Trial.Of("- put: { file: \"data:/one\", content: \"1\" }\n  timeout: 1ms\n  retry: { attempts: 1 }");
        var outcome = await trial.RunAsync();
        Assert.That((outcome.Kind, outcome.Fault), Is.EqualTo((OutcomeKind.Failed, DeviceFault.TimedOut)), Trial.Story(outcome));
        Assert.That(await trial.ReadAsync("data:/one"), Is.Null);
    }

    [Test]
    public async Task Only_one_run_at_a_time()
    {
        var trial = Trial.Of("");
        await trial.Device.Another().Locks.TakeAsync(default);
        var outcome = await trial.RunAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Busy, 9)));
    }

    [Test]
    public async Task All_that_is_missing_is_told_at_once()
    {
        var trial = Trial.Of("", file => file with { State = file.State! with { Partitions = With(file, "rootB", part => part with { Size = 4096 }) } });
        var outcome = await trial.RunAsync();
        Assert.That(outcome.Reasons, Has.Some.Contains("rootB"), string.Join('\n', outcome.Reasons));
        Assert.That(outcome.ExitCode, Is.EqualTo(4));
        Assert.That(trial.Before.DifferencesTo(trial.Device.World), Is.Empty);
    }

    [Test]
    public async Task A_failed_step_takes_the_steps_before_it_back_in_reverse_order()
    {
        var trial = Trial.Of("""
            - stop-service: supervisor
            - put: { file: "data:/one", content: "1" }
            - put: { file: "data:/two", content: "2" }
            - check: { that: { os.version: "9.9.9" } }
            """);
        var outcome = await trial.RunAsync();
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Failed, 1)));
        Assert.That(trial.Events.OfType<StepUndone>().Select(step => step.Title), Is.EqualTo(new[] { "put data:/two", "put data:/one", "stop-service supervisor" }));
        Assert.That(trial.Changes.Where(line => !line.StartsWith("rootB", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task The_user_may_interrupt_a_run_and_everything_is_undone()
    {
        using var interrupt = new CancellationTokenSource();
        var trial = await Trial.Of("""- put: { file: "data:/one", content: "1" }""").WithAsync(_ => default);
        trial.Stopper = happened => { if (happened is StepEnded { Number: 5 }) interrupt.Cancel(); };
        var outcome = await trial.RunAsync(interrupt.Token);
        Assert.That((outcome.Kind, outcome.ExitCode), Is.EqualTo((OutcomeKind.Failed, 1)));
        Assert.That(outcome.Failed!.Cause, Is.EqualTo(new[] { "interrupted by the user" }));
        Assert.That(await trial.ReadAsync("data:/one"), Is.Null);
    }

    static Layout WithVariant { get; } = ContractLayout.Layout with
    {
        Facts = new Dictionary<string, FactSource>(ContractLayout.Layout.Facts) { ["os.variant"] = new(FactFormat.Env, [new PartitionPath("active", "/etc/os-release")], "VARIANT_ID") },
    };

    static Dictionary<string, PartitionSnapshot> With(DeviceFile file, string name, Func<PartitionSnapshot, PartitionSnapshot> change) =>
        file.State!.Partitions.ToDictionary(pair => pair.Key, pair => pair.Key == name ? change(pair.Value) : pair.Value);
}
