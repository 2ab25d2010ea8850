using Planner.Repository.Catalogues;

namespace Planner.Cli.Repository;

/// <summary>What an author has laid down to be published: plans, layouts and releases below one folder.</summary>
/// <param name="folder">The folder.</param>
sealed class AuthorsFolder(string folder)
{
    static readonly string[] Kinds = ["plans", "layouts", "releases"];

    /// <summary>Every file, by its path with <c>/</c>; hidden ones are left out.</summary>
    internal IReadOnlyDictionary<string, byte[]> Files() => Kinds
        .Select(kind => Path.Join(folder, kind))
        .Where(Directory.Exists)
        .SelectMany(kind => Directory.EnumerateFiles(kind, "*", SearchOption.AllDirectories))
        .Where(file => !Path.GetFileName(file).StartsWith('.'))
        .ToDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllBytes);

    /// <summary>Checks them against what is published.</summary>
    internal CheckedCatalogue Check(IReadOnlyDictionary<string, Planner.Repository.Target> published) => CatalogueCheck.Check(folder, Files(), published);
}
