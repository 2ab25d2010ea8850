namespace Planner.Repository.Tuf;

/// <summary>A repository through the client of TUF: targets as its roles and their delegations name them.</summary>
public sealed class TrustedRepository : ITrustedRepository
{
    const string Folder = "targets/";

    readonly TufClient client;
    readonly IRepositoryFiles files;
    readonly Limits limits;

    TrustedRepository(TufClient client, IRepositoryFiles files, Limits limits) => (this.client, this.files, this.limits) = (client, files, limits);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Target> Targets { get; private set; } = new Dictionary<string, Target>();

    /// <inheritdoc/>
    public DateTimeOffset Moment => client.Moment;

    /// <summary>Brings the metadata up to date; delegations are not looked at yet.</summary>
    public static async Task<TrustedRepository> RefreshAsync(IRepositoryFiles files, IMetadataStore store, TimeProvider time, Limits limits, CancellationToken ct)
    {
        var client = new TufClient(files, store, time, limits);
        await client.RefreshAsync(ct).ConfigureAwait(false);
        return new TrustedRepository(client, files, limits);
    }

    /// <summary>Brings the metadata up to date, those of all delegations too, so that <see cref="Targets"/> are known.</summary>
    public static async Task<TrustedRepository> OpenAsync(IRepositoryFiles files, IMetadataStore store, TimeProvider time, Limits limits, CancellationToken ct)
    {
        var repository = await RefreshAsync(files, store, time, limits, ct).ConfigureAwait(false);
        var found = new Dictionary<string, Target>();
        foreach (var path in await repository.NamedAsync(ct).ConfigureAwait(false))
            if (await repository.FindAsync(path, ct).ConfigureAwait(false) is { } target) found[path] = target;
        repository.Targets = found;
        return repository;
    }

    /// <summary>Looks for a target: in the top role, then where it delegates to, depth first. A delegation that terminates ends the search for its paths.</summary>
    public async Task<Target?> FindAsync(string path, CancellationToken ct)
    {
        var (waiting, visited) = (new Stack<Delegation?>([null]), new HashSet<string>());
        while (waiting.TryPop(out var delegation) && visited.Count <= limits.Delegations)
        {
            if (!visited.Add(delegation?.Name ?? Metadata.Targets)) continue;
            var role = delegation is null ? client[Metadata.Targets] : await client.LoadAsync(delegation, ct).ConfigureAwait(false);
            if (role.Files.TryGetValue(path, out var target)) return target;
            var asked = new List<Delegation>();
            foreach (var next in role.Delegations.Where(next => next.Covers(path)))
            {
                asked.Add(next);
                if (!next.IsTerminating) continue;
                waiting.Clear();
                break;
            }

            foreach (var next in asked.AsEnumerable().Reverse()) waiting.Push(next);
        }

        return null;
    }

    /// <inheritdoc/>
    public async Task<byte[]> FetchAsync(Target target, CancellationToken ct)
    {
        var content = await files.FetchAsync(Folder + NameOf(target), Math.Min(target.Length, limits.File), ct).ConfigureAwait(false) ?? throw new NotAuthenticException(target.Path, "the repository does not have it");
        target.Require(content);
        return content;
    }

    string NameOf(Target target)
    {
        if (target.Path.Split('/').Any(part => part is "" or "." or "..")) throw new NotAuthenticException(target.Path, "it is no path below the targets");
        if (!client.Root.IsConsistent) return target.Path;
        var hash = target.Hashes.GetValueOrDefault("sha256") ?? target.Hashes.Values.First();
        var at = target.Path.LastIndexOf('/') + 1;
        return $"{target.Path[..at]}{hash}.{target.Path[at..]}";
    }

    /// <summary>Every path that some role names.</summary>
    async Task<IReadOnlyCollection<string>> NamedAsync(CancellationToken ct)
    {
        var (paths, waiting, visited) = (new SortedSet<string>(StringComparer.Ordinal), new Queue<Delegation?>([null]), new HashSet<string>());
        while (waiting.TryDequeue(out var delegation) && visited.Count <= limits.Delegations)
        {
            if (!visited.Add(delegation?.Name ?? Metadata.Targets)) continue;
            var role = delegation is null ? client[Metadata.Targets] : await client.LoadAsync(delegation, ct).ConfigureAwait(false);
            paths.UnionWith(role.Files.Keys);
            foreach (var next in role.Delegations) waiting.Enqueue(next);
        }

        return paths;
    }
}
