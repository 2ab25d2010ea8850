using System.Collections.Immutable;
using Planner.Devices.Simulated.Faults;
using Planner.Devices.Simulated.Tree;

namespace Planner.Devices.Simulated.Exploration;

/// <summary>The runs with one more fault than a recorded one: every fault at every call of it, each run once.</summary>
/// <param name="setting">What is explored.</param>
/// <param name="workers">Does it.</param>
/// <param name="seed">Decides mixtures of lost writes.</param>
/// <param name="known">Moments from which runs were taken already; takes those of these runs.</param>
sealed class Candidates(Setting setting, Workers workers, int seed, HashSet<Fingerprint> known)
{
    /// <summary>Runs that were left out because another one goes on from the same moment.</summary>
    internal long Same { get; private set; }

    /// <summary>All runs with one more fault than a recorded one.</summary>
    /// <param name="tape">The recorded run.</param>
    /// <param name="former">Its faults.</param>
    /// <param name="carried">Those of them that strike again when its first recorded process is simulated anew.</param>
    /// <param name="ct">Gives up.</param>
    internal async Task<IReadOnlyList<Faulty>> OfAsync(Tape tape, ImmutableArray<Fault> former, ImmutableArray<Fault> carried, CancellationToken ct)
    {
        var from = former.IsEmpty ? 0 : former[^1].Point + 1;
        var points = tape.Points.Where(point => point.Number >= from && point.Process >= 0).ToList();
        var interruptions = new Interruptions(setting, tape, former, carried, seed);
        var rounds = Enumerable.Range(0, points.Count).Select(index => Polls.RoundOf(points, index)).ToList();
        var explored = points.Where((_, index) => rounds[index] == 0).ToList();
        var interrupted = await workers.MapAsync(explored, async point => (await interruptions.AtAsync(point, ct)).Select(run => (Run: run, Key: KeyOf(run))).ToList(), ct);
        var runs = new List<Faulty>();
        var left = new long[points.Count];
        for (var (index, next) = (0, 0); index < points.Count; index++)
        {
            if (rounds[index] > 0)
            {
                Same += left[index] = left[index - rounds[index]];
                continue;
            }

            left[index] = AddFailing(runs, tape, points[index], index == 0 || points[index].Step != points[index - 1].Step, former, carried) + interrupted[next].Count;
            foreach (var (run, key) in interrupted[next++])
                if (known.Add(key)) runs.Add(run);
                else Same++;
        }

        return runs;
    }

    /// <summary>Adds the runs in which a call fails; gives how many faults there are at it.</summary>
    int AddFailing(List<Faulty> runs, Tape tape, Point point, bool isNewStep, ImmutableArray<Fault> former, ImmutableArray<Fault> carried)
    {
        var process = tape.Processes[point.Process];
        var again = point.Process == 0 ? carried : [];
        var begins = former.IsEmpty || !again.IsEmpty ? null : WorldFingerprint.Of(process.World.Layout, process.World, false);
        var faults = 0;
        foreach (var fault in PossibleFaults.At(setting.Start.Layout, point, isNewStep))
        {
            faults++;
            // A process that begins the same meets the same calls: the fault at one of them was explored after another first fault.
            if (begins is not null && !known.Add(Fingerprint.Of($"{fault with { Point = point.Number - process.Number }}", begins))) Same++;
            else runs.Add(new FailingRun(former.Add(fault), process, again.Add(fault)));
        }

        return faults;
    }

    static Fingerprint KeyOf(InterruptedRun run) => WorldFingerprint.Of(run.World.Layout, run.World, run.IsOff);
}
