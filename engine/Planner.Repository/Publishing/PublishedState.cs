using System.Globalization;
using Planner.Repository.Tuf;

namespace Planner.Repository.Publishing;

/// <summary>What is published: the newest metadata of a repository's folder. It is the author's own folder, so signatures are not asked for.</summary>
/// <param name="Root">The root.</param>
/// <param name="Timestamp">The timestamp; null where only a root is there.</param>
/// <param name="Snapshot">The snapshot; null with the timestamp.</param>
/// <param name="Roles">The roles that name targets, the top one first.</param>
public sealed record PublishedState(RootMetadata Root, TimestampMetadata? Timestamp, SnapshotMetadata? Snapshot, IReadOnlyDictionary<string, TargetsMetadata> Roles)
{
    /// <summary>Where metadata lie.</summary>
    internal const string Folder = "metadata/";

    /// <summary>Every target, by path.</summary>
    public IReadOnlyDictionary<string, Target> Targets => Roles.Values.SelectMany(role => role.Files.Values).DistinctBy(target => target.Path).ToDictionary(target => target.Path);

    /// <summary>Who signs for a role.</summary>
    internal RoleKeys KeysOf(string role) => Root.Roles.TryGetValue(role, out var keys) ? keys : Delegations.First(delegation => delegation.Name == role).Keys;

    /// <summary>The roles that the top one delegates to.</summary>
    internal IReadOnlyList<Delegation> Delegations => Roles.TryGetValue(Metadata.Targets, out var top) ? top.Delegations : [];

    /// <summary>Reads a folder; null when nothing was ever published in it.</summary>
    /// <exception cref="PublishingException">Its metadata are damaged.</exception>
    public static PublishedState? Read(IPublishedFiles files)
    {
        try
        {
            var newest = files.List(Folder).Select(VersionOfRoot).Max();
            if (newest is null) return null;
            var root = RootMetadata.Read(FileOf($"{newest}.root.json"));
            if (files.Read(Folder + "timestamp.json") is null) return new(root, null, null, new Dictionary<string, TargetsMetadata>());
            var timestamp = TimestampMetadata.Read(FileOf("timestamp.json"));
            var snapshot = SnapshotMetadata.Read(FileOf($"{timestamp.SnapshotFile.Version}.snapshot.json"));
            var roles = snapshot.Files.OrderBy(file => file.Key != Metadata.Targets).ToDictionary(file => file.Key, file => TargetsMetadata.Read(FileOf($"{file.Value.Version}.{file.Key}.json")));
            return new(root, timestamp, snapshot, roles);
        }
        catch (NotAuthenticException e)
        {
            throw new PublishingException($"what is published already is damaged: {e.Message}");
        }

        SignedFile FileOf(string name) => SignedFile.Read(name, files.Read(Folder + name) ?? throw new PublishingException($"what is published already is damaged: there is no {Folder}{name}"));
    }

    static long? VersionOfRoot(string name) => name.Split('.') is [var version, Metadata.Root, "json"] && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
