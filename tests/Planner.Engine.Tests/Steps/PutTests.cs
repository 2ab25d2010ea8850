using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>put</c>.</summary>
public class PutTests
{
    const string Fail = "\n- check: { that: { os.name: other-os } }";

    [Test]
    public async Task Writes_the_content_with_its_names_replaced_and_the_mode()
    {
        var trial = Trial.Of("""- put: { file: "data:/etc/version", content: "to ${target.version}", mode: "0600" }""");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("data:/etc/version"), Is.EqualTo("to 2.3.0+rev1"));
        Assert.That((await trial.Device.Files.StatAsync(new("data", "/etc/version"), default))!.Mode, Is.EqualTo(0b110_000_000));
    }

    [Test]
    public async Task A_file_that_was_not_there_is_deleted_again_with_its_folders_durably()
    {
        var trial = Trial.Of("""- put: { file: "data:/one/two/three", content: "3" }""" + Fail);
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Precious, Is.Empty);
        Assert.That(trial.Device.World["data"]!.Durable.Manifest["/one"], Is.Null, "a power cut now does not bring it back");
    }

    [TestCase("another song", "0644")]
    [TestCase("a song", "0600")]
    public async Task The_former_content_and_mode_come_back(string content, string mode)
    {
        var trial = await Trial.Of($$"""- put: { file: "data:/song", content: "{{content}}", mode: "{{mode}}" }""" + Fail).WithAsync(device => device.Files.WriteAsync(new("data", "/song"), "a song"u8.ToArray(), 0b111_101_100, default));
        trial.Stopper = happened =>
        {
            if (happened is StepEnded { Number: 5 }) Assert.That(trial.Precious, Has.Exactly(1).StartsWith("data:/song"));
        };
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_file_that_is_right_already_is_not_written()
    {
        var trial = await Trial.Of("""- put: { file: "data:/song", content: "a song" }""").WithAsync(device => device.Files.WriteAsync(new("data", "/song"), "a song"u8.ToArray(), 0b110_100_100, default));
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Events, Has.Some.EqualTo(new StepEnded(5, StepResult.AlreadyDone)));
        Assert.That(trial.Device.Trace.Count(call => call.Call == "files.rename" && call.Path == "/song"), Is.Zero);
    }

    [Test]
    public async Task The_former_content_is_durable_and_noted_before_the_first_change()
    {
        var trial = await Trial.Of("""- put: { file: "data:/song", content: "another" }""").WithAsync(device => device.Files.WriteAsync(new("data", "/song"), "a song"u8.ToArray(), 420, default));
        var looked = false;
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (call != "Files.Write data:/song.planner-new") return;
            looked = true;
            Assert.That(trial.Device.World["data"]!.Durable.Manifest["/planner/test/step-5/former/0"]?.Size, Is.EqualTo(6));
        });
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(looked, Is.True);
    }

    [Test]
    public async Task What_it_puts_on_the_spare_slot_is_verified_with_it()
    {
        var trial = Trial.Filling("""- put: { file: "spare:/etc/deep/mark", content: "here" }""");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("rootB:/etc/deep/mark"), Is.EqualTo("here"));
    }
}
