using System.Security.Cryptography;
using System.Text;
using Planner.Repository.Publishing;
using Planner.Repository.Tuf;

namespace Planner.Repository.Tests.Tuf;

/// <summary>A role of a simulated repository, to be changed at will.</summary>
sealed class SimulatedRole(DateTimeOffset expires)
{
    internal List<SigningKey> Keys { get; set; } = [SigningKey.Make(TufKey.Ed25519Type)];

    internal int Threshold { get; set; } = 1;

    /// <summary>Who signs in the place of <see cref="Keys"/>, or null.</summary>
    internal IReadOnlyList<SigningKey>? SignedBy { get; set; }

    internal IEnumerable<SigningKey> Signing => SignedBy ?? Keys;

    internal long Version { get; set; }

    internal DateTimeOffset Expires { get; set; } = expires;

    internal Dictionary<string, Target> Files { get; } = [];

    internal List<Delegation> Delegations { get; } = [];

    internal RoleKeys Signers => new(Keys.ToDictionary(key => key.Public.Id, key => key.Public), Threshold);
}

/// <summary>A repository in memory that does as it is told, also what no honest one would do; it remembers what was asked for.</summary>
sealed class SimulatedRepository : IRepositoryFiles
{
    internal static readonly DateTimeOffset Today = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    internal SimulatedRepository()
    {
        foreach (var role in Metadata.TopRoles) Roles[role] = new(Today.AddDays(30));
        PublishRoot();
        PublishAll();
    }

    internal Dictionary<string, SimulatedRole> Roles { get; } = [];

    /// <summary>What is served, by path.</summary>
    internal Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>What was asked for.</summary>
    internal List<string> Asked { get; } = [];

    /// <summary>Whether versions and digests are in the names of files: as the next root says.</summary>
    internal bool IsConsistent { get; set; } = true;

    /// <summary>Whether snapshot and timestamp say digests and lengths.</summary>
    internal bool SaysDigests { get; set; } = true;

    internal SimulatedRole this[string role] => Roles[role];

    public Task<byte[]?> FetchAsync(string path, long atMost, CancellationToken ct)
    {
        Asked.Add(path);
        if (!Files.TryGetValue(path, out var content)) return Task.FromResult<byte[]?>(null);
        return content.LongLength <= atMost ? Task.FromResult<byte[]?>(content) : throw new NotAuthenticException(path, $"it is longer than {atMost} bytes");
    }

    /// <summary>The next root, signed by the keys of today and those given.</summary>
    internal void PublishRoot(params SigningKey[] others)
    {
        var role = Roles[Metadata.Root];
        role.Version++;
        var top = Metadata.TopRoles.ToDictionary(name => name, name => Roles[name].Signers);
        var body = MetadataWriter.Root(role.Version, role.Expires, top);
        body["consistent_snapshot"] = IsConsistent;
        Files[$"metadata/{role.Version}.root.json"] = MetadataWriter.Sign(body, role.Signing.Concat(others));
    }

    /// <summary>Every role but the root, one version on.</summary>
    internal void PublishAll()
    {
        foreach (var role in Roles.Keys.Where(role => role == Metadata.Targets || !Metadata.TopRoles.Contains(role))) PublishTargets(role);
        PublishSnapshot();
        PublishTimestamp();
    }

    internal void PublishTargets(string name)
    {
        var role = Roles[name];
        role.Version++;
        Files[PlaceOf(name, role.Version)] = MetadataWriter.Sign(MetadataWriter.Targets(role.Version, role.Expires, role.Files, role.Delegations), role.Signing);
    }

    internal void PublishSnapshot()
    {
        var role = Roles[Metadata.Snapshot];
        role.Version++;
        var named = Roles.Where(other => other.Key == Metadata.Targets || !Metadata.TopRoles.Contains(other.Key)).ToDictionary(other => other.Key, other => Described(other.Value.Version, PlaceOf(other.Key, other.Value.Version)));
        Files[PlaceOf(Metadata.Snapshot, role.Version)] = MetadataWriter.Sign(MetadataWriter.Listing(Metadata.Snapshot, role.Version, role.Expires, named), role.Signing);
    }

    internal void PublishTimestamp(long? snapshot = null)
    {
        var role = Roles[Metadata.Timestamp];
        role.Version++;
        var version = snapshot ?? Roles[Metadata.Snapshot].Version;
        Files["metadata/timestamp.json"] = MetadataWriter.Sign(MetadataWriter.Listing(Metadata.Timestamp, role.Version, role.Expires, new Dictionary<string, MetaFile> { [Metadata.Snapshot] = Described(version, PlaceOf(Metadata.Snapshot, version)) }), role.Signing);
    }

    /// <summary>A target of a role, served and named; published with the next version of that role.</summary>
    internal Target Add(string role, string path, string text)
    {
        var content = Encoding.UTF8.GetBytes(text);
        var target = new Target(path, content.Length, new Dictionary<string, string> { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content)) }, null);
        Roles[role].Files[path] = target;
        Files[IsConsistent ? PlaceOf(target) : $"targets/{path}"] = content;
        return target;
    }

    internal static string PlaceOf(Target target)
    {
        var at = target.Path.LastIndexOf('/') + 1;
        return $"targets/{target.Path[..at]}{target.Hashes["sha256"]}.{target.Path[at..]}";
    }

    /// <summary>Where a role's file is.</summary>
    internal string PlaceOf(string role, long version) => $"metadata/{(IsConsistent ? $"{version}." : "")}{Uri.EscapeDataString(role)}.json";

    internal void Delegate(string from, string to, bool isTerminating = false, params string[] paths)
    {
        if (!Roles.ContainsKey(to)) Roles[to] = new(Today.AddDays(30));
        Roles[from].Delegations.Add(new(to, Roles[to].Signers, paths.Length == 0 ? ["*"] : paths, null, isTerminating));
    }

    /// <summary>Other keys for a role, in its place; the root says so from its next version on.</summary>
    internal void Rotate(string role) => Roles[role].Keys = [SigningKey.Make(TufKey.Ed25519Type)];

    MetaFile Described(long version, string path) => SaysDigests && Files.TryGetValue(path, out var content)
        ? new(version, content.Length, new Dictionary<string, string> { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content)) })
        : new(version, null, null);
}
