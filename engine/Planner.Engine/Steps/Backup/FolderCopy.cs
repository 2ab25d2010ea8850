using Planner.Engine.Images;

namespace Planner.Engine.Steps;

/// <summary>Whether an archive and a folder are the same.</summary>
static class FolderCopy
{
    const int MostTold = 3;

    /// <summary>In which ways a copy differs from a folder: paths, types, modes, owners, sizes, contents, attributes and times. Sockets are in no archive.</summary>
    internal static IEnumerable<string> Differences(TreeManifest folder, TreeManifest copy)
    {
        var packable = Packable(folder);
        foreach (var difference in packable.DifferencesTo(copy)) yield return difference;
        foreach (var entry in packable.Entries)
            if (copy[entry.Path] is { } found && found.ModifiedAt != entry.ModifiedAt) yield return $"{entry.Path}: changed at {found.ModifiedAt:O} instead of {entry.ModifiedAt:O}";
    }

    /// <summary>The first differences as one line; null when there is none.</summary>
    internal static string? Why(TreeManifest folder, TreeManifest copy)
    {
        var all = Differences(folder, copy).Take(MostTold + 1).ToList();
        return all.Count == 0 ? null : string.Join("; ", all.Take(MostTold)) + (all.Count > MostTold ? "; and more" : "");
    }

    static TreeManifest Packable(TreeManifest folder) =>
        folder.Entries.Any(entry => entry.Type == EntryType.Socket) ? TreeManifest.Of(folder.Entries.Where(entry => entry.Type != EntryType.Socket)) : folder;
}
