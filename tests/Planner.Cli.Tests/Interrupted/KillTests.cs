using Planner.Testing.Interrupting;

namespace Planner.Cli.Tests.Interrupted;

/// <summary>The program is killed at any moment of an update on real file systems; no boot comes between it and <c>planner resume</c>.</summary>
public sealed class KillTests
{
    static Ground Ground => SharedGround.Shipped;

    [Test]
    public Task Killed_before_and_after_every_journal_mark_it_ends_whole() => Series.TryAllAsync(
        Ground, Ground.Marks.SelectMany(mark => new[] { new StopPoint(mark.Number, Stop.Killed), new StopPoint(mark.Number, Stop.Killed, After: true) }), async (trial, point) =>
        {
            var run = await trial.RunAsync(point);
            return Ground.IsMark(run.Calls.First(call => call.Number == point.At)) ? await Series.FinishAsync(trial) : [$"it is no journal mark: {run}"];
        });

    [Test]
    public Task Killed_at_a_random_moment_it_ends_whole()
    {
        var random = Series.Numbers(nameof(Killed_at_a_random_moment_it_ends_whole));
        var points = Enumerable.Range(0, 100).Select(_ => new StopPoint(random.Next(1, Ground.Calls.Count + 1), random.Next(2) == 0 ? Stop.Killed : Stop.KilledWithAll, random.Next(2) == 0));
        return Series.TryAllAsync(Ground, points, async (trial, point) =>
        {
            await trial.RunAsync(point);
            return await Series.FinishAsync(trial);
        });
    }

    [Test]
    public Task Killed_once_more_while_it_goes_on_or_back_it_ends_whole()
    {
        var random = Series.Numbers(nameof(Killed_once_more_while_it_goes_on_or_back_it_ends_whole));
        var points = Enumerable.Range(0, 60).Select(_ => new StopPoint(random.Next(1, Ground.Calls.Count + 1), Stop.KilledWithAll));
        return Series.TryAllAsync(Ground, points, async (trial, point) =>
        {
            await trial.RunAsync(point);
            await trial.ResumeAsync(new StopPoint(1 + (point.At * 7 % 300), Stop.KilledWithAll));
            return await Series.FinishAsync(trial);
        });
    }
}
