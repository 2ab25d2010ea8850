using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Cli.Input;

/// <summary>A layout with the file that it was read from.</summary>
/// <param name="Layout">The layout.</param>
/// <param name="Bytes">The file's content.</param>
sealed record LayoutFile(Layout Layout, byte[] Bytes);

/// <summary>Layouts in folders: <c>layouts/&lt;name&gt;/&lt;version&gt;.yaml</c> below each of them, the first one that has it counts.</summary>
/// <param name="roots">The folders, nearest first.</param>
sealed class PlanLibrary(IReadOnlyList<string> roots) : ILayoutSource
{
    readonly Dictionary<string, LayoutFile?> read = [];
    readonly List<Problem> problems = [];

    /// <summary>The folders.</summary>
    internal IReadOnlyList<string> Roots => roots;

    /// <summary>All that is wrong: the problems of the layouts that were asked for, then those of a file that names them. An unknown layout tells where it was looked for.</summary>
    internal IReadOnlyList<Problem> With(IEnumerable<Problem> others) =>
        [.. problems, .. others.Select(problem => problem.Code == ProblemCodes.UnknownLayout ? problem with { Message = $"{problem.Message} (looked for in {Places}; --plans names another folder)" } : problem)];

    string Places => string.Join(", ", roots.Select(root => Path.Join(root, LibraryPlaces.Layouts)));

    /// <inheritdoc/>
    public IEnumerable<string> Ids => Files().Select(file => $"{Path.GetFileName(Path.GetDirectoryName(file))}@{Path.GetFileNameWithoutExtension(file)}").Distinct();

    /// <summary>Every layout that can be read.</summary>
    internal IEnumerable<Layout> All => Ids.Select(FindFile).OfType<LayoutFile>().Select(file => file.Layout);

    /// <inheritdoc/>
    public Layout? Find(string name, string version) => FindFile(name, version)?.Layout;

    /// <summary>A layout by <c>name@version</c>, with its file.</summary>
    internal LayoutFile? FindFile(string id) => id.Split('@') is [var name, var version] ? FindFile(name, version) : null;

    LayoutFile? FindFile(string name, string version)
    {
        if (read.TryGetValue($"{name}@{version}", out var known)) return known;
        var path = Files().FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == version && Path.GetFileName(Path.GetDirectoryName(file)) == name);
        return read[$"{name}@{version}"] = path is null ? null : Read(path);
    }

    /// <summary>The layout that lies beside a program, as a run stores it; null when none does.</summary>
    internal static LayoutFile? Beside(string? program) =>
        Path.GetDirectoryName(program) is { } folder && Path.Join(folder, StoredPlan.LayoutName) is var path && File.Exists(path) ? new PlanLibrary([]).Read(path) : null;

    LayoutFile? Read(string path)
    {
        var (bytes, _) = InputBytes.Read(path);
        if (bytes is null) return null;
        var context = new ReadContext();
        var layout = LayoutReader.Read(path, bytes, context);
        problems.AddRange(context.Problems);
        return layout is null ? null : new LayoutFile(layout, bytes);
    }

    // Listed rather than put together, so that a name with '..' in it leads nowhere.
    IEnumerable<string> Files() => roots
        .Select(root => Path.Join(root, LibraryPlaces.Layouts))
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal));
}
