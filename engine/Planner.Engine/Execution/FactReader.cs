using System.Text.Json;
using Planner.Engine.Boot;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Engine.Language;
using Planner.Engine.Steps;

namespace Planner.Engine.Execution;

/// <summary>Reads facts from a device, fresh at every call but for the slot that runs, which only a boot changes. A fact that can not be read is unknown, with the reason.</summary>
/// <param name="device">The device.</param>
/// <param name="target">The version to update to, or null.</param>
/// <param name="inputs">Values of inputs by name.</param>
/// <param name="images">What image inputs resolved to, by the image's name; a failure where they did not.</param>
public sealed class FactReader(IDevice device, HostVersion? target, IReadOnlyDictionary<string, string> inputs, IReadOnlyDictionary<string, ImageAnswer> images)
{
    string? running;

    /// <summary>Reads a fact.</summary>
    public async ValueTask<FactValue> ReadAsync(string name, CancellationToken ct)
    {
        try
        {
            return await OfFamilyAsync(name, ct);
        }
        catch (DeviceException e)
        {
            return Unknown(FactCatalogue.TypeOf(name), e.Message);
        }
    }

    ValueTask<FactValue> OfFamilyAsync(string name, CancellationToken ct)
    {
        if (name.StartsWith("os.", StringComparison.Ordinal) || name.StartsWith("device.", StringComparison.Ordinal)) return OfDeviceAsync(name, ct);
        return name.Split('.') switch
        {
            ["input", var input] => new(inputs.TryGetValue(input, out var value) ? FactValue.Of(value) : Unknown(FactType.Text, $"input '{input}' was not given")),
            ["input", var input, var what] => new(OfImage(input, what)),
            ["target", var what] => OfTargetAsync(what, ct),
            ["partition", var partition, var what] => OfPartitionAsync(partition, what, ct),
            ["service", var service, _] => IsRunningAsync(service, ct),
            ["slot", "hostapp"] => HoldsHostappAsync(ct),
            ["slot", var what] => OfSlotsAsync(what, ct),
            ["hostapp", var role] => HostappAsync(role, ct),
            ["engine", var what] => OfEngineAsync(what, ct),
            _ => OfDeviceAsync(name, ct),
        };
    }

    static FactValue Unknown(FactType type, string reason) => FactValue.Unknown(type, reason);

    async ValueTask<FactValue> OfDeviceAsync(string name, CancellationToken ct) => name switch
    {
        "device.arch" => FactValue.Of(device.Board.Architecture),
        "boot.family" => FactValue.Of(device.Board.Family),
        "clock.synced" => await device.Clock.SynchronizedAsync(ct) is { } synced ? FactValue.Of(synced) : Unknown(FactType.Boolean, "the OS does not tell"),
        "update.pending" => await IsPendingAsync(ct),
        "supervisor.running" => await IsRunningAsync("supervisor", ct),
        "os.variant" when !device.Layout.Facts.ContainsKey(name) => await OfVariantAsync(ct),
        _ => await OfSourceAsync(name, ct),
    };

    async ValueTask<FactValue> OfVariantAsync(CancellationToken ct)
    {
        var version = await OfSourceAsync("os.version", ct);
        if (!version.IsKnown) return version;
        return HostVersion.TryParse(version.Text!, out var parsed) && parsed.Variant is { } variant ? FactValue.Of(variant) : Unknown(FactType.Text, $"'{version.Text}' names no variant");
    }

    async ValueTask<FactValue> OfSourceAsync(string name, CancellationToken ct)
    {
        var type = FactCatalogue.TypeOf(name);
        if (!device.Layout.Facts.TryGetValue(name, out var source)) return Unknown(type, $"the layout {device.Layout.Id} does not say where it comes from");
        foreach (var place in source.Places)
        {
            if (await BindAsync(place, ct) is not { } path || await IsMissingAsync(path.Partition, ct) || await SlotFiles.ReadAsync(device, path, ct) is not { } content) continue;
            if ((source.Format == FactFormat.Env ? EnvFile.Value(content, source.Key) : JsonValue(content, source.Key)) is { Length: > 0 } text) return Typed(type, text);
        }

        return Unknown(type, $"no {source.Key} in {string.Join(" or ", source.Places)}");
    }

    static FactValue Typed(FactType type, string text) => type switch
    {
        FactType.Version => FactValue.OfVersion(text),
        FactType.Size => ByteSize.TryParse(text, out var bytes) ? FactValue.Of(bytes) : Unknown(type, $"'{text}' is no size"),
        FactType.Boolean => text is "true" or "false" ? FactValue.Of(text == "true") : Unknown(type, $"'{text}' is neither true nor false"),
        _ => FactValue.Of(text),
    };

    static string? JsonValue(byte[] content, string key)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var element = document.RootElement;
            foreach (var part in key.Split('.'))
                if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(part, out element)) return null;
            return element.ValueKind is JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array ? null : element.ToString();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    FactValue OfImage(string input, string what)
    {
        var type = FactCatalogue.TypeOf($"input.{input}.{what}");
        if (!inputs.TryGetValue(input, out var name) || !images.TryGetValue(name, out var answer)) return Unknown(type, $"input '{input}' is no image that was asked for");
        if (answer.Info is not { } info) return Unknown(type, answer.Failure!.Message);
        return what switch
        {
            "packed" => FactValue.Of(info.Packed),
            "unpacked" => FactValue.Of(info.Unpacked),
            "digest" => FactValue.Of(info.Image.Digest),
            "pinned" => FactValue.Of(info.Image.PullName),
            _ => FactValue.Of(info.Architecture),
        };
    }

    async ValueTask<FactValue> OfTargetAsync(string what, CancellationToken ct)
    {
        if (target is null) return Unknown(FactCatalogue.TypeOf($"target.{what}"), "no target version was given");
        return what switch
        {
            "version" => FactValue.OfVersion(target.ToString()),
            "tag" => FactValue.Of(target.ToString().Replace('+', '_')),
            _ => await OfTargetSupervisorAsync(ct),
        };
    }

    async ValueTask<FactValue> OfTargetSupervisorAsync(CancellationToken ct)
    {
        if (device.Layout.Supervisor is not { } spec) return Unknown(FactType.Version, $"the layout {device.Layout.Id} has no supervisor");
        foreach (var image in images.Values.Where(image => image.Info is not null))
            if (await device.Images.ReadFileAsync(image.Info!.Image, spec.Default, ct) is { } conf && EnvFile.Value(conf, spec.VersionKey) is { } version) return FactValue.OfVersion(version);
        return Unknown(FactType.Version, $"no image input has {spec.VersionKey} in {spec.Default}");
    }

    async ValueTask<FactValue> OfPartitionAsync(string partition, string what, CancellationToken ct)
    {
        if (await NameAsync(partition, ct) is not { } name || await device.Disks.LookAsync(name, ct) is not { } state) return Unknown(FactType.Size, $"the device has no partition '{partition}'");
        var bytes = what switch { "size" => state.Size, "free" => state.Free, _ => state.Used };
        return bytes is { } known ? FactValue.Of(known) : Unknown(FactType.Size, $"{name} has no file system that can be read");
    }

    async ValueTask<FactValue> OfSlotsAsync(string what, CancellationToken ct)
    {
        if (await RunningSlotAsync(ct) is not { } active) return Unknown(FactCatalogue.TypeOf($"slot.{what}"), "the running root is no slot of the layout");
        var spare = SpareOf(device.Layout, active);
        if (what != "distinct") return FactValue.Of(what == "active" ? active : spare);
        var (one, other) = (await device.Disks.LookAsync(device.Layout.Slots[active], ct), await device.Disks.LookAsync(device.Layout.Slots[spare], ct));
        return one is null || other is null ? Unknown(FactType.Boolean, $"the device has no partition for slot {(one is null ? active : spare)}") : FactValue.Of(one.Id != other.Id);
    }

    async ValueTask<FactValue> HoldsHostappAsync(CancellationToken ct) =>
        await NameAsync(Roles.Active, ct) is not { } slot ? Unknown(FactType.Boolean, "the running root is no slot of the layout")
        : FactValue.Of(device.Layout.HasHostapps && await Hostapp.OfAsync(device.Files, slot, ct) is not null);

    async ValueTask<FactValue> HostappAsync(string role, CancellationToken ct)
    {
        if (await NameAsync(role, ct) is not { } slot) return Unknown(FactType.Text, "the running root is no slot of the layout");
        return device.Layout.HasHostapps && await device.Disks.LookAsync(slot, ct) is { Free: not null } && await Hostapp.OfAsync(device.Files, slot, ct) is { } found
            ? FactValue.Of(found.Id)
            : Unknown(FactType.Text, $"{slot} holds no hostapp");
    }

    async ValueTask<FactValue> OfEngineAsync(string what, CancellationToken ct)
    {
        var engine = await device.Containers.LookAsync(ct);
        if (what == "kind") return FactValue.Of(engine.Kind);
        return FactValue.Of(engine.Ready);
    }

    async ValueTask<FactValue> IsPendingAsync(CancellationToken ct)
    {
        if (BootFamilies.Find(device.Board.Family) is not { } family) return Unknown(FactType.Boolean, $"boot family '{device.Board.Family}' is not built");
        var next = await family.ReadAsync(device.Board, device.Files, ct);
        if (next.Slot is null) return Unknown(FactType.Boolean, "the boot variables name no slot");
        return await RunningSlotAsync(ct) is { } running ? FactValue.Of(next.Slot != running || next.Counting) : Unknown(FactType.Boolean, "the running root is no slot of the layout");
    }

    async ValueTask<FactValue> IsRunningAsync(string service, CancellationToken ct)
    {
        if (!device.Layout.Services.ContainsKey(service)) return Unknown(FactType.Boolean, $"the layout {device.Layout.Id} has no service '{service}'");
        var units = await device.Services.LookAsync(service, ct);
        return units.Count == 0 ? Unknown(FactType.Boolean, $"the OS has no unit of service '{service}'") : FactValue.Of(units.All(unit => unit.Running));
    }

    /// <summary>Whether it is a partition that some devices lack, and this one does.</summary>
    async ValueTask<bool> IsMissingAsync(string partition, CancellationToken ct) =>
        device.Layout.Partitions.TryGetValue(partition, out var known) && known.Optional && await device.Disks.LookAsync(partition, ct) is null;

    async ValueTask<PartitionPath?> BindAsync(PartitionPath path, CancellationToken ct) => await NameAsync(path.Partition, ct) is { } name ? path with { Partition = name } : null;

    async ValueTask<string?> NameAsync(string nameOrRole, CancellationToken ct)
    {
        if (!Roles.All.Contains(nameOrRole)) return device.Layout.Slots.GetValueOrDefault(nameOrRole) ?? nameOrRole;
        if (await RunningSlotAsync(ct) is not { } active) return null;
        return device.Layout.Slots[nameOrRole == Roles.Active ? active : SpareOf(device.Layout, active)];
    }

    /// <summary>The slot that runs, or null when the root is no slot.</summary>
    internal async ValueTask<string?> RunningSlotAsync(CancellationToken ct) => running ??= await device.Power.RunningSlotAsync(ct);

    /// <summary>The device boots.</summary>
    internal void Forget() => running = null;

    /// <summary>The slot that is not the active one.</summary>
    internal static string SpareOf(Layout layout, string active) => layout.Slots.Keys.First(slot => slot != active);
}

/// <summary>What became of asking for an image.</summary>
/// <param name="Info">The image, or null.</param>
/// <param name="Failure">Why there is none, or null.</param>
public sealed record ImageAnswer(ImageInfo? Info, DeviceException? Failure);
