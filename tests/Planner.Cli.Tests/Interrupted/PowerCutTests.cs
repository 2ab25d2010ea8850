using Planner.Testing.Interrupting;

namespace Planner.Cli.Tests.Interrupted;

/// <summary>The power is cut at any moment of an update on real file systems: what had not been written to the image files is lost, file systems play back their journals, the board's loader chooses the slot.</summary>
public sealed class PowerCutTests
{
    static Ground Ground => SharedGround.Shipped;

    [Test]
    public Task A_power_cut_after_any_journal_mark_ends_whole() =>
        Series.TryAllAsync(Ground, Ground.Marks.Select(mark => new StopPoint(mark.Number, Stop.Held, After: true)), CutAsync);

    [Test]
    public Task A_power_cut_at_a_random_moment_ends_whole()
    {
        var random = Series.Numbers(nameof(A_power_cut_at_a_random_moment_ends_whole));
        return Series.TryAllAsync(Ground, Enumerable.Range(0, 40).Select(_ => new StopPoint(random.Next(1, Ground.Calls.Count + 1), Stop.Held, random.Next(2) == 0)), CutAsync);
    }

    [Test]
    public Task A_power_cut_before_any_flush_ends_whole() =>
        Series.TryAllAsync(Ground, Ground.Calls.Where(call => call.Name == "flush" && !Ground.IsMark(call)).Select(call => new StopPoint(call.Number, Stop.Held)), CutAsync);

    static async Task<IReadOnlyList<string>> CutAsync(Trial trial, StopPoint point)
    {
        using var cut = await trial.CutAsync(point);
        return cut is null ? await Series.FinishAsync(trial) : await Series.FinishAsync(cut, cut: true);
    }
}
