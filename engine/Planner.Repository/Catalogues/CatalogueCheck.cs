using System.Security.Cryptography;
using Planner.Engine.Language;

namespace Planner.Repository.Catalogues;

/// <summary>Checks what an author is about to publish: every file by itself, against what is published already, and whether every release can still get to the newest one.</summary>
public sealed class CatalogueCheck
{
    readonly List<Problem> problems = [];
    readonly string folder;

    CatalogueCheck(string folder) => this.folder = folder;

    /// <summary>Every problem, and the files with what the metadata are to say of them. With an error nothing is to be published.</summary>
    /// <param name="folder">The author's folder, for places.</param>
    /// <param name="files">What lies below its <c>plans</c>, <c>layouts</c> and <c>releases</c>, by path with <c>/</c>.</param>
    /// <param name="published">The targets that are published, by path.</param>
    public static CheckedCatalogue Check(string folder, IReadOnlyDictionary<string, byte[]> files, IReadOnlyDictionary<string, Target> published)
    {
        var check = new CatalogueCheck(folder);
        var read = new CatalogueReader(folder, check.problems).Read(files);
        check.CompareWith(published, files);
        if (!check.HasErrors) check.problems.AddRange(new DeadEnds(folder, read).Find());
        return new CheckedCatalogue(check.problems, read);
    }

    bool HasErrors => problems.Exists(problem => problem.Severity == Severity.Error);

    void CompareWith(IReadOnlyDictionary<string, Target> published, IReadOnlyDictionary<string, byte[]> files)
    {
        foreach (var (path, target) in published.OrderBy(target => target.Key, StringComparer.Ordinal))
        {
            if (!files.TryGetValue(path, out var content)) Report(path, "is published and not there any more; to stop a release, withdraw it");
            else if (path.StartsWith(CatalogueReader.Releases, StringComparison.Ordinal)) CompareRelease(path, target, content);
            else if (!IsSame(target, content)) Report(path, "is published, and what it says is another thing now; write a new version beside it");
        }
    }

    void CompareRelease(string path, Target target, byte[] content)
    {
        if (target.Custom is not { } custom || ReleaseEntry.OfCustom(custom) is not { } before || Releases.ReleaseFile.Read(path, content, new ReadContext()) is not { } now) return;
        if (before.Image != now.Image) Report(path, $"is published with the image {before.Image}, and says {now.Image} now");
    }

    static bool IsSame(Target target, byte[] content) =>
        target.Length == content.Length && (!target.Hashes.TryGetValue("sha256", out var hash) || hash == Convert.ToHexStringLower(SHA256.HashData(content)));

    void Report(string path, string message) => problems.Add(new Problem(ProblemCodes.ChangedRelease, new Position($"{folder}/{path}", 1, 1), message));
}

/// <summary>What came of a check.</summary>
/// <param name="Problems">Everything that is wrong.</param>
/// <param name="Files">The files that could be read.</param>
public sealed record CheckedCatalogue(IReadOnlyList<Problem> Problems, IReadOnlyList<CatalogueFile> Files)
{
    /// <summary>Whether it may be published.</summary>
    public bool IsGood => !Problems.Any(problem => problem.Severity == Severity.Error);
}
