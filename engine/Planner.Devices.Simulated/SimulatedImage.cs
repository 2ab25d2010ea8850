using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Simulated;

/// <summary>An image that registries and folders offer, with its tree and the parts of it that were asked for before. Shared by all devices made from one start.</summary>
public sealed class SimulatedImage(ImageReference reference, ImageSnapshot snapshot)
{
    const int ConfigSize = 2048;
    const int ManifestSize = 512;

    readonly ConcurrentDictionary<(string From, string Except), (TreeNode Tree, bool HasRoot)> selections = new();

    /// <summary>How the device file names it.</summary>
    public ImageReference Reference { get; } = reference;

    /// <summary>What is known of it.</summary>
    public ImageSnapshot Snapshot { get; } = snapshot;

    /// <summary>Its merged tree.</summary>
    public TreeNode Tree { get; } = TreeReading.NodeOf(snapshot.Tree);

    /// <summary>What the port says of it.</summary>
    public ImageInfo Info { get; } = new(reference.Pin(snapshot.Digest), snapshot.Architecture, snapshot.Packed, snapshot.Unpacked);

    /// <summary>What a registry has of it: a layer with all of it, a configuration, and the manifest.</summary>
    public IReadOnlyList<ImagePart> Parts { get; } =
    [
        new("application/vnd.oci.image.layer.v1.tar+gzip", DigestOf($"layer of {snapshot.Digest}"), snapshot.Packed),
        new("application/vnd.oci.image.config.v1+json", DigestOf($"configuration of {snapshot.Digest}"), ConfigSize),
        new("application/vnd.oci.image.manifest.v1+json", snapshot.Digest, ManifestSize),
    ];

    /// <summary>Whether a pinned image is this one.</summary>
    public bool Is(PinnedImage image) => image.Digest == Snapshot.Digest && image.Reference.Name == Reference.Name && image.Reference.IsFolder == Reference.IsFolder;

    /// <summary>A part of its tree, and whether that part brings a root of its own.</summary>
    public (TreeNode Tree, bool HasRoot) Select(TreeSelection selection)
    {
        if (selection.TakesAll) return (Tree, Snapshot.Tree.Manifest["/"] is not null);
        var key = (selection.From, string.Join('\n', selection.Except));
        if (selections.TryGetValue(key, out var known)) return known;
        var manifest = Snapshot.Tree.Manifest.Select(selection);
        return selections[key] = (TreeReading.NodeOf(Snapshot.Tree with { Manifest = manifest }), manifest["/"] is not null);
    }

    static string DigestOf(string name) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}";
}
