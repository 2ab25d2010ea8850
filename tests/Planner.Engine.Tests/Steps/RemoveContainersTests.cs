using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>remove-containers</c>.</summary>
public class RemoveContainersTests
{
    const string Remove = "- remove-containers:\n  no-return: what the engine holds";

    [Test]
    public async Task Removes_every_container_and_every_image()
    {
        var trial = Of(Remove);
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Device.World.Containers, Is.Empty);
        Assert.That(trial.Device.World.Held, Is.Empty);
    }

    [Test]
    public async Task An_image_in_use_by_what_was_started_meanwhile_is_tried_again()
    {
        var trial = Of(Remove);
        var failed = 0;
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (call == "Containers.RemoveImages" && failed++ == 0) trial.Device.World = trial.Device.World with { Containers = trial.Before.Containers };
        });
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Events.OfType<StepFailed>().Single().Cause, Has.One.Contains("remove all images: container main was made of registry.example/os:next"));
        Assert.That(trial.Device.World.Held, Is.Empty);
    }

    [Test]
    public async Task A_dead_engine_is_started()
    {
        var trial = Of(Remove);
        trial.Stopper = happened =>
        {
            if (happened is StepBegan { Number: 5 }) trial.Device.World = trial.Device.World with { EngineReady = false };
        };
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Device.World.Held, Is.Empty);
    }

    static Trial Of(string steps) => Trial.Of(steps, file => file.In(state => state with
    {
        Containers = new Dictionary<string, ContainerSnapshot> { ["main"] = new("registry.example/os:next", true, RestartPolicy.Always, false) },
        Engine = state.Engine with { Holds = ["registry.example/os:next"] },
    }));
}
