using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Brings a JSON configuration to its place, with declared changes.</summary>
public sealed record MigrateConfig(StepHeader Header, IReadOnlyList<PartitionPath> From, PartitionPath To, ConfigChanges Changes) : Step(Header)
{
    const int DefaultMode = 0b110_100_100;

    static readonly Field<PartitionPath> ToField = Field.Needed("to", FieldTypes.File, "The file to write, like 'boot:/config.json'.");
    static readonly Field<IReadOnlyList<PartitionPath>> FromField = Field.Optional("from", FieldTypes.SomeOf(FieldTypes.File), "Places of the configuration; the first that has it counts.", "the file to write");
    static readonly Field<IReadOnlyList<Named<string>>> RenameField = Field.Optional("rename", FieldTypes.MapOf("member", FieldTypes.Text), "Members and what each is called now, made first; where both are there, the one of the new name stays.");
    static readonly Field<IReadOnlyList<string>> RemoveField = Field.Optional("remove", FieldTypes.ListOf(FieldTypes.Text), "Members that go, made second.");
    static readonly Field<IReadOnlyList<Named<ConfigValue>>> SetField = Field.Optional("set", FieldTypes.MapOf("member", ConfigValue.Type), "Members and the value of each, whatever it was, made third.");
    static readonly Field<IReadOnlyList<Named<ConfigValue>>> DefaultField = Field.Optional("default", FieldTypes.MapOf("member", ConfigValue.Type), "Members and the value of each that is missing or null, made last; what the owner has set stays.");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "migrate-config", "Brings a JSON configuration to its place, with declared changes of its members; all others stay, in their order. A damaged one is refused before anything changes.",
        [ToField, FromField, RenameField, RemoveField, SetField, DefaultField], ToField, TimeSpan.FromMinutes(5), new Retry(3, TimeSpan.FromSeconds(5)),
        "the file is what the changes make of it", "puts the former file back, or deletes the file",
        (header, values) => new MigrateConfig(
            header, values.Or(FromField, [values.Of(ToField)]), values.Of(ToField),
            new ConfigChanges(values.Or(RenameField, []), values.Or(RemoveField, []), values.Or(SetField, []), values.Or(DefaultField, []))));

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects =>
        [.. From.Select(place => Effect.Reads(ResourceKind.Partition, place.ToString())), Effect.Changes(ResourceKind.Partition, To.ToString())];

    /// <inheritdoc/>
    public override UndoPolicy Undo => To.Partition == Roles.Spare ? UndoPolicy.NotNeeded : UndoPolicy.Restores;

    /// <inheritdoc/>
    public override string? Fills => To.Partition;

    /// <inheritdoc/>
    public override string Describe() => $"migrate {To}";

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<SpaceNeed>> SpaceAsync(StepContext context, CancellationToken ct)
    {
        var migrated = await MigratedAsync(context, ct);
        return
        [
            new SpaceNeed(context.Partition(To.Partition), migrated.Content.Length + 4096, Lasting: true, Describe()),
            new SpaceNeed(context.Staging.Partition, migrated.FormerSize + 4096, Lasting: true, $"the former {To.Name}"),
        ];
    }

    /// <inheritdoc/>
    public override async ValueTask<TreeManifest> FilledAsync(StepContext context, TreeManifest before, CancellationToken ct)
    {
        var migrated = await MigratedAsync(context, ct);
        return FilledFile.Over(before, To, migrated.Content, migrated.Mode);
    }

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct)
    {
        var migrated = await MigratedAsync(context, ct);
        return await context.Device.Files.DigestAsync(context.Path(To), ct) == FilledFile.Digest(migrated.Content) ? Probe.Done : Probe.NotDone;
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        var migrated = await MigratedAsync(context, ct);
        var transaction = new FileTransaction(context);
        await transaction.BeginAsync([context.Path(To)], ct);
        context.Report($"from {migrated.From}: {(migrated.Made.Count == 0 ? "nothing had to be changed" : string.Join(", ", migrated.Made))}");
        await transaction.ReplaceAsync(context.Path(To), migrated.Content, migrated.Mode, ct);
    }

    /// <inheritdoc/>
    public override ValueTask UndoAsync(StepContext context, CancellationToken ct) => new FileTransaction(context).RestoreAsync(ct);

    /// <inheritdoc/>
    public override ValueTask CleanAsync(StepContext context, CancellationToken ct) => new FileTransaction(context).TidyAsync(ct);

    async ValueTask<Migrated> MigratedAsync(StepContext context, CancellationToken ct)
    {
        var target = context.Path(To);
        // Once the step has begun, what the target held before counts: now it may hold anything, or nothing after a cut.
        var before = From.TakeWhile(place => context.Path(place) != target).ToList();
        var found = await FirstPlace.ReadAsync(context, before, ct);
        if (found is null && before.Count < From.Count && await new FileTransaction(context).FormerAsync(target, ct) is { } former) found = (target, former);
        found ??= await FirstPlace.ReadAsync(context, From.Skip(before.Count + 1), ct);
        var (path, content) = found ?? throw new DeviceException(DeviceFault.NotFound, $"read {string.Join(" or ", From)}", "there is no such file");
        var config = ConfigText.Read(path, content);
        var made = Changes.MakeIn(config, context.Expand);
        var files = context.Device.Files;
        var there = await files.StatAsync(target, ct);
        var mode = (there ?? await files.StatAsync(path, ct))?.Mode ?? DefaultMode;
        return new Migrated(path, made, made.Count == 0 ? content : ConfigText.Write(config, content), mode, there?.Size ?? 0);
    }

    /// <summary>What becomes of the configuration.</summary>
    /// <param name="From">Where it was found.</param>
    /// <param name="Made">What changed, by name.</param>
    /// <param name="Content">The new file.</param>
    /// <param name="Mode">Its permissions.</param>
    /// <param name="FormerSize">Bytes of the file that is replaced.</param>
    sealed record Migrated(PartitionPath From, IReadOnlyList<string> Made, byte[] Content, int Mode, long FormerSize);
}
