namespace Planner.Devices.Simulated.Exploration.Promises;

/// <summary>What Planner promises the owner of a device, as far as a simulated run can break it.</summary>
public enum Promise
{
    /// <summary>Bootable: a complete OS boots, the old one or the new one.</summary>
    P1 = 1,

    /// <summary>All or nothing: the new OS runs, or everything is as it was.</summary>
    P2,

    /// <summary>User data is as it was.</summary>
    P3,

    /// <summary>A run always ends.</summary>
    P4,

    /// <summary>What is told is what is.</summary>
    P5,

    /// <summary>A step touches what it declares, and nothing else.</summary>
    P6,
}

/// <summary>A promise that was broken.</summary>
/// <param name="Promise">Which one.</param>
/// <param name="What">How, in one line.</param>
public sealed record Breach(Promise Promise, string What);

/// <summary>What the promises found in one run.</summary>
sealed class Findings
{
    readonly List<Breach> broken = [];
    readonly SortedSet<string> exposed = new(StringComparer.Ordinal);

    /// <summary>Promises that were broken, in the order in which it was seen.</summary>
    internal IReadOnlyList<Breach> Broken => broken;

    /// <summary>Why states on the way were exposed.</summary>
    internal IReadOnlySet<string> Exposed => exposed;

    internal void Break(Promise promise, string what)
    {
        foreach (var breach in broken)
            if (breach.Promise == promise && breach.What == what) return;
        broken.Add(new Breach(promise, what));
    }

    /// <summary>A state that breaks P1, unless the board declares that it can not keep it there.</summary>
    internal void Expose(bool isDeclared, string reason, string what)
    {
        if (isDeclared) exposed.Add(reason);
        else Break(Promise.P1, what);
    }
}
