using System.Collections.Immutable;

namespace Planner.Devices.Simulated.Faults;

/// <summary>What a power cut leaves of the writes that were not flushed: a bounded set of ways, the same for the same world and seed.</summary>
public static class PowerLoss
{
    const int MostSingles = 24;
    const int Mixtures = 3;

    /// <summary>Every way, each once; the first keeps all, and without pending writes there is no other.</summary>
    /// <param name="world">The moment at which the power goes.</param>
    /// <param name="seed">Decides the mixtures, and which single writes are tried where there are very many.</param>
    public static IReadOnlyList<PowerLossVariant> VariantsOf(DeviceWorld world, int seed)
    {
        var pending = PendingWrites.Of(world);
        var variants = new List<PowerLossVariant>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        void Add(string name, ImmutableArray<Fate> fates)
        {
            fates = pending.Possible(fates);
            if (known.Add(string.Concat(fates.Select(fate => (char)('a' + (int)fate))))) variants.Add(new(name, () => pending.After(fates)));
        }

        var random = new Mixing(seed, pending.Count);
        Add("all kept", pending.All(Fate.Kept));
        Add("none kept", pending.All(Fate.Lost));
        foreach (var index in random.Some(pending.Count, MostSingles))
        {
            Add($"lost: {pending.NameOf(index)}", pending.All(Fate.Kept).SetItem(index, Fate.Lost));
            Add($"only kept: {pending.NameOf(index)}", pending.All(Fate.Lost).SetItem(index, Fate.Kept));
            if (!pending.MayLoseTarget(index)) continue;
            Add($"gone: {pending.NameOf(index)}", pending.All(Fate.Kept).SetItem(index, Fate.TargetLost));
            Add($"gone: {pending.NameOf(index)}, nothing else kept", pending.All(Fate.Lost).SetItem(index, Fate.TargetLost));
        }

        if (pending.LastContent() is { } torn)
            for (var form = 0; form < pending.FormsOf(torn); form++) Add($"torn: {pending.NameOf(torn)}", pending.All(Fate.Kept).SetItem(torn, Fate.Torn + form));
        for (var mixture = 1; mixture <= Mixtures; mixture++) Add($"mixture {mixture}", [.. pending.All(Fate.Kept).Select(_ => random.Next(2) == 0 ? Fate.Lost : Fate.Kept)]);
        return variants;
    }

    /// <summary>What one of the ways leaves; a number past the last one is the last one.</summary>
    public static DeviceWorld After(DeviceWorld world, int variant, int seed)
    {
        var variants = VariantsOf(world, seed);
        return variants[Math.Min(variant, variants.Count - 1)].World;
    }
}

/// <summary>What becomes of a pending write.</summary>
enum Fate
{
    /// <summary>It never came to the disk.</summary>
    Lost,

    /// <summary>It is there.</summary>
    Kept,

    /// <summary>It never came to the disk, and what it was to replace is gone.</summary>
    TargetLost,

    /// <summary>A part of it is there; numbers from here on are the parts.</summary>
    Torn,
}
