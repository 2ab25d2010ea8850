using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Planner.Devices.Simulated;
using Planner.Devices.Simulated.Faults;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Steps;

namespace Planner.Engine.Tests.Execution;

/// <summary>The journal as a file: what is written when, and what is believed of it.</summary>
public class JournalTests
{
    [TestCase(0, 512)]
    [TestCase(700, 300)]
    public async Task Zeros_in_its_middle_are_damage(int from, int length)
    {
        var trial = Trial.Of("");
        trial.NoReboot = true;
        await trial.RunToAsync(OutcomeKind.PendingReboot, 8);
        var path = Journal.PathIn(trial.Layout);
        await trial.Device.Files.OverwriteAsync(path, from, new byte[length], default);
        var content = await Journal.ReadAsync(trial.Device.Files, trial.Layout, default);
        Assert.That(content!.Damage, Is.Not.Null);
        trial.RunId = "second";
        if (from == 0) await trial.RunToAsync(OutcomeKind.Busy, 9);
    }

    [Test]
    public async Task A_file_that_was_cut_short_is_damage()
    {
        var trial = Trial.Of("");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        await trial.Device.Files.WriteAsync(Journal.PathIn(trial.Layout), Array.Empty<byte>(), 384, default);
        Assert.That((await Journal.ReadAsync(trial.Device.Files, trial.Layout, default))!.Damage, Does.Contain("0 bytes instead of"));
    }

    static readonly PartitionPath Path = new("state", "/planner/journal");

    static readonly string[] Parts = ["\n", "\r", "\0", "é", "\"", "\\", "\u2028", "𝄞", "a", " ", "1", "}"];

    static readonly Gen<string> Texts = Gen.Int[0, Parts.Length - 1].Array[0, 12].Select(parts => string.Concat(parts.Select(part => Parts[part])));

    static readonly Gen<JournalEntry> Entries = Gen.Select(Texts, Gen.Int[0, 999], Gen.Dictionary(Texts, Texts)[0, 4], (mark, step, data) =>
        new JournalEntry(mark, step == 0 ? null : step, new JsonObject(data.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)))));

    [Test]
    public void An_entry_is_read_as_it_was_written_and_is_one_line() => Entries.Sample(entry =>
    {
        var line = entry.Encode();
        var read = JournalEntry.Decode(line.AsSpan(0, line.Length - 1));
        return line.Count(value => value == '\n') == 1 && line[^1] == '\n' && IsSame(entry, read);
    }, iter: 500);

    [Test]
    public void A_line_with_any_byte_changed_is_never_read_as_another_entry() => Gen.Select(Entries, Gen.Int[0, int.MaxValue], Gen.Byte[1, 255]).Sample((entry, place, flip) =>
    {
        var line = entry.Encode()[..^1];
        line[place % line.Length] ^= flip;
        return JournalEntry.Decode(line) is not { } read || IsSame(entry, read);
    }, iter: 2000);

    [Test]
    public async Task Every_mark_is_durable_before_its_effect()
    {
        var trial = Trial.Of("""
            - stop-service: supervisor
            - pull: { image: registry.example/os:next }
            - put: { file: "data:/one", content: "1" }
            - export: { image: "${input.image}", from: /resin-boot, to: boot }
            """);
        var began = new Dictionary<int, (int At, string Kind)>();
        var ended = new Dictionary<int, int>();
        trial.Stopper = happened =>
        {
            if (happened is StepBegan step) began[step.Number] = (trial.Device.Trace.Count, step.Kind);
            if (happened is StepEnded end) ended[end.Number] = trial.Device.Trace.Count;
        };
        await trial.RunToAsync(OutcomeKind.Done, 0);
        foreach (var (number, (at, kind)) in began)
        {
            var calls = trial.Device.Trace.Take(ended[number]).Skip(at).ToList();
            var first = calls.FindIndex(call => call.Kind != EffectKind.Reads && !IsOwn(call.Name));
            var marks = Marks(calls[..(first < 0 ? calls.Count : first)]);
            var kept = kind is "stop-service" or "pull" or "put" or "export" && number > 4 || kind is "switch-boot" or "reboot";
            Assert.That(marks, first < 0 ? Is.GreaterThanOrEqualTo(1) : Is.EqualTo(kept ? 2 : 1), $"step {number} {kind}");
            Assert.That(calls[^1].Call, Is.EqualTo("files.flush"), "its end is durable before it is told");
        }
    }

    [Test]
    public async Task A_torn_last_line_is_dropped_wherever_it_is_torn()
    {
        var (device, lines) = await OpenAsync();
        var whole = string.Concat(lines.Take(3));
        for (var cut = 1; cut < lines[3].Length; cut += 7)
        {
            await WriteAsync(device, whole + lines[3][..cut]);
            var content = (await Journal.ReadAsync(device.Files, device.Layout, default))!;
            Assert.That((content.Entries.Count, content.Damage), Is.EqualTo((3, (string?)null)), $"after {cut} bytes");
        }
    }

    [Test]
    public async Task Damage_before_the_end_is_told_with_its_line()
    {
        var (device, lines) = await OpenAsync();
        lines[2] = lines[2].Replace("mark", "nark", StringComparison.Ordinal);
        await WriteAsync(device, string.Concat(lines));
        var content = (await Journal.ReadAsync(device.Files, device.Layout, default))!;
        Assert.That((content.Entries.Count, content.Damage), Is.EqualTo((2, "line 3 of state:/planner/journal is damaged")));
    }

    [Test]
    public async Task A_journal_of_another_format_is_refused()
    {
        var trial = Trial.Of("");
        var text = Encoding.UTF8.GetString(JournalEntry.Of(JournalEntry.RunMark).Encode())[9..].Replace("\"format\":1", "\"format\":2", StringComparison.Ordinal).TrimEnd();
        await WriteAsync(trial.Device, $"{~Crc(Encoding.UTF8.GetBytes(text)):x8} {text}\n");
        var outcome = await trial.RunToAsync(OutcomeKind.Busy, 9);
        Assert.That(outcome.Reasons, Has.Some.Contains("line 1 of state:/planner/journal is of another format"));
        Assert.That(await trial.AbortAsync(), Has.Property("ExitCode").EqualTo(5).And.Property("Reasons").Some.Contains("line 1 of"));
        Assert.That(await trial.ResumeAsync(), Has.Property("ExitCode").EqualTo(5).And.Property("Kind").EqualTo(OutcomeKind.Resuming), "another Planner ends it");
        Assert.That(await trial.ReadAsync(Path.ToString()), Does.Contain("\"format\":2"));
    }

    [Test]
    public async Task A_full_journal_ends_the_run_and_the_undo_still_has_room()
    {
        var trial = Trial.Of(string.Join('\n', Enumerable.Range(0, 150).Select(number => $$"""- put: { file: "data:/many/{{number}}", content: "x" }""")));
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(outcome.Failed!.Cause.Single(), Does.StartWith("write the journal state:/planner/journal: its ").And.EndWith("bytes are used up"));
        Assert.That(trial.Events.OfType<StepUndone>().Count(step => step.Failure is null), Is.GreaterThan(50));
        Assert.That(trial.Precious, Is.Empty);
        Assert.That(RunState.Of((await Journal.ReadAsync(trial.Device.Files, trial.Layout, default))!.Entries)!.IsClosed, Is.True);
    }

    [Test]
    public async Task The_closed_journal_of_an_earlier_run_makes_way()
    {
        var trial = Trial.Of("- check: { that: { os.name: other-os } }");
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        trial.RunId = "second";
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(RunState.Of((await Journal.ReadAsync(trial.Device.Files, trial.Layout, default))!.Entries)!.Id, Is.EqualTo("second"));
    }

    [Test]
    public async Task A_line_that_was_torn_leaves_nothing_behind_a_shorter_one()
    {
        var (device, lines) = await OpenAsync();
        await WriteAsync(device, string.Concat(lines) + "00000000 a line that was torn, much longer than the one that takes its place will be, however that may be");
        var content = (await Journal.ReadAsync(device.Files, device.Layout, default))!;
        await content.Journal.AppendAsync(JournalEntry.Of("x"), default);
        await content.Journal.AppendAsync(JournalEntry.Of("y"), default);
        var again = (await Journal.ReadAsync(device.Files, device.Layout, default))!;
        Assert.That((again.Entries.Count, again.Damage), Is.EqualTo((lines.Count + 2, (string?)null)));
    }

    [Test]
    public async Task A_line_that_failed_never_looks_like_damage_however_the_next_one_is_torn([Values] bool isWhole, [Range(-1, 4)] int variant)
    {
        var tearing = variant < 0 ? new Fault(0, FaultKind.KilledDuring) : new Fault(0, FaultKind.PowerLostDuring) { Variant = variant };
        for (var (at, isTorn) = (1, true); isTorn; at++)
        {
            var (opened, lines) = await OpenAsync();
            var device = (SimulatedDevice)opened;
            var journal = (await Journal.ReadAsync(device.Files, device.Layout, default))!.Journal;
            device.Faults = [new Fault(device.Point, FaultKind.FailsHalfway) { Variant = isWhole ? 1 : 0 }, tearing with { Point = device.Point + at }];
            Assert.That(() => journal.AppendAsync(JournalEntry.Caused("x", null, [new string('a', 1200)]), default).AsTask(), Throws.TypeOf<DeviceException>());
            try
            {
                await journal.AppendAsync(JournalEntry.Caused("y", null, [new string('b', 600)]), default);
            }
            catch (InterruptedException)
            {
                await device.BootAsync(default);
            }

            isTorn = device.Struck.Count == 2;
            device.Faults = [];
            var content = (await Journal.ReadAsync(device.Another().Files, device.Layout, default))!;
            Assert.That((content.Damage, content.Entries.Count), Is.EqualTo(((string?)null, lines.Count)).Or.EqualTo(((string?)null, lines.Count + 1)), $"torn at call {at}");
            await content.Journal.AppendAsync(JournalEntry.Of("z"), default);
            Assert.That((await Journal.ReadAsync(device.Another().Files, device.Layout, default))!, Has.Property("Damage").Null.And.Property("Entries").One.Property("Mark").EqualTo("z"));
        }
    }

    [Test]
    public async Task What_was_undone_while_the_journal_could_not_be_written_is_not_gone_on_with_as_if_it_were_there()
    {
        var trial = Trial.Of("- put: { file: \"data:/one\", content: \"1\" }\n- put: { file: \"data:/two\", content: \"2\" }");
        trial.Through = FailingDevice.At("Files.Overwrite state:/planner/journal", () => trial.Device.World["data"]!.Root.Manifest["/one"] is not null || trial.IsUndoing);
        var outcome = await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(outcome.Reasons, Has.Some.StartsWith("the run could not be closed"));
        Assert.That(trial.Precious.Where(line => !line.StartsWith("rootA:/etc/systemd", StringComparison.Ordinal)), Is.Empty);

        trial.Through = device => device;
        var later = await trial.ResumeAsync();
        Assert.That((later.Kind, later.Failed?.Cause.Count), Is.EqualTo((OutcomeKind.Failed, 1)), Trial.Story(later));
        Assert.That(trial.Precious, Is.Empty);
    }

    static bool IsOwn(string name) => name.StartsWith("state:/planner", StringComparison.Ordinal) || name.StartsWith("data:/planner", StringComparison.Ordinal) || name.StartsWith("data:/logs", StringComparison.Ordinal)
        || ResumeHook.Paths.Any(path => name.EndsWith(path, StringComparison.Ordinal));

    static int Marks(List<PortCall> calls) =>
        Enumerable.Range(0, Math.Max(0, calls.Count - 1)).Count(at => calls[at].Call == "files.overwrite" && calls[at].Name == Path.ToString() && calls[at + 1].Call == "files.flush" && calls[at + 1].Name == Path.ToString());

    static bool IsSame(JournalEntry entry, JournalEntry? read) => read is not null && entry.Mark == read.Mark && entry.Step == read.Step && JsonNode.DeepEquals(entry.Data, read.Data);

    /// <summary>A device with an open run, and the lines of its journal.</summary>
    static async Task<(IDevice Device, List<string> Lines)> OpenAsync()
    {
        var trial = Trial.Of("");
        trial.NoReboot = true;
        await trial.RunToAsync(OutcomeKind.PendingReboot, 8);
        var text = (await trial.ReadAsync(Path.ToString()))!.TrimEnd('\0');
        return (trial.Device, [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line + "\n")]);
    }

    static async Task WriteAsync(IDevice device, string text)
    {
        var content = new byte[Journal.Capacity];
        Encoding.UTF8.GetBytes(text).CopyTo(content, 0);
        await device.Files.WriteAsync(Path, content, 384, default);
    }

    static uint Crc(byte[] bytes) => bytes.Aggregate(uint.MaxValue, (crc, value) => System.Numerics.BitOperations.Crc32C(crc, value));
}
