namespace Planner.Devices.Simulated.Exploration;

/// <summary>Tells how far an exploration is: in runs while single faults are explored, then in first faults.</summary>
/// <param name="progress">Is told, or null.</param>
/// <param name="parts">How many parts there are, each with the same share.</param>
sealed class Gauge(IProgress<ExplorationProgress>? progress, int parts)
{
    const int Every = 64;

    long runs;
    long broken;
    int expected;
    int firsts;
    int first;

    /// <summary>Whether any run so far broke a promise.</summary>
    internal bool IsBroken => Interlocked.Read(ref broken) > 0;

    /// <summary>So many runs come now.</summary>
    internal void Expect(int more)
    {
        if (firsts == 0) expected = more;
    }

    /// <summary>The second part begins, with so many first faults.</summary>
    internal void Begin(int count) => firsts = Math.Max(1, count);

    /// <summary>A first fault is over.</summary>
    internal void Next()
    {
        first++;
        Tell();
    }

    /// <summary>A run is over.</summary>
    internal void Ran(bool isBroken)
    {
        if (isBroken) Interlocked.Increment(ref broken);
        if (Interlocked.Increment(ref runs) % Every == 0) Tell();
    }

    void Tell()
    {
        if (progress is null) return;
        var so = Interlocked.Read(ref runs);
        var share = firsts > 0 ? (1 + ((double)first / firsts)) / parts : (double)so / Math.Max(1, expected) / parts;
        progress.Report(new ExplorationProgress(Math.Min(1, share), so, Interlocked.Read(ref broken)));
    }
}
