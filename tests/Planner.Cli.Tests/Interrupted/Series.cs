using System.Collections.Concurrent;
using Planner.Testing.Interrupting;

namespace Planner.Cli.Tests.Interrupted;

/// <summary>Many interruptions of one update, each on a bench of its own, a few at a time; what is broken is told together, each with the point that shows it again.</summary>
static class Series
{
    const int Boots = 8;

    // More than cores: some wait, for a second try or for the kernel to free what was killed.
    static readonly int AtATime = Environment.ProcessorCount * 2;

    /// <summary>What the random points come from: <c>PLANNER_TEST_SEED</c>, else a new one. It is printed.</summary>
    public static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("PLANNER_TEST_SEED"), out var given) ? given : Random.Shared.Next(1_000_000);

    /// <summary>Random numbers of the seed, for one test.</summary>
    public static Random Numbers(string test)
    {
        TestContext.Progress.WriteLine($"{test}: PLANNER_TEST_SEED={Seed}");
        return new Random(HashCode(test) ^ Seed);
    }

    /// <summary>Tries every point and fails with all that is broken.</summary>
    public static async Task TryAllAsync(Ground ground, IEnumerable<StopPoint> points, Func<Trial, StopPoint, Task<IReadOnlyList<string>>> tried)
    {
        var broken = new ConcurrentBag<string>();
        var all = points.ToList();
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (point, _) =>
        {
            using var trial = await ground.CopyAsync();
            try
            {
                foreach (var one in await tried(trial, point)) broken.Add($"{point}, {ground.Calls.ElementAtOrDefault(point.At - 1)}: {one}");
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                broken.Add($"{point}: {e}");
            }
        });
        TestContext.Progress.WriteLine($"{TestContext.CurrentContext.Test.Name}: {all.Count} interruptions");
        Assert.That(broken, Is.Empty, $"seed {Seed}: {broken.Count} of {all.Count} interruptions");
    }

    /// <summary>Boots until the run is over, as often as it may take; after each boot and at the end the promises are kept.</summary>
    public static async Task<IReadOnlyList<string>> FinishAsync(Trial trial, bool cut = false)
    {
        var promises = new Promises(trial);
        var broken = new List<string>(await promises.BrokenAtAnyMomentAsync(cut));
        for (var boot = 1; boot <= Boots && broken.Count == 0; boot++)
        {
            // What was only killed is taken up again at once; what waits for a boot gets one.
            if (cut || boot > 1) await trial.PowerOnAsync();
            var last = await trial.ResumeAsync();
            if (last.ExitCode is 0 or 1) return await BrokenAtTheEndAsync(trial, last);
            if (last.ExitCode is not (5 or 8)) return [$"'planner resume' ended with {last}"];
            broken.AddRange(await promises.BrokenAtAnyMomentAsync());
        }

        return broken.Count > 0 ? broken : [$"P4: not over after {Boots} boots"];
    }

    /// <summary>What is broken when a run has ended. Where its clean-up failed it says so, and the OS still calls 'planner resume', which finishes that at the next boot.</summary>
    public static async Task<IReadOnlyList<string>> BrokenAtTheEndAsync(Trial trial, Stopped last)
    {
        if (last.Output.Contains("is still called", StringComparison.Ordinal) || last.Output.Contains("could not be freed", StringComparison.Ordinal))
        {
            await trial.PowerOnAsync();
            var tidied = await trial.ResumeAsync();
            if (tidied.ExitCode != 0) return [$"the clean-up at the next boot ended with {tidied}"];
        }

        var broken = await new Promises(trial).BrokenAtTheEndAsync(last);
        return broken.Count == 0 ? broken : [.. broken, $"it told: {last.Output[^Math.Min(last.Output.Length, 1500)..]}"];
    }

    // The same in every process, other than string.GetHashCode.
    static int HashCode(string text) => text.Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter));
}
