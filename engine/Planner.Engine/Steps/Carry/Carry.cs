using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Carries a file or folder over from one partition to another.</summary>
/// <param name="Header">What every step may say.</param>
/// <param name="From">The file or folder.</param>
/// <param name="To">Where it comes.</param>
/// <param name="IsOptional">Whether it may be missing.</param>
public sealed record Carry(StepHeader Header, PartitionPath From, PartitionPath To, bool IsOptional) : Step(Header)
{
    static readonly Field<string> PathField = Field.Optional("path", FieldTypes.PathBelowRoot, "The file or folder on the active slot, for the spare one.");
    static readonly Field<string> AsField = Field.Optional("as", FieldTypes.AbsolutePath, "Its path on the spare slot.", "the same");
    static readonly Field<PartitionPath> FromField = Field.Optional("from", FieldTypes.File, "The file or folder, in the place of 'path', like 'active:/etc/hostname'.");
    static readonly Field<PartitionPath> ToField = Field.Optional("to", FieldTypes.File, "Where it comes, in the place of 'as', like 'state:/root-overlay/etc/hostname'.");
    static readonly Field<bool> OptionalField = Field.Optional("optional", FieldTypes.Flag, "Whether a device without it is fine.", "false");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "carry", "Carries a file or folder of the active slot over to the spare one, or from any partition to another that is made anew.",
        [PathField, AsField, FromField, ToField, OptionalField], PathField, TimeSpan.FromMinutes(30), new Retry(3, TimeSpan.FromSeconds(5)),
        "the content is right", "nothing to undo: the spare slot is scratch",
        (header, values) =>
        {
            var from = values.OrNone(FromField) ?? new PartitionPath(Roles.Active, values.Or(PathField, "/"));
            return new Carry(header, from, values.OrNone(ToField) ?? new PartitionPath(Roles.Spare, values.Or(AsField, from.Path)), values.Or(OptionalField, false));
        });

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects =>
        [Effect.Reads(ResourceKind.Partition, From.ToString()), Effect.Changes(ResourceKind.Partition, To.ToString())];

    /// <inheritdoc/>
    public override UndoPolicy Undo => To.Partition == Roles.Spare ? UndoPolicy.NotNeeded : UndoPolicy.Impossible;

    /// <inheritdoc/>
    public override string? Fills => To.Partition;

    /// <inheritdoc/>
    public override string Describe() => (From.Partition, To.Partition) != (Roles.Active, Roles.Spare) ? $"carry {From} to {To}" : From.Path == To.Path ? $"carry {From.Path}" : $"carry {From.Path} as {To.Path}";

    /// <inheritdoc/>
    public override async ValueTask<TreeManifest> FilledAsync(StepContext context, TreeManifest before, CancellationToken ct)
    {
        var entries = (await SourceAsync(context, ct)).ToList();
        for (var folder = Target(context).Folder; entries.Count > 0 && folder.Path != "/" && before[folder.Path] is null; folder = folder.Folder)
            entries.Add(new TreeEntry { Path = folder.Path, Type = EntryType.Folder, Mode = 0b111_101_101 });
        return before.Over(TreeManifest.Of(entries));
    }

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct)
    {
        var entries = (await SourceAsync(context, ct)).ToList();
        // Whether a missing source is fine, only applying tells.
        if (entries.Count == 0) return Probe.NotDone;
        foreach (var entry in entries)
        {
            var at = Target(context) with { Path = entry.Path };
            if (await context.Device.Files.StatAsync(at, ct) is not { } there) return Probe.NotDone;
            var read = there.Type == EntryType.File ? there with { Digest = await context.Device.Files.DigestAsync(at, ct) } : there;
            if (entry.DifferencesTo(read with { SameAs = entry.SameAs }).Any()) return Probe.NotDone;
        }

        return Probe.Done;
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        if (await context.Device.Files.StatAsync(Source(context), ct) is null)
        {
            if (IsOptional) return;
            throw new DeviceException(DeviceFault.NotFound, $"carry {Source(context)}", "it is not there");
        }

        await context.Device.Files.CopyAsync(Source(context), Target(context), ct);
        await context.Device.Files.FlushAllAsync(Target(context).Partition, ct);
    }

    PartitionPath Source(StepContext context) => context.Path(From);

    PartitionPath Target(StepContext context) => context.Path(To);

    /// <summary>The source's entries with the paths that they get; none when there is no source.</summary>
    async ValueTask<IEnumerable<TreeEntry>> SourceAsync(StepContext context, CancellationToken ct)
    {
        var source = Source(context);
        var there = await context.Device.Files.StatAsync(source, ct);
        if (there is null) return [];
        if (there.Type != EntryType.Folder) return [there with { Path = To.Path, SameAs = null, Digest = await context.Device.Files.DigestAsync(source, ct) }];
        var tree = await context.Device.Files.ReadTreeAsync(source, ct);
        return tree.Entries.Select(entry => entry with { Path = Landing(entry.Path), SameAs = entry.SameAs is null ? null : Landing(entry.SameAs) });
    }

    string Landing(string path) => path == "/" ? To.Path : To.Path == "/" ? path : To.Path + path;
}
