using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Planner.Repository.Catalogues;
using Planner.Repository.Tuf;

namespace Planner.Repository.Publishing;

/// <summary>Writes the metadata of a repository. Files that are named come before those that name them, the timestamp last: who reads meanwhile sees what was there before or what is there afterwards.</summary>
/// <param name="files">The repository.</param>
/// <param name="time">Tells the time.</param>
/// <param name="keys">The private keys that are at hand.</param>
/// <param name="lifetimes">How long what is signed now is to be trusted.</param>
public sealed class Publisher(IPublishedFiles files, TimeProvider time, KeyRing keys, Lifetimes lifetimes)
{
    const string TargetsFolder = "targets/";

    readonly List<string> written = [];

    /// <summary>Begins a repository: its first root.</summary>
    /// <param name="roles">Who signs for root, timestamp, snapshot and targets.</param>
    /// <returns>What was written.</returns>
    public IReadOnlyList<string> Begin(IReadOnlyDictionary<string, RoleKeys> roles)
    {
        foreach (var role in Metadata.TopRoles) keys.Require(roles[role], role, "a repository can not be begun");
        WriteRoot(1, roles, keys.Of(roles[Metadata.Root]));
        return written;
    }

    /// <summary>Publishes files. A file that is covered by a delegation is that role's, every other one the top role's.</summary>
    /// <param name="state">What is published.</param>
    /// <param name="content">Every file of the repository, those that are published already too.</param>
    /// <returns>What was written; nothing when all of it is published already.</returns>
    public IReadOnlyList<string> Publish(PublishedState state, IReadOnlyList<CatalogueFile> content)
    {
        var targets = content.ToDictionary(file => file.Path, TargetOf);
        var changed = new List<string>();
        foreach (var role in state.Delegations.Select(delegation => delegation.Name).Prepend(Metadata.Targets))
        {
            var mine = targets.Values.Where(target => RoleOf(state, target.Path) == role).ToList();
            if (!state.Roles.TryGetValue(role, out var now) || !IsSame(now.Files, mine)) changed.Add(role);
        }

        if (changed.Count == 0) return [];
        foreach (var role in changed) keys.Require(state.KeysOf(role), role, $"{string.Join(", ", targets.Keys.Where(path => RoleOf(state, path) == role && !IsPublished(state, targets[path])).Order(StringComparer.Ordinal).DefaultIfEmpty("what it names"))} can not be published");
        RequireListing(state.Root.Roles);
        foreach (var file in content) WriteTarget(file, targets[file.Path]);
        var roles = changed.ToDictionary(role => role, role => WriteTargets(role, (state.Roles.GetValueOrDefault(role)?.Version ?? 0) + 1, [.. targets.Values.Where(target => RoleOf(state, target.Path) == role)], role == Metadata.Targets ? state.Delegations : [], keys.Of(state.KeysOf(role))));
        List(state, state.Root.Roles, roles, keys.Of);
        return written;
    }

    /// <summary>Signs the timestamp anew, and what else has lived for more than half of its time, as far as its keys are at hand.</summary>
    public IReadOnlyList<string> Resign(PublishedState state)
    {
        if (state.Snapshot is not { } snapshot) throw new PublishingException("nothing is published yet");
        keys.Require(state.Root.Roles[Metadata.Timestamp], Metadata.Timestamp, "it can not be signed anew");
        var old = state.Roles.Where(role => IsOld(role.Value) && keys.CanSign(state.KeysOf(role.Key))).ToList();
        var roles = old.Count == 0 || !keys.CanSign(state.Root.Roles[Metadata.Snapshot]) ? [] : old.ToDictionary(role => role.Key, role => WriteTargets(role.Key, role.Value.Version + 1, [.. role.Value.Files.Values], role.Value.Delegations, keys.Of(state.KeysOf(role.Key))));
        if (roles.Count > 0 || (IsOld(snapshot) && keys.CanSign(state.Root.Roles[Metadata.Snapshot]))) List(state, state.Root.Roles, roles, keys.Of);
        else WriteTimestamp(state, state.Timestamp!.SnapshotFile, keys.Of(state.Root.Roles[Metadata.Timestamp]));
        if (IsOld(state.Root) && keys.CanSign(state.Root.Roles[Metadata.Root])) WriteRoot(state.Root.Version + 1, state.Root.Roles, keys.Of(state.Root.Roles[Metadata.Root]));
        return written;
    }

    /// <summary>Gives a role of the root another key in the place of those that it has. What the role signs is signed by old and new keys first, and then the root says which count: a device that knows either root finds it authentic.</summary>
    /// <param name="state">What is published.</param>
    /// <param name="role">The role.</param>
    /// <param name="fresh">The keys that count from now on.</param>
    public IReadOnlyList<string> Rotate(PublishedState state, string role, RoleKeys fresh)
    {
        var before = state.Root.Roles;
        keys.Require(before[Metadata.Root], Metadata.Root, $"the keys of {role} can not be changed");
        keys.Require(fresh, role, $"the keys of {role} can not be changed");
        var after = before.ToDictionary(known => known.Key, known => known.Key == role ? fresh : known.Value);
        if (state.Snapshot is not null && role != Metadata.Root)
        {
            RequireListing(after);
            IReadOnlyList<SigningKey> Both(RoleKeys signers) => [.. keys.Of(signers).Concat(ReferenceEquals(signers, fresh) ? keys.Of(before[role]) : []).DistinctBy(key => key.Public.Id)];
            var top = state.Roles[Metadata.Targets];
            var roles = role == Metadata.Targets ? new Dictionary<string, MetaFile> { [role] = WriteTargets(role, top.Version + 1, [.. top.Files.Values], top.Delegations, Both(fresh)) } : [];
            List(state, after, roles, Both);
        }

        WriteRoot(state.Root.Version + 1, after, [.. keys.Of(before[Metadata.Root]).Concat(keys.Of(after[Metadata.Root])).DistinctBy(key => key.Public.Id)]);
        return written;
    }

    /// <summary>Lets another role name the targets of some paths, or another set of keys or paths do so. What is published below them becomes that role's with the next <see cref="Publish"/>, in the same breath.</summary>
    public IReadOnlyList<string> Delegate(PublishedState state, Delegation delegation)
    {
        if (state.Snapshot is null) throw new PublishingException("nothing is published yet");
        keys.Require(state.Root.Roles[Metadata.Targets], Metadata.Targets, $"nothing can be delegated to {delegation.Name}");
        keys.Require(delegation.Keys, delegation.Name, $"what {delegation.Name} begins with can not be signed");
        RequireListing(state.Root.Roles);
        var delegations = state.Delegations.Where(other => other.Name != delegation.Name).Append(delegation).ToList();
        // A device asks no more of them, and would miss what the others publish without a word.
        if (delegations.Count > new Limits().Delegations) throw new PublishingException($"{delegation.Name} would be role {delegations.Count} that is delegated to, and a device asks {new Limits().Delegations}");
        var moved = state.Targets.Values.GroupBy(target => delegations.FirstOrDefault(other => other.Covers(target.Path))?.Name ?? Metadata.Targets).ToDictionary(group => group.Key, group => group.ToList());
        var roles = new Dictionary<string, MetaFile>();
        foreach (var role in delegations.Select(other => other.Name).Prepend(Metadata.Targets))
        {
            var mine = moved.GetValueOrDefault(role) ?? [];
            if (role != Metadata.Targets && role != delegation.Name && state.Roles.TryGetValue(role, out var now) && IsSame(now.Files, mine)) continue;
            var signers = delegations.FirstOrDefault(other => other.Name == role)?.Keys ?? state.Root.Roles[Metadata.Targets];
            keys.Require(signers, role, $"nothing can be delegated to {delegation.Name}");
            roles[role] = WriteTargets(role, (state.Roles.GetValueOrDefault(role)?.Version ?? 0) + 1, mine, role == Metadata.Targets ? delegations : [], keys.Of(signers));
        }

        List(state, state.Root.Roles, roles, keys.Of);
        return written;
    }

    void RequireListing(IReadOnlyDictionary<string, RoleKeys> roles)
    {
        foreach (var role in new[] { Metadata.Snapshot, Metadata.Timestamp }) keys.Require(roles[role], role, "nothing can be published");
    }

    /// <summary>Snapshot and timestamp over what was changed.</summary>
    void List(PublishedState state, IReadOnlyDictionary<string, RoleKeys> roles, Dictionary<string, MetaFile> changed, Func<RoleKeys, IReadOnlyList<SigningKey>> signers)
    {
        var named = (state.Snapshot?.Files ?? new Dictionary<string, MetaFile>()).Where(file => !changed.ContainsKey(file.Key)).Concat(changed).ToDictionary();
        var version = (state.Snapshot?.Version ?? 0) + 1;
        var file = WriteMetadata($"{version}.snapshot.json", version, MetadataWriter.Listing(Metadata.Snapshot, version, Expiry(Metadata.Snapshot), named), signers(roles[Metadata.Snapshot]));
        WriteTimestamp(state, file, signers(roles[Metadata.Timestamp]));
    }

    void WriteTimestamp(PublishedState state, MetaFile snapshot, IReadOnlyList<SigningKey> signers)
    {
        var version = (state.Timestamp?.Version ?? 0) + 1;
        WriteMetadata("timestamp.json", version, MetadataWriter.Listing(Metadata.Timestamp, version, Expiry(Metadata.Timestamp), new Dictionary<string, MetaFile> { [Metadata.Snapshot] = snapshot }), signers);
    }

    MetaFile WriteTargets(string role, long version, IReadOnlyList<Target> named, IReadOnlyList<Delegation> delegations, IReadOnlyList<SigningKey> signers) =>
        WriteMetadata($"{version}.{role}.json", version, MetadataWriter.Targets(version, Expiry(role), named.ToDictionary(target => target.Path), delegations), signers);

    void WriteRoot(long version, IReadOnlyDictionary<string, RoleKeys> roles, IReadOnlyList<SigningKey> signers) =>
        WriteMetadata($"{version}.root.json", version, MetadataWriter.Root(version, Expiry(Metadata.Root), roles), signers);

    MetaFile WriteMetadata(string name, long version, JsonObject body, IReadOnlyList<SigningKey> signers)
    {
        var content = MetadataWriter.Sign(body, signers);
        files.Write(PublishedState.Folder + name, content);
        written.Add(PublishedState.Folder + name);
        return new(version, content.LongLength, HashesOf(content));
    }

    void WriteTarget(CatalogueFile file, Target target)
    {
        var at = file.Path.LastIndexOf('/') + 1;
        var path = $"{TargetsFolder}{file.Path[..at]}{target.Hashes["sha256"]}.{file.Path[at..]}";
        if (files.Read(path) is { } there && there.AsSpan().SequenceEqual(file.Content)) return;
        files.Write(path, file.Content);
        written.Add(path);
    }

    DateTimeOffset Expiry(string role) => time.GetUtcNow() + lifetimes.Of(role);

    bool IsOld(Metadata metadata) => metadata.Expires - time.GetUtcNow() < lifetimes.Of(metadata is TargetsMetadata ? Metadata.Targets : metadata is RootMetadata ? Metadata.Root : Metadata.Snapshot) / 2;

    static string RoleOf(PublishedState state, string path) => state.Delegations.FirstOrDefault(delegation => delegation.Covers(path))?.Name ?? Metadata.Targets;

    static bool IsPublished(PublishedState state, Target target) => state.Targets.TryGetValue(target.Path, out var now) && IsSame(now, target);

    static bool IsSame(IReadOnlyDictionary<string, Target> now, List<Target> then) => now.Count == then.Count && then.All(target => now.TryGetValue(target.Path, out var known) && IsSame(known, target));

    static bool IsSame(Target one, Target other) =>
        one.Length == other.Length && one.Hashes["sha256"] == other.Hashes["sha256"] && Spelt(one) == Spelt(other);

    static string Spelt(Target target) => target.Custom is { } custom ? Convert.ToHexStringLower(CanonicalJson.Of(custom)) : "";

    static Target TargetOf(CatalogueFile file) => new(file.Path, file.Content.LongLength, HashesOf(file.Content), file.Custom);

    static Dictionary<string, string> HashesOf(byte[] content) => new() { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content)) };
}
