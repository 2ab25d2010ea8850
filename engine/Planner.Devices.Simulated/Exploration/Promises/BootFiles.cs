using System.Collections.Concurrent;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Steps;

namespace Planner.Devices.Simulated.Exploration.Promises;

/// <summary>The part of P1 that is about the boot partition: every file is whole, and those that belong together, or to the root, are of one release.</summary>
sealed class BootFiles
{
    readonly Reference reference;
    readonly AllOrNothing ends;
    readonly Func<DeviceWorld, string, Release?> releaseOf;
    readonly Dictionary<string, BootFile> files = new(StringComparer.Ordinal);
    readonly List<(string Name, BootFile[] Files)> groups = [];
    readonly ConcurrentDictionary<(Fingerprint Tree, Release Runs), Look> known = new();

    internal BootFiles(Reference reference, AllOrNothing ends, Func<DeviceWorld, string, Release?> releaseOf)
    {
        (this.reference, this.ends, this.releaseOf) = (reference, ends, releaseOf);
        if (reference.BootPartition is not { } partition) return;
        var settings = SettingsOn(partition);
        Add(reference.Before[partition]!.Root, (file, entry) => file with { Old = entry });
        if (reference.NewBootFiles is { } after) Add(after, (file, entry) => file with { New = settings.Contains(entry.Path) ? file.Old : entry });
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

    /// <summary>Files of the device's own settings that steps migrate: what they hold is good for both OS.</summary>
    HashSet<string> SettingsOn(string partition)
    {
        var (settings, points) = (new HashSet<string>(StringComparer.Ordinal), reference.Baseline.Points);
        for (var index = 0; index + 1 < points.Count; index++)
        {
            if (points[index].Before[partition] is not { Root: var root } || points[index + 1].Before[partition] is not { Root: var next } || ReferenceEquals(root, next)) continue;
            if (reference.Plan.Steps.FirstOrDefault(step => step.Header.Number == points[index].Step) is not (MigrateConfig or MigrateWifi)) continue;
            settings.UnionWith(next.Manifest.Entries.Where(entry => root.Manifest[entry.Path]?.Digest != entry.Digest).Select(entry => entry.Path));
        }

        return settings;
    }

    /// <summary>Judges the boot files under an OS that has just booted.</summary>
    /// <param name="world">The device.</param>
    /// <param name="runs">The OS.</param>
    /// <param name="strikes">What has struck: only in the window in which boot files are replaced does it excuse what a board declares, and that a file is lost only where the power was cut.</param>
    /// <param name="findings">Takes what is broken.</param>
    internal async ValueTask JudgeAsync(DeviceWorld world, Release runs, Strikes strikes, Findings findings)
    {
        if (LookAt(world, runs) is not { } look) return;
        foreach (var what in look.Torn) findings.Break(Promise.P1, what);
        if (look.Exposed.Count == 0)
        {
            if (look.Torn.Count == 0) strikes.Clear();
            return;
        }

        var isExcused = reference.Board.Exposes is not null && await StruckInWindowAsync(strikes);
        foreach (var (reason, what) in look.Exposed)
            findings.Expose(isExcused && (reason != Exposure.Lost || strikes.HasCutPower || WasLost(strikes.Begun, runs)), reason, what);
    }

    /// <summary>Whether something has struck while boot files and what boots next were not of one release.</summary>
    async ValueTask<bool> StruckInWindowAsync(Strikes strikes)
    {
        foreach (var moment in strikes.Moments)
            if (LookAt(moment, await NamedAsync(moment)) is { Exposed.Count: > 0 }) return true;
        return false;
    }

    /// <summary>The OS that would boot next: the one that the slot holds which the loader goes by.</summary>
    async ValueTask<Release> NamedAsync(DeviceWorld world)
    {
        var slot = (await ends.VariablesOfAsync(world))?.Slot ?? world.Running;
        return (slot is null ? null : releaseOf(world, slot)) ?? (slot == reference.Before.Running ? Release.Old : Release.New);
    }

    bool WasLost(DeviceWorld? begun, Release runs) => begun is not null && LookAt(begun, runs) is { } look && look.Exposed.Any(one => one.Reason == Exposure.Lost);

    Look? LookAt(DeviceWorld world, Release runs) =>
        reference.BootPartition is { } name && world[name] is { } partition ? known.GetOrAdd((partition.Root.Fingerprint, runs), _ => LookAt(partition.Root, runs)) : null;

    Look LookAt(TreeNode root, Release runs)
    {
        var look = new Look([], []);
        foreach (var file in files.Values)
        {
            var found = TreeEdits.Find(root, file.Path);
            if (found is null && file is { Old: not null, New: not null }) look.Exposed.Add((Exposure.Lost, $"{file.Path} is missing from the boot partition"));
            else if (found is not null && !file.IsWhole(found)) look.Torn.Add($"{file.Path} on the boot partition is torn: neither the old content nor the new one");
            else if (reference.Board.Kernel == KernelPlace.Boot && file.ReleaseOf(found) is { } release && release != runs)
                look.Exposed.Add((Exposure.OtherKernel, $"{file.Path} is of the {Word(release)} OS, and the {Word(runs)} one boots"));
        }

        foreach (var (name, members) in groups)
            if (members.Select(file => file.ReleaseOf(TreeEdits.Find(root, file.Path))).OfType<Release>().Distinct().Count() > 1)
                look.Exposed.Add((Exposure.Mixed, $"{name} are of two releases"));
        return look;
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

    /// <summary>What is seen of the boot files.</summary>
    /// <param name="Torn">Files that are not whole.</param>
    /// <param name="Exposed">What a board may declare.</param>
    sealed record Look(List<string> Torn, List<(string Reason, string What)> Exposed);

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
