using System.Text.Json;
using Planner.Engine.Devices;
using Planner.Engine.Language;
using Planner.Repository.Releases;

namespace Planner.Repository.Catalogues;

/// <summary>Reads an author's folder, file by file, each with its own readers and at its own place.</summary>
/// <param name="folder">The folder, for places.</param>
/// <param name="problems">Takes the problems.</param>
sealed class CatalogueReader(string folder, List<Problem> problems)
{
    /// <summary>Where plans lie.</summary>
    internal const string Plans = "plans/";

    /// <summary>Where layouts lie.</summary>
    internal const string Layouts = "layouts/";

    /// <summary>Where releases lie.</summary>
    internal const string Releases = "releases/";

    /// <summary>The files that could be read.</summary>
    internal IReadOnlyList<CatalogueFile> Read(IReadOnlyDictionary<string, byte[]> files)
    {
        var ordered = files.OrderBy(file => file.Key, StringComparer.Ordinal).ToList();
        var layouts = new LayoutSet([.. ordered.Where(file => file.Key.StartsWith(Layouts, StringComparison.Ordinal)).Select(file => ReadLayout(file.Key, file.Value)).OfType<Layout>()]);
        var read = new List<CatalogueFile>();
        foreach (var (path, content) in ordered)
        {
            if (path.StartsWith(Layouts, StringComparison.Ordinal)) read.Add(new(path, content, null));
            else if (path.StartsWith(Plans, StringComparison.Ordinal) && ReadPlan(path, content, layouts) is { } plan) read.Add(new(path, content, plan));
            else if (path.StartsWith(Releases, StringComparison.Ordinal) && ReadRelease(path, content) is { } release) read.Add(new(path, content, release));
        }

        return read;
    }

    Layout? ReadLayout(string path, byte[] content)
    {
        var layout = ReadAt(path, "layouts/<name>/<version>.yaml", context => LayoutReader.Read(PlaceOf(path), content, context));
        if (layout is not null && path != $"{Layouts}{layout.Name}/{layout.Version}.yaml") Misplaced(path, $"{Layouts}{layout.Name}/{layout.Version}.yaml");
        return layout;
    }

    JsonElement? ReadPlan(string path, byte[] content, LayoutSet layouts)
    {
        if (ReadAt(path, "plans/<name>/<version>.yaml", context => PlanReader.Read(PlaceOf(path), content, layouts, context)) is not { } plan) return null;
        if (path != $"{Plans}{plan.Name}/{plan.Version}.yaml") Misplaced(path, $"{Plans}{plan.Name}/{plan.Version}.yaml");
        return PlanEntry.CustomOf(content);
    }

    JsonElement? ReadRelease(string path, byte[] content)
    {
        if (ReadAt(path, "releases/<os>/<device type>/<version>.json", context => ReleaseFile.Read(PlaceOf(path), content, context)) is not { } release) return null;
        if (path != release.Path) Misplaced(path, release.Path);
        return ReleaseEntry.Of(release).ToCustom();
    }

    /// <summary>Reads a file that has the form of path that belongs there.</summary>
    T? ReadAt<T>(string path, string form, Func<ReadContext, T?> read)
        where T : class
    {
        var context = new ReadContext();
        var value = path.Split('/').Length == form.Split('/').Length && Path.GetExtension(path) == Path.GetExtension(form) ? read(context) : null;
        if (value is null && context.Problems.Count == 0) Report(path, $"is not called like {form}");
        problems.AddRange(context.Problems);
        return context.HasErrors ? null : value;
    }

    void Misplaced(string path, string place) => Report(path, $"says of itself that it is {place}");

    void Report(string path, string message) => problems.Add(new Problem(ProblemCodes.OutOfPlace, new Position(PlaceOf(path), 1, 1), message));

    string PlaceOf(string path) => $"{folder}/{path}";
}
