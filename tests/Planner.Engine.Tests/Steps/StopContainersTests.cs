using Planner.Devices.Simulated.Faults;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>stop-containers</c>.</summary>
public class StopContainersTests
{
    const string Fail = "\n- check: { that: { os.name: other-os } }";

    [Test]
    public async Task Stops_what_runs_and_starts_exactly_that_again_the_oldest_first()
    {
        var trial = Of("- stop-containers" + Fail, ("base", "app/base:1", true, RestartPolicy.Always), ("idle", "app/idle:1", false, RestartPolicy.No), ("main", "app/main:1", true, RestartPolicy.No));
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(Calls(trial, "containers.stop-container"), Is.EqualTo(new[] { "container-main", "container-base" }));
        Assert.That(Calls(trial, "containers.start-container"), Is.EqualTo(new[] { "container-base", "container-main" }));
        Assert.That(trial.Precious, Is.Empty);
    }

    [TestCase("SUPERVISOR_IMAGE=registry.example/supervisor\nSUPERVISOR_TAG=v9\n", "rootA:/etc/supervisor.conf")]
    [TestCase("SUPERVISOR_IMAGE=registry.example/supervisor\nSUPERVISOR_TAG=v9\n", "state:/root-overlay/supervisor.conf")]
    public async Task The_supervisors_own_container_is_left_to_its_service(string conf, string place)
    {
        var trial = await Of("- stop-containers" + Fail, ("supervisor", "registry.example/supervisor:v8", true, RestartPolicy.Always), ("main", "app/main:1", true, RestartPolicy.Always))
            .WithAsync(device => device.Files.WriteAsync(PartitionPath.TryParse(place, out var path) ? path : default, System.Text.Encoding.UTF8.GetBytes(conf), 420, default));
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(Calls(trial, "containers.stop-container"), Is.EqualTo(new[] { "container-main" }));
    }

    [Test]
    public async Task A_second_try_remembers_what_ran_at_first()
    {
        var trial = Of("- stop-containers" + Fail, ("base", "app/base:1", true, RestartPolicy.Always), ("main", "app/main:1", true, RestartPolicy.Always));
        trial.Through = FailingDevice.First("Containers.StopContainer container-base");
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Events.OfType<StepFailed>().First().Cause, Is.EqualTo(new[] { "Containers.StopContainer container-base: the world failed" }));
        Assert.That(trial.Precious, Is.Empty, "both run again");
    }

    [Test]
    public async Task A_container_that_would_be_gone_is_not_stopped()
    {
        var trial = Trial.Of("- stop-containers", file => file.In(state => state with
        {
            Containers = new Dictionary<string, ContainerSnapshot>
            {
                ["main"] = new("app/main:1", true, RestartPolicy.Always, false),
                ["shell"] = new("app/shell:1", true, RestartPolicy.No, true),
            },
        }));
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(outcome.Failed!.Cause, Is.EqualTo(new[] { "stop container shell: it is removed as soon as it stops, and could not be started again" }));
        Assert.That(Calls(trial, "containers.stop-container"), Is.Empty);
    }

    [Test]
    public async Task One_that_has_gone_meanwhile_is_told()
    {
        var trial = Of("- stop-containers" + Fail, ("main", "app/main:1", true, RestartPolicy.Always));
        trial.Stopper = happened =>
        {
            if (happened is StepEnded { Number: 5 }) trial.Device.World = trial.Device.World with { Containers = [] };
        };
        var outcome = await trial.RunToAsync(OutcomeKind.Resuming, 5);
        Assert.That(outcome.Left, Has.One.Contains("start container container-main: no such container"));
    }

    [Test]
    public async Task A_dead_engine_is_started_to_start_them_again()
    {
        var trial = Of("- stop-containers" + Fail, ("main", "app/main:1", true, RestartPolicy.Always));
        trial.Stopper = happened =>
        {
            if (happened is StepEnded { Number: 5 }) trial.Device.World = trial.Device.World with { EngineReady = false };
        };
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task When_the_run_is_done_they_run_as_after_any_boot()
    {
        var trial = Of("- stop-containers", ("always", "app:1", true, RestartPolicy.Always), ("unless", "app:1", true, RestartPolicy.UnlessStopped), ("failure", "app:1", true, RestartPolicy.OnFailure), ("never", "app:1", true, RestartPolicy.No), ("idle", "app:1", false, RestartPolicy.UnlessStopped));
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Device.World.Containers.Where(container => container.Running).Select(container => container.Name), Is.EqualTo(new[] { "always", "unless", "failure" }));
    }

    [Test]
    public async Task They_are_stopped_again_when_the_device_boots_in_between_and_the_first_record_stays()
    {
        var trial = Of("- stop-containers" + Fail, ("main", "app/main:1", true, RestartPolicy.Always), ("idle", "app/idle:1", false, RestartPolicy.Always));
        var ended = false;
        trial.Device.LeavesAtReboot = true;
        trial.Stopper = happened =>
        {
            if (ended || happened is not StepEnded { Number: 5 }) return;
            ended = true;
            throw new InterruptedException(null, "the power was cut");
        };
        Assert.That(async () => await trial.RunAsync(), Throws.TypeOf<InterruptedException>());
        await trial.Device.BootAsync(default);
        Assert.That(trial.Device.World.Containers, Is.All.Matches<ContainerState>(container => container?.Running == true));
        var outcome = await trial.ResumeAsync();
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Failed), Trial.Story(outcome));
        Assert.That(trial.Precious, Is.Empty, "main runs again, idle does not");
    }

    [Test]
    public async Task Waits_until_no_application_holds_an_update_lock_and_reads_anew_what_runs()
    {
        var trial = Held(TimeSpan.FromMinutes(20));
        trial.Stopper = happened =>
        {
            if (happened is StatusChanged { Text: "Update waiting on application lock" }) trial.Device.World = trial.Device.World with { Containers = [.. trial.Device.World.Containers.Where(container => container.Name != "short")] };
        };
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Events.OfType<StepProgress>().Select(step => step.Text), Does.Contain("waits 1h at most for the update locks of applications: data:/resin-data/7/update.lock").And.Contain("no application holds an update lock any more"));
        Assert.That(Calls(trial, "containers.stop-container"), Is.EqualTo(new[] { "container-main" }));
    }

    [Test]
    public async Task A_lock_that_is_held_for_ever_fails_the_run_once_and_no_container_was_stopped()
    {
        var trial = Held(null);
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(outcome.Failed!.Cause, Is.EqualTo(new[] { "stop the user's containers: applications still hold update locks after 1h: data:/resin-data/7/update.lock" }));
        Assert.That(trial.Events.OfType<StepFailed>().Count(), Is.EqualTo(1), "an hour is not waited for three times");
        Assert.That(Calls(trial, "containers.stop-container"), Is.Empty);
    }

    [Test]
    public async Task Stops_them_although_a_lock_is_held_when_it_was_asked_to()
    {
        var trial = Held(null);
        trial.IgnoreLocks = true;
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(Calls(trial, "containers.stop-container"), Is.EqualTo(new[] { "container-short", "container-main" }));
    }

    [Test]
    public async Task Where_nothing_runs_no_lock_is_asked_for()
    {
        var trial = Of("- stop-containers" + Fail, ("main", "app/main:1", false, RestartPolicy.Always));
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Device.Trace.Select(call => call.Call), Has.None.EqualTo("update-locks.take"));
    }

    static Trial Held(TimeSpan? limit) => Trial.Of("- stop-containers" + Fail, file => file.In(state => state with
    {
        Containers = new OrderedDictionary<string, ContainerSnapshot>([KeyValuePair.Create("main", new ContainerSnapshot("app/main:1", true, RestartPolicy.Always, false)), KeyValuePair.Create("short", new ContainerSnapshot("app/short:1", true, RestartPolicy.Always, false))]),
        UpdateLocks = [new HeldUpdateLock("data:/resin-data/7/update.lock", limit)],
    }));

    static IEnumerable<string> Calls(Trial trial, string call) => trial.Device.Trace.Where(made => made.Call == call).Select(made => made.Partition);

    static Trial Of(string steps, params (string Name, string Image, bool Running, RestartPolicy Restart)[] containers) => Trial.Of(steps, file => file.In(state => state with
    {
        Containers = new OrderedDictionary<string, ContainerSnapshot>(containers.Select(one => KeyValuePair.Create(one.Name, new ContainerSnapshot(one.Image, one.Running, one.Restart, false)))),
    }));
}
