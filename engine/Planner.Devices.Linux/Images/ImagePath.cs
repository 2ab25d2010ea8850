namespace Planner.Devices.Linux.Images;

/// <summary>Paths in layers.</summary>
static class ImagePath
{
    // PATH_MAX of Linux: no program could name what lies deeper.
    const int Longest = 4096;

    /// <summary>An absolute path without empty parts and dots: <c>./etc//x/</c> and <c>/etc/x</c> are the same. Null when a part is <c>..</c>: engines differ in what they make of it, so it is refused; so is what is longer than any path.</summary>
    public static string? Normalise(string name)
    {
        var parts = name.Split('/').Where(part => part is not ("" or ".")).ToList();
        return name.Length > Longest || parts.Contains("..") ? null : "/" + string.Join('/', parts);
    }

    /// <summary>Its parts; none for the root.</summary>
    public static string[] Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The path of a name in a folder.</summary>
    public static string Join(string folder, string name) => folder == "/" ? "/" + name : $"{folder}/{name}";

    /// <summary>The folder that holds a path, and the name in it.</summary>
    public static (string Folder, string Name) Split(string path)
    {
        var cut = path.LastIndexOf('/');
        return (cut == 0 ? "/" : path[..cut], path[(cut + 1)..]);
    }
}
