namespace Planner.Repository.Tuf;

/// <summary>What every role says of itself.</summary>
/// <param name="File">The file.</param>
/// <param name="Version">Its version, from 1 on.</param>
/// <param name="Expires">From then on it is not to be trusted.</param>
public abstract record Metadata(SignedFile File, long Version, DateTimeOffset Expires)
{
    const string Supported = "1.";

    /// <summary>The name of the root role.</summary>
    public const string Root = "root";

    /// <summary>The name of the timestamp role.</summary>
    public const string Timestamp = "timestamp";

    /// <summary>The name of the snapshot role.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>The name of the targets role.</summary>
    public const string Targets = "targets";

    /// <summary>The roles that the root names.</summary>
    public static IReadOnlyList<string> TopRoles { get; } = [Root, Timestamp, Snapshot, Targets];

    /// <summary>Refuses it when it has expired.</summary>
    public void RequireFresh(DateTimeOffset now)
    {
        if (Expires <= now) throw new NotAuthenticException(File.Name, $"it expired at {Expires:yyyy-MM-ddTHH:mm:ssZ}");
    }

    /// <summary>The signed part of a file that says that it is of a type, and of a version of the specification that is known.</summary>
    internal static (MetadataObject Page, long Version, DateTimeOffset Expires) Begin(SignedFile file, string type)
    {
        var page = new MetadataObject(file.Name, "signed", file.Body);
        if (page.Text("_type") != type) throw page.Wrong("_type", $"is '{page.Text("_type")}' and should be '{type}'");
        if (!page.Text("spec_version").StartsWith(Supported, StringComparison.Ordinal)) throw page.Wrong("spec_version", $"is '{page.Text("spec_version")}', and only 1.x is known");
        return (page, page.Number("version", 1), page.Moment("expires"));
    }
}

/// <summary>What a file is said to be by another one.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Length">Its bytes, where that is said.</param>
/// <param name="Hashes">Its digests, where they are said.</param>
public sealed record MetaFile(long Version, long? Length, IReadOnlyDictionary<string, string>? Hashes)
{
    /// <summary>Reads it.</summary>
    internal static MetaFile Read(MetadataObject page) => new(page.Number("version", 1), page.NumberOrNone("length", 1), page.HashesOrNone("hashes"));

    /// <summary>Refuses a file that is another one.</summary>
    public void Require(string name, byte[] content)
    {
        if (Length is { } length && content.LongLength != length) throw new NotAuthenticException(name, $"it has {content.LongLength} bytes instead of {length}");
        if (Hashes is not null) Digest.Require(name, content, Hashes);
    }
}

/// <summary>The root: who signs for which role.</summary>
/// <param name="File">The file.</param>
/// <param name="Version">Its version.</param>
/// <param name="Expires">Until when it is trusted.</param>
/// <param name="IsConsistent">Whether files have versions and digests in their names.</param>
/// <param name="Roles">The roles: root, timestamp, snapshot and targets.</param>
public sealed record RootMetadata(SignedFile File, long Version, DateTimeOffset Expires, bool IsConsistent, IReadOnlyDictionary<string, RoleKeys> Roles) : Metadata(File, Version, Expires)
{
    /// <summary>Reads it; no signature is looked at.</summary>
    public static RootMetadata Read(SignedFile file)
    {
        var (page, version, expires) = Begin(file, Root);
        var keys = RoleKeys.ReadKeys(page.Object("keys"));
        var roles = page.Object("roles");
        return new(file, version, expires, page.Flag("consistent_snapshot", usual: false), TopRoles.ToDictionary(role => role, role => RoleKeys.Read(roles.Object(role), keys)));
    }
}

/// <summary>The timestamp: which snapshot is the newest.</summary>
/// <param name="File">The file.</param>
/// <param name="Version">Its version.</param>
/// <param name="Expires">Until when it is trusted.</param>
/// <param name="SnapshotFile">The snapshot.</param>
public sealed record TimestampMetadata(SignedFile File, long Version, DateTimeOffset Expires, MetaFile SnapshotFile) : Metadata(File, Version, Expires)
{
    /// <summary>Reads it; no signature is looked at.</summary>
    public static TimestampMetadata Read(SignedFile file)
    {
        var (page, version, expires) = Begin(file, Timestamp);
        return new(file, version, expires, MetaFile.Read(page.Object("meta").Object("snapshot.json")));
    }
}

/// <summary>The snapshot: which version each role that names targets has.</summary>
/// <param name="File">The file.</param>
/// <param name="Version">Its version.</param>
/// <param name="Expires">Until when it is trusted.</param>
/// <param name="Files">The files, by role.</param>
public sealed record SnapshotMetadata(SignedFile File, long Version, DateTimeOffset Expires, IReadOnlyDictionary<string, MetaFile> Files) : Metadata(File, Version, Expires)
{
    const string Suffix = ".json";

    /// <summary>Reads it; no signature is looked at.</summary>
    public static SnapshotMetadata Read(SignedFile file)
    {
        var (page, version, expires) = Begin(file, Snapshot);
        var files = page.Object("meta").Fields.Where(meta => meta.Name.EndsWith(Suffix, StringComparison.Ordinal)).ToDictionary(meta => meta.Name[..^Suffix.Length], meta => MetaFile.Read(meta.Value));
        return new(file, version, expires, files);
    }
}

/// <summary>Targets, and who may name others.</summary>
/// <param name="File">The file.</param>
/// <param name="Version">Its version.</param>
/// <param name="Expires">Until when it is trusted.</param>
/// <param name="Files">The targets, by path.</param>
/// <param name="Delegations">Other roles, in the order in which they are asked.</param>
public sealed record TargetsMetadata(SignedFile File, long Version, DateTimeOffset Expires, IReadOnlyDictionary<string, Target> Files, IReadOnlyList<Delegation> Delegations) : Metadata(File, Version, Expires)
{
    /// <summary>Reads it; no signature is looked at.</summary>
    public static TargetsMetadata Read(SignedFile file)
    {
        var (page, version, expires) = Begin(file, Targets);
        var files = page.Object("targets").Fields.ToDictionary(target => target.Name, target => new Target(
            target.Name,
            target.Value.Number("length", 0),
            target.Value.HashesOrNone("hashes") ?? throw target.Value.Wrong("hashes", "is missing"),
            target.Value.ObjectOrNone("custom")?.Element));
        return new(file, version, expires, files, page.ObjectOrNone("delegations") is { } delegations ? Delegation.ReadAll(delegations) : []);
    }
}
