using System.Text;
using Planner.Engine.Images;

namespace Planner.Engine.Devices;

/// <summary>An OS that a slot holds as the layers of an image, the way a container engine stores them: the link <c>current</c> names the container that the loader's init mounts as root.</summary>
/// <param name="Id">The container's id.</param>
/// <param name="Layers">The folders of its layers, the uppermost first.</param>
/// <param name="IsAufs">Whether names are hidden as aufs does it, by files of their own.</param>
public sealed record Hostapp(string Id, IReadOnlyList<PartitionPath> Layers, bool IsAufs)
{
    const string Hidden = ".wh.";
    const string Opaque = ".wh..wh..opq";

    static readonly string[] Engines = ["balena", "docker"];

    /// <summary>The engine's files that tell which layers it has.</summary>
    public IReadOnlyList<PartitionPath> Records { get; private init; } = [];

    /// <summary>The link that names it.</summary>
    public const string Current = "/current";

    /// <summary>The hostapp that a slot holds, or null when it holds none: a plain tree, or one that is not whole.</summary>
    /// <param name="files">The device's files.</param>
    /// <param name="partition">The slot's partition.</param>
    /// <param name="ct">Ends the call.</param>
    public static async ValueTask<Hostapp?> OfAsync(IFiles files, string partition, CancellationToken ct)
    {
        var root = PartitionPath.Root(partition);
        if (await files.StatAsync(root.Below(Current), ct) is not { Type: EntryType.Link, Target: { } target }) return null;
        var id = target[(target.TrimEnd('/').LastIndexOf('/') + 1)..].TrimEnd('/');
        if (id is "" or "." or "..") return null;
        foreach (var store in Engines.Select(root.Below))
        {
            if (await OverlayAsync(files, store, id, ct) is { } overlay) return overlay;
            if (await AufsAsync(files, store, id, ct) is { } aufs) return aufs;
        }

        return null;
    }

    /// <summary>Where a file of it lies, or null when it has none of that name.</summary>
    public async ValueTask<PartitionPath?> FindAsync(IFiles files, string path, CancellationToken ct)
    {
        foreach (var layer in Layers)
        {
            var place = layer.Below(path);
            if (await files.StatAsync(place, ct) is { } found) return found.Type == EntryType.CharacterDevice && found.Device == default ? null : place;
            if (await HidesAsync(files, layer, path, ct)) return null;
        }

        return null;
    }

    /// <summary>Whether a layer hides what those below it have at a path: the name itself, or a folder above it.</summary>
    async ValueTask<bool> HidesAsync(IFiles files, PartitionPath layer, string path, CancellationToken ct)
    {
        for (var place = new PartitionPath(layer.Partition, path); place.Path != "/"; place = place.Folder)
        {
            if (IsAufs && await files.StatAsync(layer.Below(place.Folder.Path).Below(Hidden + place.Name), ct) is not null) return true;
            if (place.Path == path || await files.StatAsync(layer.Below(place.Path), ct) is not { } above) continue;
            if (above.Type != EntryType.Folder) return true;
            if (IsAufs ? await files.StatAsync(layer.Below(place.Path).Below(Opaque), ct) is not null : above.Attributes.ContainsKey("trusted.overlay.opaque")) return true;
        }

        return false;
    }

    /// <summary>Layers of overlay2: short links, separated by colons, that lead to the folders.</summary>
    static async ValueTask<Hostapp?> OverlayAsync(IFiles files, PartitionPath store, string id, CancellationToken ct)
    {
        var (record, folder) = (MountOf(store, "overlay2", id), store.Below("overlay2"));
        if (await TextAsync(files, record, ct) is not { } mount) return null;
        var (lower, layers) = (folder.Below($"{mount}/lower"), new List<PartitionPath> { folder.Below($"{mount}/diff") });
        foreach (var link in (await TextAsync(files, lower, ct))?.Split(':') ?? [])
            if (await files.StatAsync(folder.Below(link), ct) is { Target: { } target }) layers.Add(folder.Below(target.Replace("../", "", StringComparison.Ordinal)));
        return new Hostapp(id, layers, IsAufs: false) { Records = [record, lower] };
    }

    /// <summary>Layers of aufs: their names, the uppermost first.</summary>
    static async ValueTask<Hostapp?> AufsAsync(IFiles files, PartitionPath store, string id, CancellationToken ct)
    {
        var (record, folder) = (MountOf(store, "aufs", id), store.Below("aufs"));
        if (await TextAsync(files, record, ct) is not { } mount) return null;
        var lower = folder.Below($"layers/{mount}");
        var names = (await TextAsync(files, lower, ct))?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return new Hostapp(id, [folder.Below($"diff/{mount}"), .. names.Select(name => folder.Below($"diff/{name}"))], IsAufs: true) { Records = [record, lower] };
    }

    static PartitionPath MountOf(PartitionPath store, string driver, string container) => store.Below($"image/{driver}/layerdb/mounts/{container}/mount-id");

    static async ValueTask<string?> TextAsync(IFiles files, PartitionPath path, CancellationToken ct) => await files.ReadAsync(path, ct) is { } bytes ? Encoding.UTF8.GetString(bytes).Trim() : null;
}
