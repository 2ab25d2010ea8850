using System.Globalization;
using System.Text;

namespace Planner.Repository.Tuf;

/// <summary>The client of The Update Framework, by the workflow of its specification 1.0 (section 5): what a repository says is believed as far as the trusted root lets it.</summary>
/// <param name="files">The repository.</param>
/// <param name="store">What was trusted before. It holds a trusted root.</param>
/// <param name="time">Tells the time.</param>
/// <param name="limits">How much the repository may make the client do.</param>
public sealed class TufClient(IRepositoryFiles files, IMetadataStore store, TimeProvider time, Limits limits)
{
    const string Folder = "metadata/";
    const string MomentName = "moment";

    readonly Dictionary<string, TargetsMetadata> targets = [];
    RootMetadata? root;
    SnapshotMetadata? snapshot;

    /// <summary>The trusted root.</summary>
    public RootMetadata Root => root ?? throw new InvalidOperationException("nothing was refreshed");

    /// <summary>When the metadata were found to be in force: by the clock, or later where one was seen before that went ahead of it.</summary>
    public DateTimeOffset Moment { get; private set; }

    /// <summary>Brings the metadata of the top roles up to date. What was trusted before stays where something is refused, but for what was found authentic on the way.</summary>
    /// <exception cref="NotAuthenticException">Something is not authentic, has expired, or is older than what was trusted.</exception>
    /// <exception cref="Engine.Devices.DeviceException">The repository can not be asked.</exception>
    public async Task RefreshAsync(CancellationToken ct)
    {
        targets.Clear();
        Moment = Now();
        await RefreshRootAsync(ct).ConfigureAwait(false);
        var timestamp = await RefreshTimestampAsync(ct).ConfigureAwait(false);
        snapshot = await RefreshSnapshotAsync(timestamp, ct).ConfigureAwait(false);
        await LoadAsync(Metadata.Targets, Root.Roles[Metadata.Targets], ct).ConfigureAwait(false);
        // What was fresh a moment ago can not have expired before: a clock that is set back later does not make it so. It can not be far ahead either, or the metadata would have expired.
        store.Replace(MomentName, Encoding.ASCII.GetBytes(Moment.ToString("O", CultureInfo.InvariantCulture)));
    }

    /// <summary>The metadata of a role that was loaded.</summary>
    internal TargetsMetadata this[string role] => targets[role];

    /// <summary>Loads what a delegation leads to.</summary>
    internal Task<TargetsMetadata> LoadAsync(Delegation delegation, CancellationToken ct) => LoadAsync(delegation.Name, delegation.Keys, ct);

    /// <summary>Loads a role that names targets: what was trusted before where it is the same, else from the repository.</summary>
    async Task<TargetsMetadata> LoadAsync(string role, RoleKeys keys, CancellationToken ct)
    {
        var name = $"{role}.json";
        if (targets.TryGetValue(role, out var known))
        {
            // Two roles may lead to it, each with keys of its own.
            keys.Require(known.File, role);
            return known;
        }

        if (!snapshot!.Files.TryGetValue(role, out var expected)) throw new NotAuthenticException("snapshot.json", $"it does not name {name}");
        if (ReadTrusted(role, content => TargetsMetadata.Read(CheckedTargets(name, role, keys, expected, content))) is { } stored && stored.Version == expected.Version && stored.Expires > Moment) return targets[role] = stored;
        var fetched = await FetchAsync(Root.IsConsistent ? $"{expected.Version}.{EscapedName(role)}.json" : $"{EscapedName(role)}.json", Math.Min(expected.Length ?? limits.Targets, limits.File), ct).ConfigureAwait(false)
            ?? throw new NotAuthenticException(name, $"the repository has no version {expected.Version} of it");
        var read = TargetsMetadata.Read(CheckedTargets(name, role, keys, expected, fetched));
        if (read.Version != expected.Version) throw new NotAuthenticException(name, $"it has version {read.Version}, and the snapshot says {expected.Version}");
        read.RequireFresh(Moment);
        store.Replace(StoredName(role), fetched);
        return targets[role] = read;
    }

    static SignedFile CheckedTargets(string name, string role, RoleKeys keys, MetaFile expected, byte[] content)
    {
        expected.Require(name, content);
        var file = SignedFile.Read(name, content);
        keys.Require(file, role);
        return file;
    }

    async Task RefreshRootAsync(CancellationToken ct)
    {
        var content = store.Read(StoredName(Metadata.Root)) ?? throw new NotAuthenticException("root.json", "there is no trusted root");
        root = RootMetadata.Read(SignedFile.Read("root.json", content));
        root.Roles[Metadata.Root].Require(root.File, Metadata.Root);
        for (var count = 0; ; count++)
        {
            var name = $"{root.Version + 1}.root.json";
            if (count == limits.Rotations || await FetchAsync(name, limits.Root, ct).ConfigureAwait(false) is not { } next) break;
            var file = SignedFile.Read(name, next);
            root.Roles[Metadata.Root].Require(file, "the root before it");
            var read = RootMetadata.Read(file);
            read.Roles[Metadata.Root].Require(file, Metadata.Root);
            if (read.Version != root.Version + 1) throw new NotAuthenticException(name, $"it has version {read.Version}, and {root.Version + 1} follows {root.Version}");
            // Who had an old key may have counted far ahead with it: what such a key signed says nothing about what is the newest.
            if (!read.Roles[Metadata.Timestamp].IsSameAs(root.Roles[Metadata.Timestamp]) || !read.Roles[Metadata.Snapshot].IsSameAs(root.Roles[Metadata.Snapshot]))
            {
                store.Delete(StoredName(Metadata.Timestamp));
                store.Delete(StoredName(Metadata.Snapshot));
            }

            store.Replace(StoredName(Metadata.Root), next);
            root = read;
        }

        root.RequireFresh(Moment);
    }

    async Task<TimestampMetadata> RefreshTimestampAsync(CancellationToken ct)
    {
        const string name = "timestamp.json";
        var trusted = ReadTrusted(Metadata.Timestamp, content => TimestampMetadata.Read(Checked(name, Metadata.Timestamp, content)));
        var fetched = await FetchAsync(name, limits.Timestamp, ct).ConfigureAwait(false) ?? throw new NotAuthenticException(name, "the repository has none");
        var read = TimestampMetadata.Read(Checked(name, Metadata.Timestamp, fetched));
        if (trusted is not null)
        {
            if (read.Version < trusted.Version) throw new NotAuthenticException(name, $"it has version {read.Version}, and {trusted.Version} was seen before");
            if (read.SnapshotFile.Version < trusted.SnapshotFile.Version) throw new NotAuthenticException(name, $"it names version {read.SnapshotFile.Version} of the snapshot, and {trusted.SnapshotFile.Version} was seen before");
            if (read.Version == trusted.Version) read = trusted;
        }

        read.RequireFresh(Moment);
        if (!ReferenceEquals(read, trusted)) store.Replace(StoredName(Metadata.Timestamp), fetched);
        return read;
    }

    async Task<SnapshotMetadata> RefreshSnapshotAsync(TimestampMetadata timestamp, CancellationToken ct)
    {
        const string name = "snapshot.json";
        var expected = timestamp.SnapshotFile;
        var trusted = ReadTrusted(Metadata.Snapshot, content => SnapshotMetadata.Read(Checked(name, Metadata.Snapshot, content)));
        if (trusted is not null && trusted.Version == expected.Version && IsExpected(trusted)) return Fresh(trusted);
        var fetched = await FetchAsync(Root.IsConsistent ? $"{expected.Version}.{name}" : name, Math.Min(expected.Length ?? limits.Snapshot, limits.File), ct).ConfigureAwait(false)
            ?? throw new NotAuthenticException(name, $"the repository has no version {expected.Version} of it");
        expected.Require(name, fetched);
        var read = SnapshotMetadata.Read(Checked(name, Metadata.Snapshot, fetched));
        if (read.Version != expected.Version) throw new NotAuthenticException(name, $"it has version {read.Version}, and the timestamp says {expected.Version}");
        foreach (var (role, before) in trusted?.Files ?? new Dictionary<string, MetaFile>())
        {
            if (!read.Files.TryGetValue(role, out var after)) throw new NotAuthenticException(name, $"it does not name {role}.json, which it named before");
            if (after.Version < before.Version) throw new NotAuthenticException(name, $"it names version {after.Version} of {role}.json, and {before.Version} was seen before");
        }

        Fresh(read);
        store.Replace(StoredName(Metadata.Snapshot), fetched);
        return read;

        bool IsExpected(SnapshotMetadata stored)
        {
            try
            {
                expected.Require(name, stored.File.Content);
                return true;
            }
            catch (NotAuthenticException)
            {
                return false;
            }
        }
    }

    T Fresh<T>(T metadata)
        where T : Metadata
    {
        metadata.RequireFresh(Moment);
        return metadata;
    }

    SignedFile Checked(string name, string role, byte[] content)
    {
        var file = SignedFile.Read(name, content);
        Root.Roles[role].Require(file, role);
        return file;
    }

    /// <summary>What was trusted before, as far as it still is: by the keys of today.</summary>
    T? ReadTrusted<T>(string role, Func<byte[], T> read)
        where T : Metadata
    {
        if (store.Read(StoredName(role)) is not { } content) return null;
        try
        {
            return read(content);
        }
        catch (NotAuthenticException)
        {
            return null;
        }
    }

    Task<byte[]?> FetchAsync(string name, long atMost, CancellationToken ct) => files.FetchAsync(Folder + name, atMost, ct);

    // One moment for all of it, so that nothing expires between two looks.
    DateTimeOffset Now()
    {
        var clock = time.GetUtcNow();
        return store.Read(MomentName) is { } stored && DateTimeOffset.TryParseExact(Encoding.ASCII.GetString(stored), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var seen) && seen > clock ? seen : clock;
    }

    static string StoredName(string role) => $"{EscapedName(role)}.json";

    // A role may be called anything: '/' and '..' must not lead anywhere.
    static string EscapedName(string role) => role is "." or ".." ? role.Replace(".", "%2E", StringComparison.Ordinal) : Uri.EscapeDataString(role);
}
