using Planner.Engine.Images;

namespace Planner.Engine.Devices.Files;

/// <summary>Takes a snapshot of a device through its ports: of a machine, a bench or a simulated one. Changes nothing.</summary>
public sealed class Inspector
{
    const long Block = 4096;

    // How the lists of the files of an OS are called, at the root of a partition.
    const string Lists = ".fingerprint";

    readonly IDevice device;
    readonly KeptFiles kept;

    Inspector(IDevice device)
    {
        this.device = device;
        kept = new KeptFiles(device.Layout, device.Board);
    }

    /// <summary>The snapshot as a device file; <see cref="DeviceFileWriter"/> gives its text.</summary>
    /// <param name="device">The device.</param>
    /// <param name="name">Name of the new device file.</param>
    /// <param name="images">Images to include; one that can not be had is left out.</param>
    /// <param name="ct">Ends the call.</param>
    public static async ValueTask<DeviceFile> InspectAsync(IDevice device, string name, IReadOnlyList<ImageReference> images, CancellationToken ct)
    {
        var inspector = new Inspector(device);
        var (found, online) = await inspector.ImagesAsync(images, ct);
        return new DeviceFile
        {
            Name = name,
            Summary = $"A snapshot of a {device.Board.Name}.",
            Layout = device.Layout.Id,
            Board = device.Board.Name,
            State = new DeviceState
            {
                Running = await device.Power.RunningSlotAsync(ct),
                Clock = device.Clock.Now,
                Online = online,
                Partitions = await inspector.PartitionsAsync(ct),
                Services = await inspector.ServicesAsync(ct),
                Engine = await inspector.EngineAsync(ct),
                Containers = await inspector.ContainersAsync(ct),
                Images = found,
            },
        };
    }

    async ValueTask<Dictionary<string, PartitionSnapshot>> PartitionsAsync(CancellationToken ct)
    {
        var partitions = new Dictionary<string, PartitionSnapshot>();
        foreach (var name in device.Layout.Partitions.Keys)
        {
            if (await device.Disks.LookAsync(name, ct) is not { } state) continue;
            var tree = state.Used is null ? new TreeSnapshot(TreeManifest.Empty, new Dictionary<string, byte[]>()) : await TreeAsync(name, ct);
            partitions[name] = new PartitionSnapshot(state.Size, state.Type ?? "none", state.Id, Math.Max(0, (state.Used ?? 0) - SpaceOf(tree.Manifest)), tree);
        }

        return partitions;
    }

    async ValueTask<TreeSnapshot> TreeAsync(string partition, CancellationToken ct)
    {
        var manifest = await device.Files.ReadTreeAsync(PartitionPath.Root(partition), ct);
        var tree = new TreeSnapshotBuilder();
        foreach (var entry in manifest.Entries)
            if (!kept.IsOwn(partition, entry.Path)) tree.Add(entry);
        await AddFingerprintsAsync(tree, manifest, partition, ct);
        var hostapp = await Hostapp.OfAsync(device.Files, partition, ct);
        foreach (var record in hostapp?.Records ?? [])
            if (manifest[record.Path] is { Type: EntryType.File } entry && await device.Files.ReadAsync(record, ct) is { } content) tree.Add(entry, content);
        foreach (var path in kept.On(partition))
        {
            await KeepAsync(new PartitionPath(partition, path), path);
            if (hostapp is not null && await hostapp.FindAsync(device.Files, path, ct) is { } place) await KeepAsync(place, path);
        }

        return tree.Build();

        async ValueTask KeepAsync(PartitionPath place, string path)
        {
            if (manifest[place.Path] is not { Type: EntryType.File } entry || kept.IsOwn(partition, place.Path)) return;
            if (await device.Files.ReadAsync(place, ct) is { } content && kept.Clean(partition, path, content) is { } clean) tree.Add(entry, clean);
        }
    }

    /// <summary>Where a partition has a list of its files, the list is kept, and what the files are by the hash of such lists.</summary>
    async ValueTask AddFingerprintsAsync(TreeSnapshotBuilder tree, TreeManifest manifest, string partition, CancellationToken ct)
    {
        var lists = manifest.Entries.Where(entry => entry.Type == EntryType.File && entry.Path.EndsWith(Lists, StringComparison.Ordinal) && entry.Path.LastIndexOf('/') == 0).ToList();
        if (lists.Count == 0) return;
        var md5 = await device.Files.Md5Async(PartitionPath.Root(partition), [], ct);
        foreach (var entry in manifest.Entries)
            if (!kept.IsOwn(partition, entry.Path) && md5.TryGetValue(entry.Path, out var hash)) tree.Add(entry with { Md5 = hash });
        foreach (var list in lists)
            if (await device.Files.ReadAsync(new PartitionPath(partition, list.Path), ct) is { } content) tree.Add(list, content);
    }

    async ValueTask<Dictionary<string, IReadOnlyDictionary<string, bool>>> ServicesAsync(CancellationToken ct)
    {
        var services = new Dictionary<string, IReadOnlyDictionary<string, bool>>();
        foreach (var service in device.Layout.Services.Keys)
            services[service] = new OrderedDictionary<string, bool>((await device.Services.LookAsync(service, ct)).Select(unit => KeyValuePair.Create(unit.Unit, unit.Running)));
        return services;
    }

    async ValueTask<EngineSnapshot> EngineAsync(CancellationToken ct)
    {
        var engine = await device.Containers.LookAsync(ct);
        return new EngineSnapshot(engine.Kind, engine.Ready, engine.Ready ? [.. (await device.Containers.ListAsync(ct)).Where(name => ImageReference.Parse(name) is not null)] : []);
    }

    async ValueTask<OrderedDictionary<string, ContainerSnapshot>> ContainersAsync(CancellationToken ct)
    {
        if (!(await device.Containers.LookAsync(ct)).Ready) return [];
        var containers = await device.Containers.ContainersAsync(ct);
        return new(containers.Select(container => KeyValuePair.Create(container.Name, new ContainerSnapshot(container.Image, container.Running, container.Restart, container.RemovesItself))));
    }

    async ValueTask<(Dictionary<string, ImageSnapshot> Found, bool Online)> ImagesAsync(IReadOnlyList<ImageReference> references, CancellationToken ct)
    {
        var (found, online) = (new Dictionary<string, ImageSnapshot>(), true);
        foreach (var reference in references)
        {
            try
            {
                var info = await device.Images.ResolveAsync(reference, ct);
                found[reference.Text] = new ImageSnapshot(info.Image.Digest, info.Architecture, info.Packed, info.Unpacked, await ImageTreeAsync(info.Image, ct), true);
            }
            catch (DeviceException missing) when (missing.Fault is DeviceFault.NotFound or DeviceFault.WrongPlatform or DeviceFault.Unreachable)
            {
                online &= missing.Fault != DeviceFault.Unreachable;
            }
        }

        return (found, online);
    }

    async ValueTask<TreeSnapshot> ImageTreeAsync(PinnedImage image, CancellationToken ct)
    {
        var tree = new TreeSnapshotBuilder();
        try
        {
            var manifest = await device.Images.ReadTreeAsync(image, ct);
            foreach (var entry in manifest.Entries) tree.Add(entry);
            foreach (var path in kept.InImages)
                if (manifest[path] is { Type: EntryType.File } entry && await device.Images.ReadFileAsync(image, path, ct) is { } content && kept.CleanOfImage(path, content) is { } clean) tree.Add(entry, clean);
        }
        catch (DeviceException missing) when (missing.Fault is DeviceFault.NotFound or DeviceFault.Unreachable)
        {
            // It is in a registry only: its tree is not known before it is pulled.
        }

        return tree.Build();
    }

    static long SpaceOf(TreeManifest tree)
    {
        var space = 0L;
        foreach (var entry in tree.Entries)
            space += entry.Type == EntryType.Folder ? Block : entry.SameAs is null ? (entry.Size + Block - 1) / Block * Block : 0;
        return space;
    }
}
