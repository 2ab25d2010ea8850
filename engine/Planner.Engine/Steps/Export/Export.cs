using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Writes (part of) an image's tree onto a partition: onto a slot as it is, onto any other partition as one transaction; or an image from its registry straight onto a slot.</summary>
public sealed record Export(StepHeader Header, Template Image, string? Via, string From, string To, IReadOnlyList<string> Except, IReadOnlyList<string> Keep, bool IsOptional) : Step(Header)
{
    static readonly Field<Template> ImageField = Field.Needed("image", FieldTypes.Template, "The image.");
    static readonly Field<string> ViaField = Field.Optional("via", FieldTypes.OneOf(Pull.Registry), "Fetches the image from its registry and writes all of it onto the slot while it comes: no 'pull', and nothing is stored on the way. Steps behind that use the same image take it from the slot.", "a 'pull' before has brought it");
    static readonly Field<string> FromField = Field.Optional("from", FieldTypes.AbsolutePath, "The folder of the image whose content is taken.", "/");
    static readonly Field<string> ToField = Field.Needed("to", FieldTypes.PartitionName, "The partition whose root gets it.");
    static readonly Field<IReadOnlyList<string>> ExceptField = Field.Optional("except", FieldTypes.ListOf(FieldTypes.AbsolutePath), "Paths of the image that are left out, each with all below it.");
    static readonly Field<IReadOnlyList<string>> KeepField = Field.Optional("keep", FieldTypes.ListOf(FieldTypes.RelativePath), "Paths on the partition that stay as they are where they exist.");
    static readonly Field<bool> OptionalField = Field.Optional("optional", FieldTypes.Flag, "Whether an image without that folder is fine.", "false");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "export", "Writes (part of) an image's tree onto a partition. A slot is filled; any other partition is changed as one transaction: space first, every replaced file kept.",
        [ImageField, ViaField, FromField, ToField, ExceptField, KeepField, OptionalField], null, TimeSpan.FromHours(2), Retry.Once,
        "slot: never; other partitions: each file has its content", "slot: nothing, it is scratch; other partitions: puts every file back",
        (header, values) => new Export(
            header, values.Of(ImageField), values.OrNull(ViaField), values.Or(FromField, "/"), values.Of(ToField), values.Or(ExceptField, []), values.Or(KeepField, []), values.Or(OptionalField, false)));

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects => [Effect.Reads(IsStraight ? ResourceKind.Network : ResourceKind.Engine), Effect.Changes(ResourceKind.Partition, PartitionPath.Root(To).ToString())];

    /// <inheritdoc/>
    public override UndoPolicy Undo => To == Roles.Spare ? UndoPolicy.NotNeeded : UndoPolicy.Restores;

    /// <inheritdoc/>
    public override string? Fills => To;

    /// <inheritdoc/>
    public override IEnumerable<Template> Images => [Image];

    /// <summary>Whether it fetches the image itself.</summary>
    internal bool IsStraight => Via is not null;

    /// <inheritdoc/>
    public override string Describe() => IsStraight ? $"export the image from its registry to {To}" : From == "/" ? $"export the image to {To}" : $"export {From} of the image to {To}";

    /// <inheritdoc/>
    public override async ValueTask<TreeManifest> FilledAsync(StepContext context, TreeManifest before, CancellationToken ct) =>
        before.Over((await TreeAsync(context, ct)).Select(await SelectionAsync(context, before, ct)));

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<SpaceNeed>> SpaceAsync(StepContext context, CancellationToken ct)
    {
        var image = context.Image(Image);
        var isSlot = context.Slot(To) is not null;
        var needs = new List<SpaceNeed>();
        if (IsStraight) return [new(context.Partition(To), image.Unpacked, Lasting: true, "the new OS", Whole: true), WrittenTree.NeedOf(context, image)];
        if (image.Image.IsInEngine) needs.Add(new(context.Device.Layout.Staging.Partition, image.Unpacked, Lasting: false, "the engine's own copy while it saves the image"));
        var tree = context.Tree(image) ?? (await IsHereAsync(context, image.Image, ct) ? await TreeAsync(context, ct) : null);
        if (tree is null)
        {
            // Before an image is here only its whole size is known; a part of it is checked once it is.
            if (isSlot && From == "/") needs.Add(new(context.Partition(To), image.Unpacked, Lasting: true, "the new OS", Whole: true));
            return needs;
        }

        if (isSlot) needs.Add(new(context.Partition(To), tree.Select(new TreeSelection(From, Except)).Size, Lasting: true, Describe(), Whole: true));
        else if (await BootFiles.PlanAsync(this, context, tree, ct) is { } plan)
            needs.AddRange([new(context.Partition(To), plan.Room, Lasting: false, "the new boot files"), new(context.Staging.Partition, plan.Staged, Lasting: true, "new and replaced boot files")]);
        return needs;
    }

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct) =>
        context.Slot(To) is null && context.Kept is not null && (await BootFiles.PlanAsync(this, context, await TreeAsync(context, ct), ct)).Changes.Count == 0 ? Probe.Done : Probe.NotDone;

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        if (IsStraight)
        {
            await StreamAsync(context, ct);
            return;
        }

        var tree = await TreeAsync(context, ct);
        if (From != "/" && tree[From] is null)
        {
            if (IsOptional) return;
            throw new DeviceException(DeviceFault.NotFound, $"export {From} of {context.Image(Image).Image}", "the image has no such folder");
        }

        if (context.Slot(To) is null)
        {
            await BootFiles.ReplaceAsync(this, context, tree, ct);
            return;
        }

        var selection = await SelectionAsync(context, null, ct);
        await context.Device.Images.ExportAsync(context.Image(Image).Image, selection, PartitionPath.Root(context.Partition(To)), ct);
        context.CountWritten(tree.Select(selection).Size);
    }

    /// <inheritdoc/>
    public override ValueTask UndoAsync(StepContext context, CancellationToken ct) => new FileTransaction(context).RestoreAsync(ct);

    /// <inheritdoc/>
    public override ValueTask CleanAsync(StepContext context, CancellationToken ct) => new FileTransaction(context).TidyAsync(ct);

    /// <summary>The image's tree.</summary>
    internal ValueTask<TreeManifest> TreeAsync(StepContext context, CancellationToken ct)
    {
        var image = context.Image(Image);
        if (IsStraight) return new WrittenTree(context, Image).ReadAsync(ct);
        return image.Image.Tree is null ? context.Device.Images.ReadTreeAsync(image.Image, ct) : WrittenTree.OfEarlier(context, Image).ReadAsync(ct);
    }

    /// <summary>What of the image is taken, less what the partition keeps.</summary>
    /// <param name="context">The step's context.</param>
    /// <param name="before">What the partition held before, or null to look.</param>
    /// <param name="ct">Ends the call.</param>
    internal async ValueTask<TreeSelection> SelectionAsync(StepContext context, TreeManifest? before, CancellationToken ct)
    {
        var except = Except.ToList();
        foreach (var path in Keep)
        {
            var kept = PartitionPath.Root(context.Partition(To)).Below(path);
            if (before is null ? await context.Device.Files.StatAsync(kept, ct) is not null : before[kept.Path] is not null)
                except.Add(From == "/" ? kept.Path : From + kept.Path);
        }

        // What names the slot to boot is switch-boot's alone, whatever the image brings and the plan keeps.
        foreach (var path in new[] { context.Device.Board.File, context.Device.Board.Counter?.File })
            if (path is { } own && own.Partition == context.Partition(To)) except.Add(From == "/" ? own.Path : From + own.Path);
        return new TreeSelection(From, except);
    }

    async ValueTask StreamAsync(StepContext context, CancellationToken ct)
    {
        var image = context.Image(Image);
        var tree = await context.Device.Images.StreamAsync(image.Image, PartitionPath.Root(context.Partition(To)), new Fetched(context, image.Packed), ct);
        await new WrittenTree(context, Image).KeepAsync(tree, ct);
        context.CountFetched(image.Image, image.Packed);
        context.CountWritten(tree.Size);
    }

    static async ValueTask<bool> IsHereAsync(StepContext context, PinnedImage image, CancellationToken ct) =>
        image is { Reference.IsFolder: true, Folder: null, Tree: null } || (image.IsInEngine && await context.Device.Containers.HasAsync(image, ct));
}
