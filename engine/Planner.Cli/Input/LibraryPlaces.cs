namespace Planner.Cli.Input;

/// <summary>Where layouts are looked for: with the plan, where the user says, above the file or the current folder, and where Planner is installed.</summary>
static class LibraryPlaces
{
    /// <summary>The folder of layouts within a library.</summary>
    internal const string Layouts = "layouts";

    const string Installed = "/usr/share/planner/plans";
    const string Plans = "plans";

    /// <summary>The library of some files.</summary>
    /// <param name="plan">A plan file: it lies within its library, or below a folder that has one. Null when there is none.</param>
    /// <param name="device">A device file: its library is above it. Null for this machine.</param>
    /// <param name="given">The folder that the user named, or null.</param>
    internal static PlanLibrary Of(string? plan, string? device, string? given)
    {
        var roots = new List<string>();
        if (plan is not null) roots.Add(Above(Folder(plan)));
        if (given is not null) roots.Add(given);
        if (plan is not null) roots.AddRange(UpFrom(Folder(plan)));
        if (device is not null) roots.AddRange(UpFrom(Folder(device)));
        if (plan is null) roots.AddRange(UpFrom("."));
        roots.Add(Installed);
        return new PlanLibrary([.. roots.DistinctBy(Path.GetFullPath)]);
    }

    /// <summary>Libraries on the way up: folders that have layouts themselves or in their folder <c>plans</c>.</summary>
    static IEnumerable<string> UpFrom(string start)
    {
        for (var folder = Path.GetFullPath(start); folder is not null; folder = Path.GetDirectoryName(folder))
            foreach (var library in (string[])[folder, Path.Join(folder, Plans)])
                if (Directory.Exists(Path.Join(library, Layouts))) yield return Shown(library);
    }

    static string Folder(string file) => Path.GetDirectoryName(file) is { Length: > 0 } folder ? folder : ".";

    static string Above(string folder) => Path.GetDirectoryName(folder) is { Length: > 0 } above && Path.GetFileName(folder) is not ("." or "..") ? above : Shown(Path.GetFullPath(Path.Join(folder, "..")));

    // As a user would write it, for messages that name a file of the library.
    static string Shown(string folder) => Path.GetRelativePath(".", folder) is var relative && !relative.StartsWith("..", StringComparison.Ordinal) ? relative : folder;
}
