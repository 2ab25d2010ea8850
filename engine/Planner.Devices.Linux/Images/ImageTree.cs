using System.Collections.Concurrent;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Images;

/// <summary>An image whose layers were all read once, with digests checked: its tree, and where each content is found again.</summary>
sealed class ImageTree
{
    readonly IImageSource source;
    readonly MergedTree tree;

    ImageTree(IImageSource source, MergedTree tree)
    {
        this.source = source;
        this.tree = tree;
        Manifest = tree.ToManifest();
    }

    /// <summary>Every name.</summary>
    public TreeManifest Manifest { get; }

    /// <summary>Reads all layers.</summary>
    public static async Task<ImageTree> ReadAsync(IImageSource source, string tried, CancellationToken ct)
    {
        var layers = new ConcurrentDictionary<string, LayerIndex>();
        var order = await source.ReadLayersAsync(_ => true, (layer, tar) => layers[layer] = LayerIndex.Read(layer, tar, $"{tried}, layer {layer}"), ct);
        return new ImageTree(source, MergedTree.Of(order.Select(layer => layers[layer]), tried));
    }

    /// <summary>A file's content, links followed; null when there is no such file.</summary>
    public async Task<byte[]?> ReadFileAsync(string path, CancellationToken ct)
    {
        if (tree.Find(path) is not { Type: EntryType.File } inode) return null;
        byte[]? content = null;
        await source.ReadLayersAsync(layer => layer == inode.Layer, (_, tar) =>
        {
            for (var ordinal = 0; tar.Next() is { } entry; ordinal++)
                if (ordinal == inode.Ordinal) content = tar.ReadAll(entry);
        }, ct);
        return content;
    }

    /// <summary>Writes the selected part below a folder; durable when it returns.</summary>
    /// <param name="selection">What to take.</param>
    /// <param name="target">The folder, as a path on a mounted partition.</param>
    /// <param name="tried">What is being done, for messages.</param>
    /// <param name="ct">Ends the writing.</param>
    public async Task WriteAsync(TreeSelection selection, TargetTree target, string tried, CancellationToken ct)
    {
        if (Manifest[selection.From] is not { Type: EntryType.Folder }) throw new DeviceException(DeviceFault.NotFound, tried, $"the image has no folder {selection.From}");
        var writer = new TreeWriter(target, tree.Root, selection, tried);
        await Task.Run(writer.Begin, ct);
        await source.ReadLayersAsync(writer.Wants, writer.Write, ct);
        await Task.Run(writer.End, ct);
    }
}
