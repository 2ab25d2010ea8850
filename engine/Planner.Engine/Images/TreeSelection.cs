namespace Planner.Engine.Images;

/// <summary>A part of a tree: what lies below <paramref name="From"/>, less some paths.</summary>
/// <param name="From">Absolute path of the folder whose content is taken; its content lands in the target's root.</param>
/// <param name="Except">Absolute paths in the source tree that are left out, each with all below it.</param>
public sealed record TreeSelection(string From, IReadOnlyList<string> Except)
{
    /// <summary>The whole tree.</summary>
    public static TreeSelection All { get; } = new("/", []);

    /// <summary>Whether nothing is left out.</summary>
    public bool TakesAll => From == "/" && Except.Count == 0;

    /// <summary>Whether a path of the source tree is taken.</summary>
    public bool Takes(string path)
    {
        if (From != "/" && (path == From || !IsAtOrBelow(path, From))) return false;
        foreach (var left in Except)
            if (IsAtOrBelow(path, left)) return false;
        return true;
    }

    /// <summary>Where a path of the source tree lands.</summary>
    public string PathAtTarget(string path) => From == "/" ? path : path[From.Length..];

    /// <summary>Whether a path is another one or lies below it.</summary>
    public static bool IsAtOrBelow(string path, string folder) =>
        folder == "/" || path == folder || (path.StartsWith(folder, StringComparison.Ordinal) && path[folder.Length] == '/');
}
