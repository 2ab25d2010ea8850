using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Brings an image onto the device, whole and by its digest.</summary>
public sealed record Pull(StepHeader Header, Template Image, string Via) : Step(Header)
{
    const string BroughtKey = "brought";

    static readonly Field<Template> ImageField = Field.Needed("image", FieldTypes.Template, "The image. An 'oci:' folder is on the device already: it is checked, not fetched.");
    static readonly Field<string> ViaField = Field.Optional("via", FieldTypes.OneOf("engine"), "Who fetches it: the container engine.", "engine");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "pull", "Brings an image onto the device by its pinned digest; what it brought is freed when the run ends, either way.",
        [ImageField, ViaField], ImageField, TimeSpan.FromHours(6), new Retry(10, TimeSpan.FromSeconds(10)),
        "the pinned digest is there, whole", "removes what this run brought",
        (header, values) => new Pull(header, values.Of(ImageField), values.Or(ViaField, "engine")))
    {
        Outputs = ["digest"],
    };

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects => [Effect.Reads(ResourceKind.Network), Effect.Changes(ResourceKind.Engine)];

    /// <inheritdoc/>
    public override UndoPolicy Undo => UndoPolicy.Restores;

    /// <inheritdoc/>
    public override IEnumerable<Template> Images => [Image];

    /// <inheritdoc/>
    public override string Describe() => $"pull {Image}";

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<SpaceNeed>> SpaceAsync(StepContext context, CancellationToken ct)
    {
        var image = context.Image(Image);
        if (image.Image.Reference.IsFolder || await context.Device.Containers.HasAsync(image.Image, ct)) return [];
        return [new SpaceNeed(context.Device.Layout.Staging.Partition, image.Unpacked, Lasting: true, "the image in the container engine")];
    }

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct)
    {
        var image = context.Image(Image).Image;
        context.Outputs["digest"] = image.Digest;
        // A folder's digests have to be read to be believed: that is the work itself.
        return !image.Reference.IsFolder && context.Kept is not null && await context.Device.Containers.HasAsync(image, ct) ? Probe.Done : Probe.NotDone;
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        var image = context.Image(Image);
        if (image.Image.Reference.IsFolder)
        {
            await context.Device.Images.ReadTreeAsync(image.Image, ct);
            return;
        }

        var brings = !await context.Device.Containers.HasAsync(image.Image, ct);
        await context.KeepAsync(new JsonObject { [BroughtKey] = brings }, ct);
        if (!brings) return;
        await context.Device.Containers.PullAsync(image.Image, new Fetched(context, image.Packed), ct);
        context.CountFetched(image.Packed);
    }

    /// <inheritdoc/>
    public override async ValueTask UndoAsync(StepContext context, CancellationToken ct)
    {
        if (context.Kept?[BroughtKey]?.GetValue<bool>() != true) return;
        var containers = context.Device.Containers;
        if (!(await containers.LookAsync(ct)).Ready) await containers.StartAsync(ct);
        await containers.RemoveAsync(context.Image(Image).Image.PullName, ct);
    }

    /// <inheritdoc/>
    public override ValueTask CleanAsync(StepContext context, CancellationToken ct) => UndoAsync(context, ct);

    sealed class Fetched(StepContext context, long all) : IProgress<long>
    {
        int told = -1;

        public void Report(long value)
        {
            var tenth = all > 0 ? (int)Math.Min(10, value * 10 / all) : 0;
            if (tenth <= told) return;
            told = tenth;
            context.Report($"fetched {ByteSize.Format(value)} of {ByteSize.Format(all)}");
        }
    }
}
