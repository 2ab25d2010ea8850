using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Brings an image onto the device, whole and by its digest.</summary>
/// <param name="Header">What every step may say.</param>
/// <param name="Image">The image.</param>
/// <param name="Via">Who fetches it, or null where that is not said.</param>
/// <param name="From">The folder that an earlier step has stored it in and that it is copied from, or null when it is fetched.</param>
/// <param name="To">The folder that it is stored in, or null when the container engine holds it.</param>
public sealed record Pull(StepHeader Header, Template Image, string? Via, PartitionPath? From, PartitionPath? To) : Step(Header)
{
    /// <summary>Fetched by the container engine.</summary>
    internal const string Engine = "engine";

    /// <summary>Fetched from its registry by Planner.</summary>
    internal const string Registry = "registry";

    const string BroughtKey = "brought";

    static readonly Field<Template> ImageField = Field.Needed("image", FieldTypes.Template, "The image. An 'oci:' folder is on the device already: without 'to' it is only checked.");
    static readonly Field<string> ViaField = Field.Optional("via", FieldTypes.OneOf(Engine, Registry), "Who fetches it: the container engine, or Planner from the registry, as a folder at 'to'.", "registry where 'to' is given, else engine");
    static readonly Field<PartitionPath> FromField = Field.Optional("from", FieldTypes.File, "The folder that an earlier step has stored it in: it is copied from there, without the network.", "it is fetched");
    static readonly Field<PartitionPath> ToField = Field.Optional("to", FieldTypes.File, "The folder that it is stored in as it is packed (an OCI image layout), like 'updt:/image'; nothing may be there. Steps behind that use the same image read it from there.", "the container engine");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "pull", "Brings an image onto the device by its pinned digest; what it brought is freed when the run ends, either way.",
        [ImageField, ViaField, FromField, ToField], ImageField, TimeSpan.FromHours(6), new Retry(10, TimeSpan.FromSeconds(10)),
        "the pinned digest is there, whole", "removes what this run brought",
        (header, values) => new Pull(header, values.Of(ImageField), values.OrNull(ViaField), values.OrNone(FromField), values.OrNone(ToField)))
    {
        Outputs = ["digest"],
    };

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects =>
        [From is { } source ? Effect.Reads(ResourceKind.Partition, source.ToString()) : Effect.Reads(ResourceKind.Network), To is { } folder ? Effect.Changes(ResourceKind.Partition, folder.ToString()) : Effect.Changes(ResourceKind.Engine)];

    /// <inheritdoc/>
    public override UndoPolicy Undo => UndoPolicy.Restores;

    /// <inheritdoc/>
    public override IEnumerable<Template> Images => [Image];

    /// <inheritdoc/>
    public override string Describe() => $"pull {Image}{(From is { } source ? $" from {source}" : "")}{(To is { } folder ? $" to {folder}" : "")}";

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<SpaceNeed>> SpaceAsync(StepContext context, CancellationToken ct)
    {
        var image = context.Image(Image);
        if (To is { } folder) return await new StoredImage(context, image, From, folder).SpaceAsync(ct);
        if (image.Image.Reference.IsFolder || await context.Device.Containers.HasAsync(image.Image, ct)) return [];
        return [new SpaceNeed(context.Device.Layout.Staging.Partition, image.Unpacked, Lasting: true, "the image in the container engine")];
    }

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct)
    {
        var image = context.Image(Image);
        context.Outputs["digest"] = image.Image.Digest;
        // A folder's digests have to be read to be believed: that is the work itself.
        if ((To is null && image.Image.Reference.IsFolder) || context.Kept is null) return Probe.NotDone;
        var isThere = To is { } folder ? await new StoredImage(context, image, From, folder).IsWholeAsync(ct) : await context.Device.Containers.HasAsync(image.Image, ct);
        return isThere ? Probe.Done : Probe.NotDone;
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        var image = context.Image(Image);
        if (To is { } folder) await new StoredImage(context, image, From, folder).BringAsync(ct);
        else if (image.Image.Reference.IsFolder) await context.Device.Images.ReadTreeAsync(image.Image, ct);
        else
        {
            var brings = !await context.Device.Containers.HasAsync(image.Image, ct);
            await context.KeepAsync(new JsonObject { [BroughtKey] = brings }, ct);
            if (!brings) return;
            await context.Device.Containers.PullAsync(image.Image, new Fetched(context, image.Packed), ct);
            context.CountFetched(image.Packed);
        }
    }

    /// <summary>Reads what was stored, so that what later steps take of it is known before they do.</summary>
    internal async ValueTask KnowAsync(StepContext context, CancellationToken ct) => context.Known(Image, await new StoredImage(context, context.Image(Image), From, To!.Value).TreeAsync(ct));

    /// <inheritdoc/>
    public override async ValueTask UndoAsync(StepContext context, CancellationToken ct)
    {
        if (To is { } folder)
        {
            await new StoredImage(context, context.Image(Image), From, folder).RemoveAsync(ct);
            return;
        }

        if (context.Kept?[BroughtKey]?.GetValue<bool>() != true) return;
        var containers = context.Device.Containers;
        if (!(await containers.LookAsync(ct)).Ready) await containers.StartAsync(ct);
        await containers.RemoveAsync(context.Image(Image).Image.PullName, ct);
    }

    /// <inheritdoc/>
    public override ValueTask CleanAsync(StepContext context, CancellationToken ct) => UndoAsync(context, ct);
}
