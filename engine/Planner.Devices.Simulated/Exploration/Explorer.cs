using System.Collections.Immutable;
using Planner.Devices.Simulated.Exploration.Promises;
using Planner.Devices.Simulated.Faults;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Boot;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>Finds out what becomes of a device whatever goes wrong in a run, at every call and in every way, and whether each promise is kept.</summary>
/// <param name="setting">What is explored.</param>
/// <param name="options">How far.</param>
public sealed class Explorer(Setting setting, ExplorationOptions options)
{
    /// <summary>Before the switch and the point of no return a run with a second fault is one like that with the first; there a sample of this many first faults is enough.</summary>
    const int Sample = 40;

    readonly Workers workers = new(options.Jobs);

    /// <summary>Explores.</summary>
    public async Task<ExplorationReport> ExploreAsync(IProgress<ExplorationProgress>? progress, CancellationToken ct)
    {
        var (baseline, tape) = await RecordAsync(ct);
        var judges = new Judges(await ReferenceAsync(baseline, ct));
        var tally = new Tally(baseline.Points);
        var known = new HashSet<Fingerprint>();
        var candidates = new Candidates(setting, workers, options.Seed, known);
        var none = new FailingRun([], baseline.Processes[0], []);
        var firsts = await candidates.OfAsync(tape, [], [], ct);
        var gauge = new Gauge(progress, options.Pairs ? 2 : 1);
        var clean = await RunAsync([none, .. firsts], tally, baseline.Points, judges, gauge, ct);
        if (options.Pairs)
        {
            var chosen = Seconds(clean, baseline);
            gauge.Begin(chosen.Count);
            foreach (var first in chosen) await PairAsync(first, tally, judges, candidates, gauge, ct);
        }

        return new ExplorationReport
        {
            Outcome = baseline.Outcome,
            Points = baseline.Points.Count - 1,
            Runs = tally.Runs,
            Same = candidates.Same,
            Done = tally.Of(JourneyEnd.Done),
            Failed = tally.Of(JourneyEnd.Failed),
            Parked = tally.Of(JourneyEnd.Parked),
            NotBegun = tally.Of(JourneyEnd.NotBegun),
            Exposed = tally.Exposed,
            ExposedBy = tally.ExposedBy,
            BrokenRuns = tally.BrokenRuns,
            Broken = await new Stories(setting, judges, baseline, options.Seed).OfAsync(tally.Broken, ct),
            Steps = tally.Steps(),
        };
    }

    /// <summary>The device after the run without faults, as its owner sees it.</summary>
    public async Task<string> EndAsync(CancellationToken ct) => OwnersView.Of(setting.Start, (await RecordAsync(ct)).Baseline.End);

    /// <summary>Simulates one run again, and tells it.</summary>
    public async Task<Story> ReplayAsync(ImmutableArray<Fault> faults, CancellationToken ct)
    {
        var (baseline, _) = await RecordAsync(ct);
        return await new Stories(setting, new Judges(await ReferenceAsync(baseline, ct)), baseline, options.Seed).TellAsync(faults, ct);
    }

    async Task<Reference> ReferenceAsync(Baseline baseline, CancellationToken ct)
    {
        var best = baseline;
        foreach (var better in baseline.Outcome.Kind == OutcomeKind.Failed ? Better() : [])
        {
            var (unhindered, _) = await RecordAsync(better, options.Seed, ct);
            if (unhindered.Outcome.Kind == OutcomeKind.Done) best = unhindered;
        }

        return new Reference(setting, baseline, best, await PendingAsync());
    }

    /// <summary>What lets a run come further than it comes by itself, and a power cut at the right moment too: no application holds the boot; a program that fails behind its switch does not tell.</summary>
    IEnumerable<Setting> Better()
    {
        if (!setting.Request.IgnoreLocks) yield return setting with { Request = setting.Request with { IgnoreLocks = true } };
        var state = setting.Start.State;
        if (state.Programs.Values.Contains(ProgramState.Fails) && setting.Request.Plan.Steps.Any(step => step is Run { Switches: not null }))
            yield return setting with { Start = SimulatedStart.Of(setting.Start.File with { State = state with { Programs = state.Programs.Where(program => program.Value != ProgramState.Fails).ToDictionary() } }, setting.Start.Layout) };
    }

    async Task<string?> PendingAsync()
    {
        var world = setting.Start.World;
        await using var device = setting.Quiet(world);
        if (BootFamilies.Find(device.Board.Family) is not { } family || world.Running is not { } running) return null;
        try
        {
            return (await family.ReadAsync(device.Board, device.Files, CancellationToken.None)).Slot is { } named && named != running ? named : null;
        }
        catch (DeviceException)
        {
            return null;
        }
    }

    Task<(Baseline Baseline, Tape Tape)> RecordAsync(CancellationToken ct) => RecordAsync(setting, options.Seed, ct);

    static async Task<(Baseline Baseline, Tape Tape)> RecordAsync(Setting setting, int seed, CancellationToken ct)
    {
        var tape = new Tape();
        var journey = new Journey(setting, null, tape);
        await using var device = setting.At(setting.Start.World, 0, [], seed);
        await journey.GoAsync(device, false, ct);
        return (new Baseline(tape.Points, tape.Processes, journey.Boots, journey.Told!, journey.World), tape);
    }

    /// <summary>Simulates runs and counts them; gives those that kept every promise.</summary>
    async Task<List<Faulty>> RunAsync(IReadOnlyList<Faulty> runs, Tally tally, IReadOnlyList<Point> points, Judges judges, Gauge gauge, CancellationToken ct)
    {
        gauge.Expect(runs.Count);
        var results = await workers.MapAsync(runs, async run =>
        {
            if (options.UntilBroken && gauge.IsBroken) return (JourneyEnd.None, (Findings?)null, Length: 0);
            var journey = await run.RunAsync(setting, judges, options.Seed, null, ct);
            gauge.Ran(journey.Findings.Broken.Count > 0);
            return (journey.End, journey.Findings, Length: journey.Boots.Count);
        }, ct);
        var clean = new List<Faulty>();
        for (var index = 0; index < runs.Count; index++)
        {
            var (end, findings, length) = results[index];
            if (findings is null) continue;
            tally.Add(runs[index].Faults, StepOf(runs[index], points), end, findings, length);
            if (findings.Broken.Count == 0) clean.Add(runs[index]);
        }

        return clean;
    }

    static int? StepOf(Faulty run, IReadOnlyList<Point> points)
    {
        if (run.Faults.IsEmpty || points.Count == 0) return null;
        var from = points[0].Number;
        return run.Faults[^1].Point - from is >= 0 and var index && index < points.Count ? points[index].Step : null;
    }

    /// <summary>The first faults of pairs: all from the switch or the point of no return on, and a sample of those before.</summary>
    List<Faulty> Seconds(List<Faulty> clean, Baseline baseline)
    {
        var point = setting.Request.Plan.Steps.FirstOrDefault(step => step.Switches is not null || step.Header.NoReturn is not null)?.Header.Number;
        var commit = point is null ? int.MaxValue : baseline.Points.FirstOrDefault(call => call.Step == point)?.Number ?? int.MaxValue;
        var before = clean.Where(run => !run.Faults.IsEmpty && run.Faults[0].Point < commit).ToList();
        var random = new Random(options.Seed);
        var sample = Enumerable.Range(0, Math.Min(Sample, before.Count)).Select(_ => random.Next(before.Count)).Distinct().Order().Select(index => before[index]);
        return [.. sample, .. clean.Where(run => !run.Faults.IsEmpty && run.Faults[0].Point >= commit)];
    }

    async Task PairAsync(Faulty first, Tally tally, Judges judges, Candidates candidates, Gauge gauge, CancellationToken ct)
    {
        var tape = new Tape();
        await first.RunAsync(setting, judges, options.Seed, tape, ct);
        var runs = await candidates.OfAsync(tape, first.Faults, first.Ahead, ct);
        await RunAsync(runs, tally, tape.Points, judges, gauge, ct);
        gauge.Next();
    }
}
