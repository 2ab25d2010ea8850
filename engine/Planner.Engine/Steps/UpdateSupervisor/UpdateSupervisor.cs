using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Images;
using Planner.Engine.Language;

namespace Planner.Engine.Steps;

/// <summary>Brings the supervisor that a new OS ships with.</summary>
public sealed record UpdateSupervisor(StepHeader Header, string From, Template? Image, bool WhenNewer, string At) : Step(Header)
{
    const string FirstBoot = "first-boot";
    const string BroughtKey = "brought";
    const int ConfMode = 0b110_100_100;

    static readonly Field<string> FromField = Field.Optional("from", FieldTypes.PartitionName, "The slot whose OS names the supervisor.", "spare");
    static readonly Field<Template> ImageField = Field.Optional("image", FieldTypes.Template, "The image whose OS names the supervisor, in the place of a slot: where no slot holds the new OS yet. It must be pulled.", "the slot that 'from' names");
    static readonly Field<bool> WhenNewerField = Field.Optional("when-newer", FieldTypes.Flag, "Whether a supervisor that is as new or newer stays.", "true");
    static readonly Field<string> AtField = Field.Optional("at", FieldTypes.OneOf("now", FirstBoot), "Whether its image is pulled now, or by the new OS on its first boot.", "now");

    /// <summary>The kind.</summary>
    public static StepKind Definition { get; } = new(
        "update-supervisor", "Compares the device's supervisor with the one that the new OS ships, and brings the newer one: its image and its configuration, or the configuration alone.",
        [FromField, ImageField, WhenNewerField, AtField], FromField, TimeSpan.FromHours(1), new Retry(5, TimeSpan.FromSeconds(10)),
        "the device's supervisor has that version", "puts the former configuration back and removes the image that it brought",
        (header, values) => new UpdateSupervisor(header, values.Or(FromField, Roles.Spare), values.OrNull(ImageField), values.Or(WhenNewerField, true), values.Or(AtField, "now")));

    /// <inheritdoc/>
    public override StepKind Kind => Definition;

    /// <inheritdoc/>
    public override IReadOnlyList<Effect> Effects =>
        [Image is null ? Effect.Reads(ResourceKind.Partition, PartitionPath.Root(From).ToString()) : Effect.Reads(ResourceKind.Engine), Effect.Changes(ResourceKind.Supervisor), .. At == FirstBoot ? [] : Pulls];

    /// <inheritdoc/>
    public override UndoPolicy Undo => UndoPolicy.Restores;

    /// <inheritdoc/>
    public override string? Fills => Image is null ? From : null;

    /// <inheritdoc/>
    public override IEnumerable<Template> Images => Image is { } image ? [image] : [];

    /// <inheritdoc/>
    public override string Describe() => $"update-supervisor from {(Image is null ? From : "the image")}";

    static Effect[] Pulls { get; } = [Effect.Reads(ResourceKind.Network), Effect.Changes(ResourceKind.Engine)];

    /// <inheritdoc/>
    public override async ValueTask<TreeManifest> FilledAsync(StepContext context, TreeManifest before, CancellationToken ct)
    {
        var spec = Spec(context);
        if (spec.Override is not null) return before;
        var content = await ContentAsync(context, spec, ct);
        return before.Over(TreeManifest.Of([new TreeEntry { Path = spec.Default, Type = EntryType.File, Mode = ConfMode, Size = content.Length, Digest = Convert.ToHexStringLower(SHA256.HashData(content)) }]));
    }

    /// <inheritdoc/>
    public override async ValueTask<Probe> ProbeAsync(StepContext context, CancellationToken ct)
    {
        var spec = Spec(context);
        if (IsNeeded(await NowAsync(context, ct), (await NewAsync(context, ct)).Version)) return Probe.NotDone;
        // The new OS must not fall behind the one that runs: where it has a file of its own, that one names the supervisor of now.
        if (spec.Override is not null && spec.Former is null) return Probe.Done;
        var (there, wanted) = (await context.Device.Files.ReadAsync(Target(context, spec), ct), await ContentAsync(context, spec, ct));
        return there is not null && there.SequenceEqual(wanted) ? Probe.Done : Probe.NotDone;
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(StepContext context, CancellationToken ct)
    {
        var spec = Spec(context);
        var (_, image, version) = await NewAsync(context, ct);
        var (transaction, target) = (new FileTransaction(context), Target(context, spec));
        var written = await ContentAsync(context, spec, ct);
        // A slot's own file is scratch until the switch, as the slot is.
        PartitionPath[] saved = spec.Override is { } lasting ? [lasting] : [];
        if (At == FirstBoot || !IsNeeded(await NowAsync(context, ct), version)) await transaction.BeginAsync(saved, ct);
        else await BringAsync(context, transaction, saved, $"{image}:{version}", ct);
        await transaction.ReplaceAsync(target, written, ConfMode, ct);
    }

    /// <inheritdoc/>
    public override async ValueTask UndoAsync(StepContext context, CancellationToken ct)
    {
        var attempts = new Attempts("take the supervisor back");
        await attempts.TryAsync(() => new FileTransaction(context).RestoreAsync(ct));
        if (context.Kept?[BroughtKey] is JsonArray brought)
        {
            var containers = context.Device.Containers;
            await attempts.TryAsync(async () =>
            {
                if (!(await containers.LookAsync(ct)).Ready) await containers.StartAsync(ct);
            });
            foreach (var name in brought) await attempts.TryAsync(() => containers.RemoveAsync(name!.GetValue<string>(), ct));
        }

        attempts.End();
    }

    /// <inheritdoc/>
    public override ValueTask CleanAsync(StepContext context, CancellationToken ct) => new FileTransaction(context).TidyAsync(ct);

    bool IsNeeded(string? now, string fresh)
    {
        if (now is null) return true;
        if (!HostVersion.TryParse(now, out var current) || !HostVersion.TryParse(fresh, out var next)) return now != fresh;
        return WhenNewer ? next > current : next.CompareTo(current) != 0;
    }

    /// <summary>Pulls and tags the image; of its two names, those that the engine did not hold before are noted for the undo.</summary>
    static async ValueTask BringAsync(StepContext context, FileTransaction transaction, PartitionPath[] saved, string name, CancellationToken ct)
    {
        var containers = context.Device.Containers;
        var reference = ImageReference.Parse(name) ?? throw new DeviceException(DeviceFault.Failed, "update the supervisor", $"'{name}' is no image reference");
        var pinned = (await context.Device.Images.ResolveAsync(reference, ct)).Image;
        var held = await containers.ListAsync(ct);
        var brought = new[] { name, pinned.PullName }.Where(one => !held.Contains(one)).Select(one => (JsonNode)one);
        await transaction.BeginAsync(saved, new JsonObject { [BroughtKey] = new JsonArray([.. brought]) }, ct);
        if (!await containers.HasAsync(pinned, ct)) await containers.PullAsync(pinned, null, ct);
        await containers.TagAsync(pinned, name, ct);
    }

    async ValueTask<(byte[] Conf, string Image, string Version)> NewAsync(StepContext context, CancellationToken ct)
    {
        var spec = Spec(context);
        var slot = PartitionPath.Root(context.Partition(From)).Below(spec.Default);
        var path = Image is null ? slot.ToString() : $"{spec.Default} of {context.Image(Image).Image}";
        var found = Image is null ? await SlotFiles.ReadAsync(context.Device, slot, ct) : await context.Device.Images.ReadFileAsync(context.Image(Image).Image, spec.Default, ct);
        var conf = found ?? throw new DeviceException(DeviceFault.NotFound, $"read {path}", "the new OS names no supervisor");
        string Needed(string key) => EnvFile.Value(conf, key) is { Length: > 0 } value ? value : throw new DeviceException(DeviceFault.NotFound, $"read {path}", $"it has no {key}");
        var version = Needed(spec.VersionKey);
        return (conf, Needed(spec.ImageKey) is var image && image.EndsWith($":{version}", StringComparison.Ordinal) ? image[..^(version.Length + 1)] : image, version);
    }

    /// <summary>The configuration as it is to be: everything else in it stays as it is on the device.</summary>
    async ValueTask<byte[]> ContentAsync(StepContext context, SupervisorSpec spec, CancellationToken ct)
    {
        var (conf, image, version) = await NewAsync(context, ct);
        var former = await SlotFiles.ReadAsync(context.Device, spec.Override ?? OfActive(context, spec.Default), ct);
        if (!IsNeeded(await NowAsync(context, ct), version))
        {
            if (former is not null) return former;
            // The OS of before had the newer one, in a file that the new OS does not read.
            var kept = await SlotFiles.ReadAsync(context.Device, OfActive(context, spec.Former!), ct);
            return EnvFile.With(EnvFile.With(conf, spec.ImageKey, EnvFile.Value(kept!, spec.ImageKey) ?? image), spec.VersionKey, EnvFile.Value(kept!, spec.VersionKey)!);
        }

        return EnvFile.With(EnvFile.With(former ?? conf, spec.ImageKey, spec.IsTagged ? $"{image}:{version}" : image), spec.VersionKey, version);
    }

    /// <summary>The file that says which supervisor the new OS starts.</summary>
    PartitionPath Target(StepContext context, SupervisorSpec spec) => spec.Override ?? PartitionPath.Root(context.Partition(From)).Below(spec.Default);

    static PartitionPath OfActive(StepContext context, string path) => PartitionPath.Root(context.Partition(Roles.Active)).Below(path);

    static async ValueTask<string?> NowAsync(StepContext context, CancellationToken ct)
    {
        var spec = Spec(context);
        foreach (var path in new[] { spec.Override, OfActive(context, spec.Default), spec.Former is { } former ? OfActive(context, former) : null })
            if (path is { } place && await SlotFiles.ReadAsync(context.Device, place, ct) is { } conf && EnvFile.Value(conf, spec.VersionKey) is { Length: > 0 } version) return version;
        return null;
    }

    static SupervisorSpec Spec(StepContext context) =>
        context.Device.Layout.Supervisor ?? throw new DeviceException(DeviceFault.NotFound, "update the supervisor", $"the layout {context.Device.Layout.Id} has none");
}
