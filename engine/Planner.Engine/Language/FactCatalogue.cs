using Planner.Engine.Devices;

namespace Planner.Engine.Language;

/// <summary>A fact that plans may ask for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">How its values are read and compared.</param>
/// <param name="Summary">One sentence.</param>
public sealed record Fact(string Name, FactType Type, string Summary);

/// <summary>Every fact there is: fixed ones, and families that follow from a layout's partitions and services and a plan's inputs.</summary>
public static class FactCatalogue
{
    /// <summary>Prefix of facts of inputs.</summary>
    public const string InputPrefix = "input.";

    const string PartitionPrefix = "partition.";
    const string ServicePrefix = "service.";

    static readonly Dictionary<string, InputType> None = [];

    /// <summary>Facts whose names are the same for every layout and plan.</summary>
    public static IReadOnlyList<Fact> Fixed { get; } =
    [
        new("os.name", FactType.Text, "Name of the host OS, like resin-os."),
        new("os.version", FactType.Version, "Version of the host OS that runs."),
        new("os.variant", FactType.Text, "Variant of the host OS that runs: dev or prod."),
        new("device.type", FactType.Text, "Device type: the board of the layout."),
        new("device.uuid", FactType.Text, "Identity of the device."),
        new("device.arch", FactType.Text, "OCI platform of the board, like arm/v7."),
        new("target.version", FactType.Version, "Version that the update leads to."),
        new("target.tag", FactType.Text, "Version that the update leads to as an image tag: '+' is '_'."),
        new("target.supervisor", FactType.Version, "Supervisor version that the new OS brings."),
        new("slot.active", FactType.Text, "Name of the slot that runs."),
        new("slot.spare", FactType.Text, "Name of the slot that does not run."),
        new("slot.distinct", FactType.Boolean, "Whether active and spare are two block devices."),
        new("slot.hostapp", FactType.Boolean, "Whether the slot that runs holds a hostapp, and not a plain tree."),
        new("hostapp.active", FactType.Text, "Id of the hostapp that runs: what 'current' on its slot names."),
        new("hostapp.spare", FactType.Text, "Id of the hostapp on the slot that does not run."),
        new("update.pending", FactType.Boolean, "Whether a switched slot waits for a reboot or for being confirmed."),
        new("supervisor.version", FactType.Version, "Supervisor version that is configured on the device."),
        new("supervisor.running", FactType.Boolean, "Whether the supervisor's service runs."),
        new("engine.kind", FactType.Text, "Container engine: docker, balena or none."),
        new("engine.ready", FactType.Boolean, "Whether the container engine answers."),
        new("boot.family", FactType.Text, "Boot family of the board, like grub-env."),
        new("clock.synced", FactType.Boolean, "Whether the clock is set from the network."),
    ];

    /// <summary>Facts of each partition, without their prefix.</summary>
    public static IReadOnlyList<Fact> OfPartition { get; } =
    [
        new("size", FactType.Size, "Size of the partition."),
        new("free", FactType.Size, "Space that is free on the partition."),
        new("used", FactType.Size, "Space that is in use on the partition."),
    ];

    /// <summary>Facts of each service, without their prefix.</summary>
    public static IReadOnlyList<Fact> OfService { get; } = [new("running", FactType.Boolean, "Whether every unit of the service runs.")];

    /// <summary>Facts of each image input, without their prefix.</summary>
    public static IReadOnlyList<Fact> OfImage { get; } =
    [
        new("packed", FactType.Size, "Bytes to fetch of the image."),
        new("unpacked", FactType.Size, "Size of the image's files."),
        new("digest", FactType.Text, "Digest of the image's manifest for this device."),
        new("arch", FactType.Text, "Platform of the image."),
        new("pinned", FactType.Text, "Name of the image with its digest, which no other image has."),
    ];

    /// <summary>The fact of a name for devices of a layout and a plan's inputs, or null when there is none.</summary>
    /// <param name="name">Like <c>partition.spare.size</c> or <c>input.image</c>.</param>
    /// <param name="layout">Null to take every partition and service for known.</param>
    /// <param name="inputs">The plan's inputs by name.</param>
    public static Fact? Find(string name, Layout? layout, IReadOnlyDictionary<string, InputType> inputs)
    {
        if (name.StartsWith(PartitionPrefix, StringComparison.Ordinal) && name.LastIndexOf('.') is var cut && cut > PartitionPrefix.Length)
            return layout is null || layout.Knows(name[PartitionPrefix.Length..cut]) ? Member(OfPartition, name, cut) : null;
        if (name.StartsWith(ServicePrefix, StringComparison.Ordinal) && (cut = name.LastIndexOf('.')) > ServicePrefix.Length)
            return layout is null || layout.Services.ContainsKey(name[ServicePrefix.Length..cut]) ? Member(OfService, name, cut) : null;
        if (!name.StartsWith(InputPrefix, StringComparison.Ordinal)) return Fixed.FirstOrDefault(fact => fact.Name == name);
        if (inputs.TryGetValue(name[InputPrefix.Length..], out var type)) return new Fact(name, TypeOf(type), "Value of the input.");
        cut = name.LastIndexOf('.');
        return cut > InputPrefix.Length && inputs.TryGetValue(name[InputPrefix.Length..cut], out type) && type == InputType.Image ? Member(OfImage, name, cut) : null;
    }

    /// <summary>The names of all facts for devices of a layout and a plan's inputs.</summary>
    public static IEnumerable<string> Names(Layout? layout, IReadOnlyDictionary<string, InputType> inputs) =>
    [
        .. Fixed.Select(fact => fact.Name),
        .. (layout?.RolesAndPartitions ?? []).SelectMany(partition => OfPartition.Select(fact => $"{PartitionPrefix}{partition}.{fact.Name}")),
        .. (layout?.Services.Keys ?? []).SelectMany(service => OfService.Select(fact => $"{ServicePrefix}{service}.{fact.Name}")),
        .. inputs.Keys.Select(input => InputPrefix + input),
        .. inputs.Where(input => input.Value == InputType.Image).SelectMany(input => OfImage.Select(fact => $"{InputPrefix}{input.Key}.{fact.Name}")),
    ];

    /// <summary>The type of a fact by its name alone, for a value of any layout; a text when there is no such fact.</summary>
    public static FactType TypeOf(string name) =>
        (Find(name, null, None) ?? OfImage.FirstOrDefault(fact => name.StartsWith(InputPrefix, StringComparison.Ordinal) && name.EndsWith("." + fact.Name, StringComparison.Ordinal)))?.Type ?? FactType.Text;

    /// <summary>The type of an input's value when it is compared.</summary>
    public static FactType TypeOf(InputType type) => type switch
    {
        InputType.Version => FactType.Version,
        InputType.Size => FactType.Size,
        _ => FactType.Text,
    };

    static Fact? Member(IReadOnlyList<Fact> family, string name, int cut) =>
        family.FirstOrDefault(fact => fact.Name == name[(cut + 1)..]) is { } fact ? fact with { Name = name } : null;
}
