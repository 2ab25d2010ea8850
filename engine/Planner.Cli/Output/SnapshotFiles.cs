using System.Text.RegularExpressions;

namespace Planner.Cli.Output;

/// <summary>A snapshot as files: the device file, and beside it the file trees that it names.</summary>
static partial class SnapshotFiles
{
    /// <summary>Writes the trees, then the device file that names them.</summary>
    internal static void Save(string file, string yaml, IReadOnlyDictionary<string, string> trees)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        foreach (var (path, tree) in trees)
        {
            var full = Path.Join(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, tree);
        }

        File.WriteAllText(file, yaml);
    }

    /// <summary>A device's name made of any text.</summary>
    internal static string NameOf(string text) => NotInNames().Replace(text, "-").TrimStart('-', '.', '_') is { Length: > 0 } name ? name : "device";

    [GeneratedRegex("[^A-Za-z0-9._-]+")]
    private static partial Regex NotInNames();
}
