using Planner.Engine.Devices;
using Planner.Engine.Execution;

namespace Planner.Engine.Tests.Execution;

/// <summary>A journal that was damaged while its run was open: whatever is left of it, the device runs a whole OS that the boot variables name, the run ends, and what is not known is told.</summary>
public class DamagedJournalTests
{
    const string Middle = "- stop-service: supervisor\n- put: { file: \"data:/one\", content: \"1\" }\n- put: { file: \"boot:/splash/logo.png\", content: \"mine\" }";

    /// <summary>Moments at which a process ends: before the switch, behind it, in the new OS, in the undo.</summary>
    static readonly string[] Moments = ["Files.Rename boot:/splash/logo.png.planner-new boot:/splash/logo.png", "Power.Reboot", "Services.Look supervisor", "Files.Delete data:/one"];

    [TestCaseSource(nameof(Moments))]
    public async Task Cut_off_after_any_byte(string moment)
    {
        var whole = await JournalAtAsync(moment);
        var length = Array.IndexOf(whole, (byte)0);
        for (var cut = 0; cut <= length; cut += cut % 64 == 0 ? 1 : 9) await EndsWellAsync(moment, whole[..cut], $"cut off after {cut} bytes");
    }

    [TestCaseSource(nameof(Moments))]
    public async Task With_zeros_behind_any_byte(string moment)
    {
        var whole = await JournalAtAsync(moment);
        var length = Array.IndexOf(whole, (byte)0);
        for (var cut = 0; cut <= length; cut += 7)
        {
            var torn = new byte[whole.Length];
            whole.AsSpan(0, cut).CopyTo(torn);
            // Whole lines that are gone without a trace tell nothing of what they were about: the OS boots and the run ends all the same.
            var isTorn = cut > 0 && whole[cut - 1] != (byte)'\n';
            await EndsWellAsync(moment, torn, $"nothing but zeros behind {cut} bytes", mayGoOn: true, isTold: isTorn && Array.IndexOf(whole, (byte)'\n', cut) + 1 == length);
        }
    }

    [TestCaseSource(nameof(Moments))]
    public async Task With_a_flipped_bit_in_any_line(string moment)
    {
        var whole = await JournalAtAsync(moment);
        for (var (at, line) = (0, 0); whole[at] != 0; line++)
        {
            var end = Array.IndexOf(whole, (byte)'\n', at);
            foreach (var place in new[] { at, at + 8, (at + end) / 2, end })
            {
                var flipped = (byte[])whole.Clone();
                flipped[place] ^= (byte)(1 << (place % 7));
                await EndsWellAsync(moment, flipped, $"bit {place % 7} of byte {place} in line {line + 1}", mayGoOn: true);
            }

            at = end + 1;
        }
    }

    [TestCaseSource(nameof(Moments))]
    public Task Empty(string moment) => EndsWellAsync(moment, [], "empty");

    [Test]
    public async Task A_closed_run_stays_closed_whatever_is_damaged_before_its_last_line()
    {
        var trial = Trial.Of(Middle);
        await trial.RunToAsync(OutcomeKind.Done, 0);
        await trial.Device.Files.OverwriteAsync(Path, 700, new byte[] { 1 }, default);
        var before = trial.Device.World;
        Assert.That((await trial.ResumeAsync()).Kind, Is.EqualTo(OutcomeKind.Current));
        Assert.That(before.DifferencesTo(trial.Device.World), Is.Empty);
        trial.RunId = "second";
        Assert.That((await trial.RunAsync()).Kind, Is.EqualTo(OutcomeKind.Current), "the way is free");
    }

    static PartitionPath Path { get; } = new("state", "/planner/journal");

    static async Task<byte[]> JournalAtAsync(string moment) => (await (await OpenAsync(moment)).Device.Files.ReadAsync(Path, default))!;

    static async Task EndsWellAsync(string moment, byte[] journal, string damage, bool mayGoOn = false, bool isTold = true)
    {
        var trial = await OpenAsync(moment);
        await trial.Device.Files.WriteAsync(Path, journal, 384, default);
        var outcome = await trial.ResumeAsync();
        for (var boots = 0; boots < 4 && outcome.Kind == OutcomeKind.Resuming; boots++)
        {
            await trial.Device.Power.RebootAsync(default);
            outcome = await trial.ResumeAsync();
        }

        var story = $"{damage}: {Trial.Story(outcome)}\n{string.Join('\n', trial.Precious)}";
        var next = await new Boots(trial).ReadAsync();
        Assert.That(next.Slot, Is.EqualTo(trial.Device.World.Running), story);
        Assert.That(await trial.ReadAsync("data:/resin-data/1/diary"), Is.EqualTo("dear diary"), story);
        Assert.That(ResumeHook.Paths.Any(path => trial.Changes.Any(line => line.Contains(path, StringComparison.Ordinal))), Is.False, story);
        if (outcome.ExitCode == 1 && isTold) Assert.That(trial.Precious, Is.Empty, story);
        else if (outcome.ExitCode is 1 or 10) Assert.That(outcome.ExitCode == 1 || outcome.Left.Count > 0, Is.True, story);
        else Assert.That((mayGoOn, outcome.Kind), Is.EqualTo((true, OutcomeKind.Done)), story);
        trial.RunId = "second";
        Assert.That((await trial.RunAsync()).Kind, Is.Not.EqualTo(OutcomeKind.Busy), story);
    }

    static async Task<Trial> OpenAsync(string moment)
    {
        var fails = moment == Moments[^1];
        var trial = Trial.Of(fails ? Middle + "\n- check: { that: { os.name: other-os } }" : Middle);
        var inNewOs = moment == Moments[2];
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (call == moment && (!inNewOs || trial.Device.World.Running == "B")) throw new InvalidOperationException("killed");
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() => trial.RunAsync());
        trial.Through = device => device;
        return trial;
    }
}
