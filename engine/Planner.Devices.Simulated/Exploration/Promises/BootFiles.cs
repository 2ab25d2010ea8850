using System.Collections.Concurrent;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Simulated.Exploration.Promises;

/// <summary>The part of P1 that is about the boot partition: every file is whole, and those that belong together, or to the root, are of one release.</summary>
sealed class BootFiles
{
    readonly Reference reference;
    readonly Dictionary<string, BootFile> files = new(StringComparer.Ordinal);
    readonly List<(string Name, BootFile[] Files)> groups = [];
    readonly ConcurrentDictionary<(Fingerprint Tree, Release Runs), Findings> known = new();

    internal BootFiles(Reference reference)
    {
        this.reference = reference;
        if (reference.BootPartition is not { } partition) return;
        Add(reference.Before[partition]!.Root, (file, entry) => file with { Old = entry });
        if (reference.NewBootFiles is { } after) Add(after, (file, entry) => file with { New = entry });
        TreeNode? last = null;
        foreach (var point in reference.Baseline.Points)
        {
            if (point.Before[partition] is not { Root: var root } || ReferenceEquals(root, last)) continue;
            foreach (var entry in (last = root).Manifest.Entries)
                if (entry.Digest is { } digest && files.TryGetValue(entry.Path, out var file)) file.Whole.Add(digest);
        }

        foreach (var group in reference.Board.Together)
            groups.Add((string.Join(" and ", group), [.. group.Where(name => files.ContainsKey($"/{name}")).Select(name => files[$"/{name}"])]));
    }

    /// <summary>Judges the boot files under an OS that has just booted.</summary>
    internal void Judge(DeviceWorld world, Release runs, Findings findings)
    {
        if (reference.BootPartition is not { } name || world[name] is not { } partition) return;
        var found = known.GetOrAdd((partition.Root.Fingerprint, runs), _ => Look(partition.Root, runs));
        foreach (var breach in found.Broken) findings.Break(breach.Promise, breach.What);
        foreach (var reason in found.Exposed) findings.Expose(true, reason, "");
    }

    Findings Look(TreeNode root, Release runs)
    {
        var findings = new Findings();
        var isDeclared = reference.Board.Exposes is not null;
        foreach (var file in files.Values)
        {
            var found = TreeEdits.Find(root, file.Path);
            if (found is null && file is { Old: not null, New: not null }) findings.Expose(isDeclared, Exposure.Lost, $"{file.Path} is missing from the boot partition");
            else if (found is not null && !file.IsWhole(found)) findings.Break(Promise.P1, $"{file.Path} on the boot partition is torn: neither the old content nor the new one");
            else if (reference.Board.Kernel == KernelPlace.Boot && file.ReleaseOf(found) is { } release && release != runs)
                findings.Expose(isDeclared, Exposure.OtherKernel, $"{file.Path} is of the {Word(release)} OS, and the {Word(runs)} one boots");
        }

        foreach (var (name, members) in groups)
            if (members.Select(file => file.ReleaseOf(TreeEdits.Find(root, file.Path))).OfType<Release>().Distinct().Count() > 1)
                findings.Expose(isDeclared, Exposure.Mixed, $"{name} are of two releases");
        return findings;
    }

    void Add(TreeNode root, Func<BootFile, TreeEntry, BootFile> with)
    {
        foreach (var entry in root.Manifest.Entries)
        {
            if (entry.Type != EntryType.File || reference.IsVariables(entry.Path)) continue;
            var file = with(files.GetValueOrDefault(entry.Path) ?? new BootFile(entry.Path), entry);
            file.Whole.Add(entry.Digest!);
            files[entry.Path] = file;
        }
    }

    static string Word(Release release) => release == Release.Old ? "old" : "new";
}

/// <summary>A file of the boot partition in both releases.</summary>
/// <param name="Path">Its path.</param>
sealed record BootFile(string Path)
{
    /// <summary>The old one, or null.</summary>
    internal TreeEntry? Old { get; init; }

    /// <summary>The new one, or null.</summary>
    internal TreeEntry? New { get; init; }

    /// <summary>Contents that it has as a whole at some moment of the run without faults.</summary>
    internal HashSet<string> Whole { get; } = new(StringComparer.Ordinal);

    internal bool IsWhole(TreeNode found) => found.Digest is { } digest && Whole.Contains(digest);

    /// <summary>Which release it is of; null where both have the same.</summary>
    internal Release? ReleaseOf(TreeNode? found)
    {
        if (Old?.Digest == New?.Digest) return null;
        return found?.Digest == Old?.Digest ? Release.Old : Release.New;
    }
}
