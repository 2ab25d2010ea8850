using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>pull</c>.</summary>
public class PullTests
{
    const string Name = "registry.example/os:next";
    const string Failing = "- pull: { image: registry.example/os:next }\n- check: { that: { os.name: other-os } }";

    static readonly string Pinned = $"registry.example/os@sha256:{new string('2', 64)}";

    [Test]
    public async Task Brings_the_image_by_its_digest_and_frees_it_when_the_run_is_done()
    {
        var trial = Trial.Of("- pull: { image: registry.example/os:next }");
        trial.Stopper = happened =>
        {
            if (happened is StepEnded { Number: 5 }) Assert.That(trial.Device.World.Held.Keys, Is.EqualTo(new[] { Pinned }));
        };
        var outcome = await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(outcome.Fetched, Is.EqualTo(5000));
        Assert.That(trial.Events.OfType<StepProgress>().Select(step => step.Text), Has.Some.StartsWith("fetched "));
        Assert.That(trial.Device.World.Held, Is.Empty);
    }

    [Test]
    public async Task What_it_brought_is_removed_when_the_run_fails()
    {
        var trial = Trial.Of(Failing);
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Device.Trace.Select(call => call.Call), Does.Contain("containers.pull"));
        Assert.That(trial.Precious, Is.Empty);
    }

    [TestCase(Failing, OutcomeKind.Failed, 1)]
    [TestCase("- pull: { image: registry.example/os:next }", OutcomeKind.Done, 0)]
    public async Task What_was_there_already_stays(string steps, OutcomeKind kind, int exitCode)
    {
        var trial = Trial.Of(steps, file => file.In(state => state with { Engine = state.Engine with { Holds = [Name] } }));
        var outcome = await trial.RunToAsync(kind, exitCode);
        Assert.That(outcome.Fetched, Is.Zero);
        Assert.That(trial.Device.World.Held, Is.EqualTo(trial.Before.Held));
    }

    [Test]
    public async Task A_dead_engine_is_started_once_for_the_undo()
    {
        var trial = Trial.Of(Failing);
        trial.Stopper = happened =>
        {
            if (happened is UndoBegan) trial.Device.World = trial.Device.World with { EngineReady = false };
        };
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Device.Trace.Count(call => call.Call == "containers.start"), Is.EqualTo(1));
        Assert.That(trial.Device.World.Held, Is.Empty);
    }

    [Test]
    public async Task What_does_not_match_its_digest_is_not_tried_again_and_leaves_nothing()
    {
        var trial = Trial.Of("- pull: { image: registry.example/os:next }", file => file.In(state => state.With(Name, state.Images[Name] with { Authentic = false })));
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 7);
        Assert.That(outcome.Failed!.Cause.Single(), Does.Contain("does not match its digest"));
        Assert.That(trial.Events.OfType<StepFailed>().Count(), Is.EqualTo(1));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_registry_that_vanishes_is_asked_again()
    {
        var trial = Trial.Of("- pull: { image: registry.example/os:next }");
        trial.Through = FailingDevice.First($"Containers.Pull {Pinned}", 4, DeviceFault.Unreachable);
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Events.OfType<StepFailed>().Select(step => step.Left), Is.EqualTo(new[] { 9, 8, 7, 6 }));
    }

    [Test]
    public async Task A_folder_is_read_and_not_fetched()
    {
        var trial = Trial.Of("""- pull: { image: "${input.image}" }""");
        var outcome = await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(outcome.Fetched, Is.Zero);
        Assert.That(trial.Device.Trace.Select(call => call.Call), Has.None.EqualTo("containers.pull"));
    }

    [Test]
    public async Task An_image_that_does_not_fit_is_refused_with_both_sizes()
    {
        var trial = await Trial.Of("- pull: { image: registry.example/os:next }", file => file.In(state => state.With(Name, state.Images[Name] with { Unpacked = 20L << 20 }))).WithAsync(device => default);
        trial.Device.World = trial.Device.World.With(trial.Device.World["data"]! with { Other = 20L << 20 });
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons, Has.Some.Match("step 5 pull: the image in the container engine needs 20 MiB.* data has .* free"), Trial.Story(outcome));
    }
}
