using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;
using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>download</c>.</summary>
public class DownloadTests
{
    const string Url = "https://example.org/tool";
    const string Content = "#!/bin/sh\necho a tool\n";
    const string Fail = "\n- check: { that: { os.name: other-os } }";

    static readonly string Digest = TreeSnapshotBuilder.DigestOf(System.Text.Encoding.UTF8.GetBytes(Content));
    static readonly string Step = $"- download: {{ url: \"{Url}\", to: \"data:/tools/tool\", sha256: {Digest}, size: {Content.Length}, mode: \"0755\" }}";

    [Test]
    public async Task The_file_is_there_whole_and_may_be_run()
    {
        var trial = Made(Step);
        var outcome = await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("data:/tools/tool"), Is.EqualTo(Content));
        Assert.That(trial.Device.World["data"]!.Durable.Manifest["/tools/tool"]!.Mode, Is.EqualTo(0b111_101_101));
        Assert.That(outcome.Fetched, Is.EqualTo(Content.Length));
    }

    [Test]
    public async Task It_is_taken_away_again_with_its_folder_when_the_run_fails()
    {
        var trial = Made(Step + Fail);
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Device.Trace.Select(call => call.Call), Does.Contain("network.fetch"));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_file_that_was_there_comes_back_when_the_run_fails()
    {
        var trial = await Made(Step + Fail).WithAsync(device => device.Files.WriteAsync(new("data", "/tools/tool"), "an older tool"u8.ToArray(), 0b111_101_000, default));
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Precious, Is.Empty);
        Assert.That(await trial.ReadAsync("data:/tools/tool"), Is.EqualTo("an older tool"));
    }

    [Test]
    public async Task What_is_there_and_right_is_not_fetched()
    {
        var trial = await Made(Step).WithAsync(device => device.Files.WriteAsync(new("data", "/tools/tool"), System.Text.Encoding.UTF8.GetBytes(Content), 0b111_101_101, default));
        var outcome = await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(outcome.Fetched, Is.Zero);
        Assert.That(trial.Device.Trace.Select(call => call.Call), Has.None.EqualTo("network.fetch"));
    }

    [Test]
    public async Task Another_content_than_declared_fails_at_once_and_leaves_nothing()
    {
        var trial = Made(Step.Replace(Digest, new string('a', 64), StringComparison.Ordinal));
        await trial.RunToAsync(OutcomeKind.Failed, 7);
        Assert.That(trial.Events.OfType<StepFailed>().Count(), Is.EqualTo(1));
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task A_peer_that_does_not_answer_is_asked_again_after_waits_that_differ_from_run_to_run()
    {
        var waits = new HashSet<TimeSpan>();
        foreach (var run in new[] { "one", "two", "three" })
        {
            var trial = Made(Step);
            trial.RunId = run;
            trial.Device.World = trial.Device.World with { Online = false };
            await trial.RunToAsync(OutcomeKind.Failed, 1);
            Assert.That(trial.Events.OfType<StepFailed>().Count(), Is.EqualTo(10));
            Assert.That(trial.Precious, Is.Empty);
            waits.Add(trial.Device.World.Elapsed);
        }

        Assert.That(waits, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Without_room_for_it_it_is_refused_with_both_sizes_and_nothing_is_changed()
    {
        var trial = Made(Step.Replace($"size: {Content.Length}", "size: 900MiB", StringComparison.Ordinal));
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons, Has.Some.Matches(@"step 5 download: the download data:/tools/tool needs 900 MiB beside .*, and data has .* MiB free"), Trial.Story(outcome));
        Assert.That(trial.Changes, Is.Empty);
    }

    [Test]
    public async Task A_slot_with_a_download_verifies()
    {
        var trial = Filled(Step.Replace("data:/tools/tool", "spare:/usr/new/tool", StringComparison.Ordinal));
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("rootB:/usr/new/tool"), Is.EqualTo(Content));
    }

    [Test]
    public async Task A_downloaded_program_makes_a_file_system()
    {
        var trial = Trial.First($"{Step}\n- mkfs: {{ partition: spare, program: \"data:/tools/tool\" }}", Offering);
        await trial.RunToAsync(OutcomeKind.Done, 0);
    }

    [Test]
    public async Task A_program_that_may_not_be_run_makes_none()
    {
        var trial = Trial.First($"{Step.Replace("0755", "0644", StringComparison.Ordinal)}\n- mkfs: {{ partition: spare, program: \"data:/tools/tool\" }}", Offering);
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(Trial.Story(outcome), Does.Contain("data:/tools/tool may not be run"));
    }

    static Trial Made(string steps) => Trial.Of(steps, Offering);

    static Trial Filled(string steps) => Trial.Filling(steps, Offering);

    static DeviceFile Offering(DeviceFile file) => file.In(state => state with
    {
        Downloads = new Dictionary<string, DownloadSnapshot> { [Url] = new(Content.Length, Digest, System.Text.Encoding.UTF8.GetBytes(Content)) },
    });
}
