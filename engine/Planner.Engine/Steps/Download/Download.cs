using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Fetches a file of known size and content from a URL, and puts it into its place when it is whole.</summary>
/// <param name="Header">What every step may say.</param>
/// <param name="Url">Where it is.</param>
/// <param name="To">Its place.</param>
/// <param name="Sha256">Its digest in lower-case hex.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Mode">Its permissions.</param>
public sealed record Download(StepHeader Header, Template Url, PartitionPath To, string Sha256, long Size, int Mode) : Step(Header)
{
    const int DefaultMode = 0b110_100_100;
    const long Block = 4096;

    static readonly Field<Template> UrlField = Field.Needed("url", FieldTypes.Url, "Where the file is. What comes is judged by 'sha256' and 'size' alone, so the server need not be trusted.");
    static readonly Field<PartitionPath> ToField = Field.Needed("to", FieldTypes.File, "Where it goes, like 'data:/planner-tools/mkfs.ext4'.");
    static readonly Field<string> Sha256Field = Field.Needed("sha256", FieldTypes.Sha256, "SHA-256 of its content.");
    static readonly Field<long> SizeField = Field.Needed("size", FieldTypes.Size, "Its exact size, like 1245184; not a byte more is ever written.");
    static readonly Field<int> ModeField = Field.Optional("mode", FieldTypes.Mode, "Its permissions: '0755' for a program.", "0644");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "download", "Fetches a file from a URL, goes on where a connection broke off, and puts it into its place once all of it is there and has the declared digest.",
        [UrlField, ToField, Sha256Field, SizeField, ModeField], null, TimeSpan.FromHours(2), new Retry(10, TimeSpan.FromSeconds(10)),
        "a file of that digest and mode is there", "puts the former file back, or deletes it",
        (header, values) => new Download(header, values.Of(UrlField), values.Of(ToField), values.Of(Sha256Field), values.Of(SizeField), values.Or(ModeField, DefaultMode)));

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects => [Effect.Reads(ResourceKind.Network), Effect.Changes(ResourceKind.Partition, To.ToString())];

    /// <inheritdoc/>
    public override UndoPolicy Undo => To.Partition == Roles.Spare ? UndoPolicy.NotNeeded : UndoPolicy.Restores;

    /// <inheritdoc/>
    public override string? Fills => To.Partition;

    /// <inheritdoc/>
    public override string Describe() => $"download {To}";

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<SpaceNeed>> SpaceAsync(StepContext context, CancellationToken ct) =>
        await IsThereAsync(context, ct) ? [] : [new SpaceNeed(context.Partition(To.Partition), ((Size + Block - 1) / Block * Block) + Block, Lasting: true, $"the download {To}")];

    /// <inheritdoc/>
    public override ValueTask<TreeManifest> FilledAsync(StepContext context, TreeManifest before, CancellationToken ct) =>
        new(FilledFile.Over(before, new TreeEntry { Path = To.Path, Type = EntryType.File, Mode = Mode, Size = Size, Digest = Sha256 }));

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct) => await IsThereAsync(context, ct) ? Probe.Done : Probe.NotDone;

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        var (to, files, url) = (context.Path(To), context.Device.Files, context.Expand(Url));
        var tried = $"download {url} to {to}";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address)) throw new DeviceException(DeviceFault.NotFound, tried, "it is no URL");
        var transaction = new FileTransaction(context);
        await transaction.BeginAsync([to], ct);
        await files.MakeFolderAsync(to.Folder, 0b111_101_101, ct);
        var declared = new DeclaredFile(address, Size, Sha256, Mode);
        await transaction.ReplaceAsync(to, async beside =>
        {
            context.CountFetched(await new FetchedFile(context, beside, Size).FetchAsync(file => context.Device.Network.FetchAsync(declared, file, new Fetched(context, Size), ct), ct));

            // What was written is not what the system remembers of it: it is read from the disk.
            await context.Device.Disks.RemountAsync(to.Partition, ct);
            if (await files.DigestAsync(beside, ct) is var found && found != Sha256) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"read back, its SHA-256 is {found} instead of {Sha256}");
        }, ct);
    }

    /// <inheritdoc/>
    public override ValueTask UndoAsync(StepContext context, CancellationToken ct) => new FileTransaction(context).RestoreAsync(ct);

    /// <inheritdoc/>
    public override ValueTask CleanAsync(StepContext context, CancellationToken ct) => new FileTransaction(context).TidyAsync(ct);

    async ValueTask<bool> IsThereAsync(StepContext context, CancellationToken ct) =>
        await context.Device.Files.StatAsync(context.Path(To), ct) is { Type: EntryType.File } there && there.Size == Size && there.Mode == Mode
        && await context.Device.Files.DigestAsync(context.Path(To), ct) == Sha256;
}
