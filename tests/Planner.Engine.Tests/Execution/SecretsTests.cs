using System.Text;
using System.Text.RegularExpressions;
using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Engine.Tests.Execution;

/// <summary>Nothing that a run tells has a secret in it.</summary>
public sealed partial class SecretsTests
{
    const string Key = "kx 7/tulip&horse";

    static readonly string Inputs = """
          key: { type: text, summary: A key., secret: true }
          page: { type: text, summary: A page. }

        """;

    [TestCase("see https://user:pass@example.org/a/b.tar?token=abc&x=1#part now", "see https://example.org/a/b.tar?redacted#part now")]
    [TestCase("https://example.org/plain, and http://token@example.org:8080/", "https://example.org/plain, and http://example.org:8080/")]
    [TestCase("'https://example.org/?a=b' is no answer", "'https://example.org/?redacted' is no answer")]
    [TestCase("use image 'user:pass@registry.example/os:1'", "use image 'registry.example/os:1'")]
    [TestCase("user:pass@registry.example:5000/os", "registry.example:5000/os")]
    [TestCase("resin/os:2.3.0@sha256:0123", "resin/os:2.3.0@sha256:0123")]
    [TestCase("localhost:5000/os:2.3.0@sha256:0123/x", "localhost:5000/os:2.3.0@sha256:0123/x")]
    [TestCase("who? me@home: no", "who? me@home: no")]
    [TestCase("data:/a@b/c", "data:/a@b/c")]
    public void Of_an_address_only_the_place_is_told(string text, string told) => Assert.That(Secrets.None.In(text), Is.EqualTo(told));

    [Test]
    public async Task A_run_that_succeeds_tells_none()
    {
        var trial = Secret("""- put: { file: "data:/key", content: "${input.key}" }""", "https://example.org/");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("data:/key"), Is.EqualTo(Key), "the device has it");
        await TellsNoneAsync(trial);
    }

    [Test]
    public async Task A_run_that_fails_tells_none()
    {
        var trial = Secret("""
            - check: { url: "${input.page}" }
              id: asked
              summary: Ask for ${input.key} at ${input.page}
              retry: { attempts: 2, wait: 1s }
            """, $"https://me:{Uri.EscapeDataString(Key)}@example.org/x?key={Uri.EscapeDataString(Key)}");
        trial = await trial.WithAsync(_ =>
        {
            trial.Device.World = trial.Device.World with { Online = false };
            return default;
        });
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(outcome.Failed!.Cause, Is.EqualTo(new[] { "https://example.org/x?redacted: example.org does not answer" }));
        Assert.That(trial.Events.OfType<StepBegan>().Select(step => step.Title), Does.Contain("Ask for redacted at https://example.org/x?redacted"));
        await TellsNoneAsync(trial);
        Assert.That((await Journal.ReadAsync(trial.Device.Files, trial.Layout, default))!.Entries.Skip(1).Select(entry => entry.Data.ToJsonString()), Has.None.Contains("tulip"), "only the beginning of the journal needs it");
    }

    [Test]
    public async Task A_run_whose_undo_fails_tells_none()
    {
        var trial = Secret("""
            - put: { file: "data:/key", content: "${input.key}" }
              summary: Write ${input.key}
            - check: { that: { update.pending: true } }
            """, "https://example.org/");
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (trial.IsUndoing && call.StartsWith("Files.Delete", StringComparison.Ordinal)) throw new DeviceException(DeviceFault.BadDisk, $"delete the file with {Key}", "the world failed");
        });
        var outcome = await trial.RunToAsync(OutcomeKind.Resuming, 5);
        Assert.That(outcome.Left.Concat(outcome.Reasons).Single(left => left.Contains("step 5", StringComparison.Ordinal)), Does.Contain("Write redacted").And.Contains("delete the file with redacted"));
        await TellsNoneAsync(trial);
    }

    [Test]
    public async Task A_refusal_tells_none()
    {
        var trial = Secret("""- check: { that: { os.name: "${input.key}" } }""", "https://example.org/", first: true);
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons, Is.EqualTo(new[] { "os.name is resin-os, must be redacted (input.key)" }));
        await TellsNoneAsync(trial);
    }

    [Test]
    public async Task A_secret_of_a_few_letters_is_refused_without_telling_it()
    {
        var trial = Secret("", "https://example.org/");
        trial.Inputs = new Dictionary<string, string> { ["key"] = "k5q", ["page"] = "x" };
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons, Is.EqualTo(new[] { "input 'key': the value is too short for a secret: it has at least 4 characters" }));
    }

    [Test]
    public async Task The_journal_which_needs_it_is_for_root_alone()
    {
        var trial = Secret("", "https://example.org/");
        trial.NoReboot = true;
        await trial.RunToAsync(OutcomeKind.PendingReboot, 8);
        var journal = (await trial.Device.Files.ListAsync(trial.Layout.Journal, default)).Single(entry => entry.Path != "/status.json");
        Assert.That(journal.Mode, Is.EqualTo(0b110_000_000));
    }

    [Test]
    public void Every_event_with_words_for_people_is_without_them()
    {
        var secrets = Secrets.None;
        const string Words = "at https://me:tulip@example.org/?tulip";
        RunEvent[] events =
        [
            new StepBegan(1, "a", "put", Words), new StepProgress(1, Words), new StepFailed(1, [Words], 0), new UndoBegan([Words]), new StepUndone(1, Words, Words), new RebootDelayed(Words),
            new RunEnded(new Outcome { Kind = OutcomeKind.Failed, Failed = new FailedStep(1, "a", "put", [Words]), Reasons = [Words], Left = [Words] }),
        ];
        foreach (var happened in events) Assert.That(string.Join('\n', EventText.Of(secrets.In(happened))), Does.Not.Contain("tulip").And.Contain("example.org"), happened.GetType().Name);
    }

    static Trial Secret(string middle, string page, bool first = false)
    {
        var trial = Trial.Of(first ? "" : middle, edit: plan => plan.Replace("steps:\n", $"{Inputs}steps:\n{(first ? middle + "\n" : "")}", StringComparison.Ordinal));
        trial.Inputs = new Dictionary<string, string> { ["key"] = Key, ["page"] = page };
        return trial;
    }

    /// <summary>Everything that a run leaves for others to read.</summary>
    static async Task TellsNoneAsync(Trial trial)
    {
        var told = new StringBuilder();
        foreach (var happened in trial.Events) told.AppendJoin('\n', EventText.Of(happened)).Append('\n').Append(happened).Append('\n');
        foreach (var cause in trial.Events.SelectMany(CausesOf)) told.Append(cause).Append('\n');
        foreach (var path in (string[])["data:/logs/test.log", "state:/planner/status.json"]) told.Append(await trial.ReadAsync(path)).Append('\n');
        Assert.That(told.ToString(), Does.Not.Match(SecretForm()));
    }

    static IEnumerable<string> CausesOf(RunEvent happened) => happened switch
    {
        StepFailed step => step.Cause,
        UndoBegan undo => undo.Cause,
        RunEnded end => [.. end.Outcome.Reasons, .. end.Outcome.Left, .. end.Outcome.Failed?.Cause ?? []],
        _ => [],
    };

    [GeneratedRegex("tulip|horse")]
    private static partial Regex SecretForm();
}
