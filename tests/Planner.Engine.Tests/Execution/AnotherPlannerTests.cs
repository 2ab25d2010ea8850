using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Engine.Tests.Execution;

/// <summary>A run that another Planner than the one that began it is asked to go on with.</summary>
public class AnotherPlannerTests
{
    const string Middle = "- stop-service: supervisor\n- put: { file: \"data:/one\", content: \"1\" }";

    [TestCase("Files.Rename data:/one.planner-new data:/one", "A")]
    [TestCase("Power.Reboot", "A")]
    [TestCase("Services.Look supervisor", "B")]
    public async Task A_run_whose_planner_is_gone_is_taken_back(string moment, string running)
    {
        var trial = await KilledAsync(Trial.Of(Middle), (trial, call) => call == moment && trial.Device.World.Running == running);
        var outcome = await trial.ResumeAsync();
        Assert.That((outcome.Kind, outcome.ExitCode, outcome.OsAfter), Is.EqualTo((OutcomeKind.Failed, 1, "2.0.0+rev1")), Trial.Story(outcome));
        Assert.That(outcome.Reasons, Has.Some.StartsWith("the Planner that began the run is gone"));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_run_that_is_confirmed_is_finished_by_any()
    {
        var trial = Trial.Of(Middle);
        trial.Stopper = happened =>
        {
            if (happened is StatusChanged { Text: "Update successful" }) throw new InvalidOperationException("killed");
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        trial.Stopper = _ => { };
        await trial.Device.Files.DeleteAsync(Program, default);
        trial.Through = Another;
        Assert.That((await trial.ResumeAsync()).Kind, Is.EqualTo(OutcomeKind.Done));
    }

    [Test]
    public async Task A_run_whose_confirm_may_have_been_made_goes_on()
    {
        var trial = await KilledAsync(Trial.Of(Middle), (trial, call) => trial.Events.OfType<StepBegan>().LastOrDefault()?.Kind == "confirm" && call == "Files.Overwrite boot:/grubenv");
        var outcome = await trial.ResumeAsync();
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Done), Trial.Story(outcome));
    }

    [Test]
    public async Task A_run_beyond_its_point_of_no_return_goes_on()
    {
        var layout = Trial.WithSupervisor with { Partitions = new Dictionary<string, Partition>(Trial.WithSupervisor.Partitions) { ["extra"] = new("c-extra", "ext4", 16 << 20, null, false) } };
        var trial = Trial.Of("- stop-service: supervisor\n- mkfs: extra\n  no-return: what lies on extra\n- start-service: supervisor", layout: layout);
        await KilledAsync(trial, (_, call) => call == "Services.Start supervisor supervisor.service");
        var outcome = await trial.ResumeAsync();
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Done), Trial.Story(outcome));
    }

    [Test]
    public async Task A_plan_that_it_can_not_read_leaves_the_run_open()
    {
        var trial = await KilledAsync(Trial.Of(Middle), (_, call) => call == "Power.Reboot");
        var before = trial.Device.World;
        var executor = new Executor(trial.Through(trial.Device.Another()), trial);
        var outcomes = new[] { await executor.ResumeAsync(_ => null, default), await executor.AbortAsync(_ => null, default) };
        foreach (var outcome in outcomes)
        {
            Assert.That((outcome.Kind, outcome.ExitCode, outcome.Run), Is.EqualTo((OutcomeKind.Resuming, 5, "test")), Trial.Story(outcome));
            Assert.That(outcome.Reasons.Single(), Does.EndWith("can not be read"));
            Assert.That(EventText.Of(new RunEnded(outcome)), Has.None.Contains("nothing was changed"));
        }

        Assert.That(before.DifferencesTo(trial.Device.World), Is.Empty);
    }

    static PartitionPath Program { get; } = new("data", "/planner/test/planner");

    static FailingDevice Another(IDevice device) => new FailingDevice(device, _ => { }) { Program = new OtherProgram() };

    static async Task<Trial> KilledAsync(Trial trial, Func<Trial, string, bool> at)
    {
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (at(trial, call)) throw new InvalidOperationException("killed");
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        await trial.Device.Files.DeleteAsync(Program, default);
        trial.Through = Another;
        return trial;
    }

    sealed class OtherProgram : IProgram
    {
        public ValueTask<ProgramFile> LookAsync(CancellationToken ct) => new(new ProgramFile(new string('0', 64), 1));

        public ValueTask StoreAsync(PartitionPath path, CancellationToken ct) => default;
    }
}
