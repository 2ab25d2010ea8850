using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Engine.Tests.Execution;

/// <summary>A journal whose name is gone while its run is open, or in whose place something else is: it is ended like one that is damaged.</summary>
public class LostJournalTests
{
    const string Middle = "- stop-service: supervisor\n- put: { file: \"data:/one\", content: \"1\" }\n- put: { file: \"boot:/splash/logo.png\", content: \"mine\" }";

    static readonly string[] Moments = ["Files.Rename boot:/splash/logo.png.planner-new boot:/splash/logo.png", "Power.Reboot"];

    static PartitionPath Path { get; } = new("state", "/planner/journal");

    static PartitionPath Kept { get; } = new("data", "/planner/test");

    [TestCaseSource(nameof(Moments))]
    public async Task A_run_whose_journal_is_gone_ends_with_what_is_left(string moment)
    {
        var trial = await OpenAsync(moment);
        await trial.Device.Files.DeleteAsync(Path, default);
        await EndsAsync(trial, "state:/planner/journal is not there any more");
    }

    [TestCaseSource(nameof(Moments))]
    public async Task What_steps_kept_stays_where_a_journal_is_damaged_in_its_middle(string moment)
    {
        var trial = await OpenAsync(moment);
        var journal = (await trial.Device.Files.ReadAsync(Path, default))!;
        await trial.Device.Files.OverwriteAsync(Path, Array.IndexOf(journal, (byte)'\n', journal.Length / 20) + 9, new byte[] { 1 }, default);
        await EndsAsync(trial, "is damaged");
    }

    [Test]
    public async Task No_run_begins_before_it_is_ended()
    {
        var trial = await OpenAsync(Moments[0]);
        await trial.Device.Files.DeleteAsync(Path, default);
        var before = trial.Device.World;
        trial.RunId = "second";
        var busy = await trial.RunToAsync(OutcomeKind.Busy, 9);
        Assert.That(busy.Reasons.Single(), Does.Contain("run test").And.Contains("planner resume"));
        var aborted = await trial.AbortAsync();
        Assert.That((aborted.Kind, aborted.ExitCode), Is.EqualTo((OutcomeKind.Resuming, 5)), Trial.Story(aborted));
        Assert.That(before.DifferencesTo(trial.Device.World), Is.Empty);
    }

    [Test]
    public async Task Nothing_is_taken_for_nothing_that_has_changed_the_device()
    {
        var calls = 0;
        await KilledAsync(Trial.Of(Middle), int.MaxValue, () => calls++);
        var lost = 0;
        for (var at = 0; at < calls; at++)
        {
            var trial = Trial.Of(Middle);
            await KilledAsync(trial, at, () => { });
            var isOver = trial.Events.OfType<StatusChanged>().LastOrDefault()?.Text == "Update successful";
            await trial.Device.Files.DeleteAsync(Path, default);
            var outcome = await trial.ResumeAsync();
            var story = $"killed before call {at}: {Trial.Story(outcome)}";
            if (outcome.ExitCode == 10) lost++;
            else Assert.That((outcome.Kind, isOver || trial.Changes.Count == 0), Is.EqualTo((OutcomeKind.Current, true)), $"{story}\n{string.Join('\n', trial.Changes)}");
        }

        Assert.That(lost, Is.GreaterThan(calls / 2));
    }

    [Test]
    public async Task Something_else_in_its_place_is_put_aside([Values] bool isFolder, [Values(null, "file", "folder")] string? before)
    {
        var trial = await OpenAsync(Moments[0]);
        var files = trial.Device.Files;
        await files.DeleteAsync(Path, default);
        if (isFolder) await files.WriteAsync(Path.Below("lost"), "x"u8.ToArray(), 384, default);
        else await files.LinkAsync(Path, "elsewhere", default);
        var aside = Path with { Path = Path.Path + ".damaged" };
        if (before == "file") await files.WriteAsync(aside, "x"u8.ToArray(), 384, default);
        if (before == "folder") await files.WriteAsync(aside.Below("earlier"), "x"u8.ToArray(), 384, default);
        await EndsAsync(trial, "is no file");
        Assert.That((await files.StatAsync(aside, default))!.Type.ToString(), Is.EqualTo(isFolder ? "Folder" : "Link"));
    }

    static async Task EndsAsync(Trial trial, string damage)
    {
        var kept = (await trial.Device.Files.ListAsync(Kept, default)).Where(entry => entry.Name.StartsWith("step-", StringComparison.Ordinal)).ToList();
        var outcome = await trial.ResumeAsync();
        var story = Trial.Story(outcome);
        Assert.That((outcome.Kind, outcome.ExitCode, outcome.Run), Is.EqualTo((OutcomeKind.Failed, 10, "test")), story);
        Assert.That((await new Boots(trial).ReadAsync()).Slot, Is.EqualTo(trial.Device.World.Running), story);
        Assert.That(outcome.Left, Has.Some.Contains(damage).And.Some.Contains("is in data:/planner/test until the next run begins"), story);
        var status = await trial.ReadAsync("state:/planner/status.json");
        Assert.That(status, Does.Contain("\"run\":\"test\"").And.Contains("\"outcome\":\"failed\"").And.Contains(damage), story);
        for (var times = 0; times < 2; times++)
        {
            var again = await trial.ResumeAsync();
            Assert.That((again.Kind, again.ExitCode), Is.EqualTo((OutcomeKind.Current, 0)), Trial.Story(again));
        }

        Assert.That(await trial.ReadAsync("state:/planner/status.json"), Is.EqualTo(status), "the cause survives");
        Assert.That((await trial.Device.Files.ListAsync(Kept, default)).Where(entry => entry.Name.StartsWith("step-", StringComparison.Ordinal)), Is.EqualTo(kept).And.Not.Empty, "who puts it right by hand needs it");
        trial.RunId = "second";
        var next = await trial.RunAsync();
        Assert.That(next.Kind, Is.EqualTo(OutcomeKind.Done).Or.EqualTo(OutcomeKind.Failed).Or.EqualTo(OutcomeKind.Refused), Trial.Story(next));
        if (next.Kind != OutcomeKind.Refused) Assert.That(await trial.Device.Files.ListAsync(Kept, default), Is.Empty, "the next run has freed it");
    }

    static async Task KilledAsync(Trial trial, int at, Action count)
    {
        var calls = 0;
        trial.Through = device => new FailingDevice(device, _ =>
        {
            count();
            if (calls++ >= at) throw new InvalidOperationException("killed");
        });
        if (at == int.MaxValue) await trial.RunToAsync(OutcomeKind.Done, 0);
        else await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        trial.Through = device => device;
    }

    static async Task<Trial> OpenAsync(string moment)
    {
        var trial = Trial.Of(Middle);
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (call == moment) throw new InvalidOperationException("killed");
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        trial.Through = device => device;
        return trial;
    }
}
