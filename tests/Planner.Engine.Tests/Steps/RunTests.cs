using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;
using Planner.Engine.Tests.Execution;
using Planner.Engine.Tests.Language;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>run</c>.</summary>
public class RunTests
{
    const string Marks = "- run: { command: [mark, \"${device.type}\"], changes: [\"boot:/config.json\"], probe: [mark, --probe], undo: [mark, --undo] }";

    [Test]
    public async Task What_a_command_changes_stays_when_the_run_is_done()
    {
        var trial = Trial.Of(Marks);
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Precious, Has.Some.StartsWith("boot:/config.json"));
        Assert.That(trial.Device.Trace.Count(call => call.Call == "commands.change"), Is.EqualTo(1));
    }

    [Test]
    public async Task Its_undo_is_run_when_the_run_is_taken_back()
    {
        var trial = Trial.Of(Marks + "\n- check: { that: { os.name: other-os } }");
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Device.Trace.Count(call => call.Call == "commands.change"), Is.EqualTo(2), "there and back");
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task What_a_failing_command_changed_is_taken_back_too()
    {
        var trial = Trial.Of(Marks, file => file.In(state => state with { Programs = new Dictionary<string, ProgramState> { ["mark"] = ProgramState.Fails } }));
        var outcome = await trial.RunAsync();
        Assert.That(outcome.Failed!.Cause[0], Does.StartWith("run mark: it ended with 1"), Trial.Story(outcome));
    }

    [Test]
    public async Task A_program_that_is_missing_fails_the_run_and_nothing_is_changed()
    {
        var trial = Trial.Of(Marks, file => file.In(state => state with { Programs = new Dictionary<string, ProgramState> { ["mark"] = ProgramState.Missing } }));
        var outcome = await trial.RunAsync();
        Assert.That(string.Join(' ', outcome.Failed!.Cause), Does.Contain("the program mark is not installed"));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_command_that_was_interrupted_behind_its_end_is_not_run_again()
    {
        var trial = Trial.Of(Marks);
        trial.Through = FailingDevice.Dying("Files.FlushAll boot");
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        trial.Through = device => device;
        var outcome = await trial.ResumeAsync();
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Done), Trial.Story(outcome));
        Assert.That(trial.Device.Trace.Count(call => call.Call == "commands.change"), Is.EqualTo(1));
    }

    [Test]
    public async Task What_a_boot_ends_is_run_again()
    {
        var trial = Trial.Of("- run: { command: [sysctl, -w, vm.dirty_ratio=10], until-boot: true }\n- put: { file: \"data:/one\", content: \"1\" }");
        trial.Through = FailingDevice.Dying("Files.Rename data:/one.planner-new data:/one");
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        trial.Through = device => device;
        await trial.Device.Power.RebootAsync(default);
        var outcome = await trial.ResumeAsync();
        Assert.That(outcome.Kind, Is.EqualTo(OutcomeKind.Done), Trial.Story(outcome));
        Assert.That(trial.Device.World.Boots, Is.EqualTo(3));
    }

    [Test]
    public void A_command_that_changes_what_is_precious_needs_an_undo()
    {
        var (_, problems) = Sample.ReadPlan(Sample.Plan.But("- switch-boot", "- run: { command: [mark], changes: [\"boot:/settings\"] }\n- switch-boot"));
        Assert.That(problems.Select(problem => problem.Code), Is.EqualTo(new[] { ProblemCodes.NoUndo }));
        Assert.That(problems[0].Message, Does.Contain("run mark"));
    }
}
