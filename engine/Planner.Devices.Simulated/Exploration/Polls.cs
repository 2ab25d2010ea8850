namespace Planner.Devices.Simulated.Exploration;

/// <summary>Finds the calls of a poll that need not be explored each: a plan that waits for something asks the same again and again, and gets the same answers.</summary>
static class Polls
{
    /// <summary>More calls than one round of a poll makes.</summary>
    const int LongestRound = 64;

    /// <summary>Rounds of a poll that are explored at its beginning and at its end. Tries that are counted end before there are more than these together.</summary>
    const int Explored = 2;

    /// <summary>The length of the round that a call belongs to, where two rounds before it and two from it on make the same calls on the same device; else 0. What a fault does there it does in the rounds before, too: between them nothing changed but the clock, which is why only a poll that waits is one.</summary>
    /// <param name="points">Recorded calls, in their order.</param>
    /// <param name="index">Which of them.</param>
    internal static int RoundOf(IReadOnlyList<Point> points, int index)
    {
        if (points[index].Call is null) return 0;
        for (var round = 1; round <= LongestRound && index >= round * Explored && index + (round * Explored) < points.Count; round++)
            if (AreSame(points[index], points[index - round]) && IsWithin(points, index, round)) return round;
        return 0;
    }

    static bool IsWithin(IReadOnlyList<Point> points, int index, int round)
    {
        for (var at = index - (round * (Explored - 1)); at <= index + (round * Explored); at++)
            if (!AreSame(points[at], points[at - round])) return false;
        return Waits(points, index - round, index);
    }

    /// <summary>Whether more time passed than calls took.</summary>
    static bool Waits(IReadOnlyList<Point> points, int from, int to)
    {
        var took = TimeSpan.Zero;
        for (var at = from; at < to; at++) took += points[at].Call!.Value.Took;
        return points[to].Call!.Value.At - points[from].Call!.Value.At > took;
    }

    static bool AreSame(Point one, Point other) =>
        one.Call is { } call && other.Call is { } before && call with { At = before.At } == before
        && (one.Step, one.Process) == (other.Step, other.Process)
        && one.Before with { Now = other.Before.Now, Elapsed = other.Before.Elapsed } == other.Before;
}
