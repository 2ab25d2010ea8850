namespace Planner.Devices.Simulated.Faults;

/// <summary>Numbers that look random and follow from a seed alone (SplitMix64), on every platform the same.</summary>
/// <param name="seed">The seed.</param>
/// <param name="of">What the numbers are for: other numbers for each.</param>
sealed class Mixing(int seed, int of)
{
    ulong state = ((ulong)(uint)seed << 32) | (uint)of;

    /// <summary>A number below a limit.</summary>
    internal int Next(int limit)
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)limit);
    }

    /// <summary>At most so many of the numbers below a count, in their order.</summary>
    internal IEnumerable<int> Some(int count, int most)
    {
        for (var (index, left) = (0, most); index < count && left > 0; index++)
        {
            if (count - index > left && Next(count - index) >= left) continue;
            left--;
            yield return index;
        }
    }
}
