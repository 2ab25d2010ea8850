using Planner.Devices.Linux.Images.Tar;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Images;

/// <summary>Writes an image's whole tree while its layers stream by once, each content once: contents first go into a folder of their own on the target, under numbers. Only when every layer had its digest and the tree that they make is known are they renamed into it, so of an image that is not the right one nothing is there that could be used.</summary>
/// <param name="target">Where it is written.</param>
/// <param name="source">The image.</param>
/// <param name="tried">What is being done, for messages.</param>
sealed class StreamedTree(TargetTree target, IImageSource source, string tried)
{
    const string Contents = "/.planner-contents";

    readonly ContentWriter writer = new(target);
    readonly Dictionary<string, LayerIndex> layers = [];
    readonly Dictionary<string, string> folders = [];

    /// <summary>Writes it; durable when it returns.</summary>
    /// <returns>Every name that was written.</returns>
    public async Task<TreeManifest> WriteAsync(CancellationToken ct)
    {
        Begin();
        var order = await source.ReadLayersAsync(_ => true, Take, ct);
        return await Task.Run(() => End(order), ct);
    }

    void Begin()
    {
        target.Clear(Contents);
        target.MakeFolder(Contents);
    }

    void Take(string layer, TarStream tar)
    {
        var folder = folders.TryGetValue(layer, out var known) ? known : folders[layer] = $"{Contents}/{folders.Count}";
        target.Clear(folder);
        target.MakeFolder(folder);
        layers[layer] = LayerIndex.Read(layer, tar, $"{tried}, layer {layer}", (ordinal, entry) => writer.Take(PlaceOf(folder, ordinal), entry, tar).Digest);
    }

    TreeManifest End(IReadOnlyList<string> order)
    {
        var tree = MergedTree.Of(order.Select(layer => layers[layer]), tried);
        if (tree.Root.Children!.ContainsKey(Contents[1..])) throw new DeviceException(DeviceFault.Failed, tried, $"the image has a {Contents}, and that is where its contents are kept meanwhile");
        var tidy = new TreeWriter(target, tree.Root, TreeSelection.All, tried);
        tidy.Begin();
        tidy.Write((contents, path, inode) => contents.Place(PlaceOf(folders[inode.Layer], inode.Ordinal), path, inode));
        target.Clear(Contents);
        tidy.End();
        return tree.ToManifest();
    }

    static string PlaceOf(string folder, int ordinal) => $"{folder}/{ordinal}";
}
