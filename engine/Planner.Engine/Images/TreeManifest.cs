using System.Collections.Immutable;

namespace Planner.Engine.Images;

/// <summary>A file tree without its contents: entries by path in ordinal order.</summary>
public sealed class TreeManifest
{
    /// <summary>A tree without any name, not even its root.</summary>
    public static TreeManifest Empty { get; } = new([]);

    readonly ImmutableArray<TreeEntry> entries;

    TreeManifest(ImmutableArray<TreeEntry> entries) => this.entries = entries;

    /// <summary>Every entry, by path in ordinal order, parents before children.</summary>
    public ImmutableArray<TreeEntry> Entries => entries;

    /// <summary>The sum of the sizes of all files, each content once.</summary>
    public long Size => entries.Where(entry => entry.SameAs is null).Sum(entry => entry.Size);

    /// <summary>The entry of a path, or null.</summary>
    public TreeEntry? this[string path] => IndexOf(path) is >= 0 and var index ? entries[index] : null;

    /// <summary>A tree of these entries, in any order; of two with one path the later one counts. <see cref="TreeEntry.SameAs"/> may name any other member of its group.</summary>
    public static TreeManifest Of(IEnumerable<TreeEntry> entries)
    {
        var listed = entries.ToImmutableArray();
        if (IsOne(listed)) return new TreeManifest(listed);
        var byPath = new SortedDictionary<string, TreeEntry>(StringComparer.Ordinal);
        foreach (var entry in listed) byPath[entry.Path] = entry;
        var groups = byPath.Values.GroupBy(entry => entry.SameAs ?? entry.Path, StringComparer.Ordinal);
        foreach (var group in groups.Where(group => group.Any(entry => entry.SameAs is not null)).ToList())
        {
            var names = group.OrderBy(entry => entry.Path, StringComparer.Ordinal).ToList();
            foreach (var entry in names) byPath[entry.Path] = entry with { SameAs = entry == names[0] ? null : names[0].Path };
        }

        return new TreeManifest([.. byPath.Values]);
    }

    /// <summary>What a selection takes, with the paths that it gets at its target. The root's own entry is taken only when the whole tree is.</summary>
    public TreeManifest Select(TreeSelection selection)
    {
        if (selection.TakesAll) return this;
        var taken = entries.Where(entry => selection.Takes(entry.Path));
        return Of(taken.Select(entry => selection.From == "/" && entry.SameAs is null ? entry : entry with
        {
            Path = selection.PathAtTarget(entry.Path),
            SameAs = entry.SameAs is null ? null : LeaderWithin(selection, entry),
        }));
    }

    /// <summary>This tree with another written over it: its folders are merged, everything else is replaced.</summary>
    public TreeManifest Over(TreeManifest other)
    {
        if (entries.IsEmpty) return other;
        var kept = new List<TreeEntry>(entries.Length);
        foreach (var entry in entries)
            if (!other.Replaces(entry.Path)) kept.Add(entry);
        return Of(Merged(kept.Exists(entry => entry.SameAs is not null) ? Led(kept) : kept, other.entries));
    }

    /// <summary>Entries of which some lost the first name of their file: it lives on under its other names.</summary>
    static List<TreeEntry> Led(List<TreeEntry> kept)
    {
        var names = kept.Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal);
        var next = kept.Where(entry => entry.SameAs is { } first && !names.Contains(first)).GroupBy(entry => entry.SameAs!, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Path);
        return [.. kept.Select(entry => entry.SameAs is { } first && next.TryGetValue(first, out var leader) ? entry with { SameAs = leader == entry.Path ? null : leader } : entry)];
    }

    /// <summary>Two lists in the order of their paths as one, of which no path is in both.</summary>
    static ImmutableArray<TreeEntry> Merged(List<TreeEntry> one, ImmutableArray<TreeEntry> other)
    {
        var merged = ImmutableArray.CreateBuilder<TreeEntry>(one.Count + other.Length);
        for (var (left, right) = (0, 0); left < one.Count || right < other.Length;)
            merged.Add(right == other.Length || (left < one.Count && string.CompareOrdinal(one[left].Path, other[right].Path) < 0) ? one[left++] : other[right++]);
        return merged.MoveToImmutable();
    }

    /// <summary>How another tree differs from this one: a line each, in path order.</summary>
    public IEnumerable<string> DifferencesTo(TreeManifest other)
    {
        if (ReferenceEquals(this, other)) yield break;
        foreach (var entry in entries)
        {
            if (other[entry.Path] is not { } found) yield return $"{entry.Path}: missing";
            else if (!ReferenceEquals(entry, found) && string.Join(", ", entry.DifferencesTo(found)) is { Length: > 0 } differences) yield return $"{entry.Path}: {differences}";
        }

        foreach (var entry in other.entries)
            if (this[entry.Path] is null) yield return $"{entry.Path}: added";
    }

    /// <summary>Whether entries are a manifest as they stand: in order, each path once, and every file with one name.</summary>
    static bool IsOne(ImmutableArray<TreeEntry> listed)
    {
        for (var index = 0; index < listed.Length; index++)
            if (listed[index].SameAs is not null || (index > 0 && string.CompareOrdinal(listed[index - 1].Path, listed[index].Path) >= 0)) return false;
        return true;
    }

    /// <summary>Whether what is at a path of another tree goes when this one is written over it.</summary>
    bool Replaces(string path)
    {
        if (IndexOf(path) >= 0) return true;
        for (var cut = path.LastIndexOf('/'); cut > 0; cut = path.LastIndexOf('/', cut - 1))
            if (IndexOf(path.AsSpan(0, cut)) is >= 0 and var above && entries[above].Type != EntryType.Folder) return true;
        return false;
    }

    string? LeaderWithin(TreeSelection selection, TreeEntry entry) =>
        entries.First(other => (other.Path == entry.SameAs || other.SameAs == entry.SameAs) && selection.Takes(other.Path)) is var leader && leader.Path != entry.Path
            ? selection.PathAtTarget(leader.Path)
            : null;

    int IndexOf(ReadOnlySpan<char> path)
    {
        var (low, high) = (0, entries.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = entries[middle].Path.AsSpan().SequenceCompareTo(path);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return -1;
    }
}
