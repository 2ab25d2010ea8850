using System.Text;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Writes a small file, or makes a symbolic link.</summary>
public sealed record Put(StepHeader Header, PartitionPath File, Template Content, int Mode, string? Link) : Step(Header)
{
    const int DefaultMode = 0b110_100_100;
    const int LinkMode = 0b111_111_111;

    // What earlier steps put out is not known before they have run; it is a line or two.
    const int OfOutputs = 64 << 10;

    static readonly Field<PartitionPath> FileField = Field.Needed("file", FieldTypes.File, "The file, like 'data:/remove_me_to_reset'.");
    static readonly Field<Template> ContentField = Field.Optional("content", FieldTypes.Template, "Its content.", "empty");
    static readonly Field<int> ModeField = Field.Optional("mode", FieldTypes.Mode, "Its permissions.", "0644");

    static readonly Field<string> LinkField = Field.Optional("link", FieldTypes.Text, "Where it points, for a symbolic link in the place of a file.", "a file");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "put", "Writes a small file with the content given, or makes a symbolic link.",
        [FileField, ContentField, ModeField, LinkField], FileField, TimeSpan.FromMinutes(5), new Retry(3, TimeSpan.FromSeconds(5)),
        "the file has that content, the link that target", "puts the former content back, or deletes the file",
        (header, values) => new Put(header, values.Of(FileField), values.Or(ContentField, Template.Literal("")), values.Or(ModeField, DefaultMode), values.OrNull(LinkField)));

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects => [Effect.Changes(ResourceKind.Partition, File.ToString())];

    /// <inheritdoc/>
    public override UndoPolicy Undo => File.Partition == Roles.Spare ? UndoPolicy.NotNeeded : UndoPolicy.Restores;

    /// <inheritdoc/>
    public override string? Fills => File.Partition;

    /// <inheritdoc/>
    public override string Describe() => $"put {File}";

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<SpaceNeed>> SpaceAsync(StepContext context, CancellationToken ct) =>
        new([new SpaceNeed(context.Partition(File.Partition), (Content.Names.Any(name => name.StartsWith("steps.", StringComparison.Ordinal)) ? OfOutputs : Bytes(context).Length) + 4096, Lasting: true, Describe())]);

    /// <inheritdoc/>
    public override ValueTask<TreeManifest> FilledAsync(StepContext context, TreeManifest before, CancellationToken ct) =>
        new(Link is { } target ? FilledFile.Over(before, new TreeEntry { Path = File.Path, Type = EntryType.Link, Mode = LinkMode, Target = target }) : FilledFile.Over(before, File, Bytes(context), Mode));

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct)
    {
        var there = await context.Device.Files.StatAsync(context.Path(File), ct);
        var isDone = Link is { } target
            ? there is { Type: EntryType.Link } && there.Target == target
            : there is { Type: EntryType.File } && there.Mode == Mode && await context.Device.Files.DigestAsync(context.Path(File), ct) == FilledFile.Digest(Bytes(context));
        return isDone ? Probe.Done : Probe.NotDone;
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        var transaction = new FileTransaction(context);
        await transaction.BeginAsync([context.Path(File)], ct);
        if (Link is { } target) await transaction.ReplaceAsync(context.Path(File), target, ct);
        else await transaction.ReplaceAsync(context.Path(File), Bytes(context), Mode, ct);
    }

    /// <inheritdoc/>
    public override ValueTask UndoAsync(StepContext context, CancellationToken ct) => new FileTransaction(context).RestoreAsync(ct);

    /// <inheritdoc/>
    public override ValueTask CleanAsync(StepContext context, CancellationToken ct) => new FileTransaction(context).TidyAsync(ct);

    byte[] Bytes(StepContext context) => Encoding.UTF8.GetBytes(context.Expand(Content));
}
