using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Brings the networks of connman and of WiFi Connect to NetworkManager.</summary>
public sealed record MigrateWifi(StepHeader Header, IReadOnlyList<PartitionPath> From, IReadOnlyList<PartitionPath> WifiConnect, PartitionPath To, bool Refuses) : Step(Header)
{
    const string Refuse = "refuse";
    const string NetworksKey = "networks";
    const string NotMigratedKey = "not-migrated";
    const int Private = 0b110_000_000;

    static readonly Field<PartitionPath> ToField = Field.Needed("to", FieldTypes.File, "The folder of NetworkManager's keyfiles, like 'boot:/system-connections'.");
    static readonly Field<IReadOnlyList<PartitionPath>> FromField = Field.Optional("from", FieldTypes.ListOf(FieldTypes.File), "Places of the JSON configuration whose 'files' hold connman's texts; the first that has it counts.", "none");
    static readonly Field<IReadOnlyList<PartitionPath>> WifiConnectField = Field.Optional("wifi-connect", FieldTypes.ListOf(FieldTypes.File), "Files of WiFi Connect, like 'data:/resin-data/*/network.config'; '*' stands for any folder.", "none");
    static readonly Field<string> UnsupportedField = Field.Optional("unsupported", FieldTypes.OneOf(Refuse, "report"), "Whether a network that can not be migrated is a reason to refuse before anything changes, or is left out and reported.", Refuse);

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "migrate-wifi", "Brings every network that connman's texts and WiFi Connect's files hold to NetworkManager, as keyfiles; preferred in their order. What can not be migrated is reported by name.",
        [ToField, FromField, WifiConnectField, UnsupportedField], null, TimeSpan.FromMinutes(5), new Retry(3, TimeSpan.FromSeconds(5)),
        "every keyfile has its content", "deletes the keyfiles that it wrote",
        (header, values) => new MigrateWifi(header, values.Or(FromField, []), values.Or(WifiConnectField, []), values.Of(ToField), values.Or(UnsupportedField, Refuse) == Refuse))
    {
        Outputs = [NetworksKey, NotMigratedKey],
    };

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects =>
    [
        .. From.Concat(WifiConnect.Select(PathPattern.Top)).Append(PartitionPath.Root(Roles.Active)).Select(place => Effect.Reads(ResourceKind.Partition, place.ToString())),
        Effect.Changes(ResourceKind.Partition, To.ToString()),
    ];

    /// <inheritdoc/>
    public override UndoPolicy Undo => To.Partition == Roles.Spare ? UndoPolicy.NotNeeded : UndoPolicy.Restores;

    /// <inheritdoc/>
    public override string? Fills => To.Partition;

    /// <inheritdoc/>
    public override string Describe() => $"migrate the networks to {To}";

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<SpaceNeed>> SpaceAsync(StepContext context, CancellationToken ct)
    {
        var migration = await MigrationAsync(context, ct);
        return [new SpaceNeed(context.Partition(To.Partition), migration.Files.Sum(file => file.Content.Length + 4096L) + 4096, Lasting: true, Describe())];
    }

    /// <inheritdoc/>
    public override async ValueTask<TreeManifest> FilledAsync(StepContext context, TreeManifest before, CancellationToken ct) =>
        (await MigrationAsync(context, ct)).Files.Aggregate(before, (tree, file) => FilledFile.Over(tree, file.Path, file.Content, Private));

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct)
    {
        var migration = await MigrationAsync(context, ct);
        foreach (var (path, content) in migration.Files)
            if (await context.Device.Files.DigestAsync(path, ct) != FilledFile.Digest(content)) return Probe.NotDone;
        Tell(context, migration);
        return Probe.Done;
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        var migration = await MigrationAsync(context, ct);
        var transaction = new FileTransaction(context);
        await transaction.BeginAsync([.. migration.Files.Select(file => file.Path)], ct);
        foreach (var (path, content) in migration.Files)
            if (await context.Device.Files.DigestAsync(path, ct) != FilledFile.Digest(content)) await transaction.ReplaceAsync(path, content, Private, ct);
        Tell(context, migration);
    }

    /// <inheritdoc/>
    public override ValueTask UndoAsync(StepContext context, CancellationToken ct) => new FileTransaction(context).RestoreAsync(ct);

    /// <inheritdoc/>
    public override ValueTask CleanAsync(StepContext context, CancellationToken ct) => new FileTransaction(context).TidyAsync(ct);

    static void Tell(StepContext context, Migration migration)
    {
        context.Report(migration.Files.Count == 0 ? "no network is known here" : $"networks: {string.Join(", ", migration.Files.Select(file => file.Path.Name))}");
        foreach (var finding in migration.Findings) context.Report($"not migrated: {finding.What}");
        context.Outputs[NetworksKey] = $"{migration.Files.Count}";
        context.Outputs[NotMigratedKey] = string.Join("; ", migration.Findings.Select(finding => finding.What));
    }

    async ValueTask<Migration> MigrationAsync(StepContext context, CancellationToken ct)
    {
        var (networks, findings) = await new WifiSettings(context).ReadAsync(From, WifiConnect, ct);
        var lost = findings.Where(finding => finding.LosesNetwork).Select(finding => finding.What).ToList();
        // Nobody may be near enough to tell the device its network again.
        if (Refuses && lost.Count > 0) throw new DeviceException(DeviceFault.Failed, Describe(), $"it would lose a network: {string.Join("; ", lost)}");
        // What two texts say alike is one network.
        var distinct = networks.DistinctBy(network => Convert.ToHexString(Keyfile.Write(network, "", 0))).ToList();
        var names = new KeyfileNames(context, context.Path(To));
        var files = new List<(PartitionPath Path, byte[] Content)>();
        for (var i = 0; i < distinct.Count; i++) files.Add(await names.OfAsync(distinct[i], distinct.Count - i, ct));
        return new Migration(files, findings);
    }

    /// <summary>What becomes of the networks.</summary>
    /// <param name="Files">Keyfiles and their content.</param>
    /// <param name="Findings">What can not be migrated.</param>
    sealed record Migration(IReadOnlyList<(PartitionPath Path, byte[] Content)> Files, IReadOnlyList<WifiFinding> Findings);
}
