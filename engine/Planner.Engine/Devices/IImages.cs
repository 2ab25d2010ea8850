using Planner.Engine.Images;

namespace Planner.Engine.Devices;

/// <summary>Images, wherever they are: in a registry, in an <c>oci:</c> folder, in the container engine.</summary>
public interface IImages
{
    /// <summary>Asks what a reference means for this device's platform now. Not there: <see cref="DeviceFault.NotFound"/>; for another platform only: <see cref="DeviceFault.WrongPlatform"/>; no answer: <see cref="DeviceFault.Unreachable"/>.</summary>
    ValueTask<ImageInfo> ResolveAsync(ImageReference reference, CancellationToken ct);

    /// <summary>The image's final tree with all layers merged, every layer's digest checked on the way. The image must be on the device: an <c>oci:</c> folder, stored in a folder of a partition, or pulled into the engine.</summary>
    ValueTask<TreeManifest> ReadTreeAsync(PinnedImage image, CancellationToken ct);

    /// <summary>A small file of the image, or null when it has none of that path. Links are followed within the image.</summary>
    ValueTask<byte[]?> ReadFileAsync(PinnedImage image, string path, CancellationToken ct);

    /// <summary>Writes the selected part of the image's tree below a folder of a partition, over what is there, through the one tree writer: owners, modes, times, links, devices, attributes, never outside the folder. Of an image whose tree was written to a partition it is copied from there, as it is now. Durable when it returns.</summary>
    ValueTask ExportAsync(PinnedImage image, TreeSelection selection, PartitionPath target, CancellationToken ct);

    /// <summary>Fetches an image from its registry or <c>oci:</c> folder and writes its whole tree below an empty folder of a partition while the layers come, through the one tree writer, storing nothing twice. Durable when it returns. Before every layer was found to have its digest nothing of it has its name; other bytes: <see cref="DeviceFault.NotAuthentic"/>; a registry that breaks off and does not come back: <see cref="DeviceFault.Unreachable"/>.</summary>
    /// <param name="image">The image.</param>
    /// <param name="target">The folder.</param>
    /// <param name="progress">Bytes that came so far.</param>
    /// <param name="ct">Ends the fetching.</param>
    /// <returns>Every name that was written.</returns>
    ValueTask<TreeManifest> StreamAsync(PinnedImage image, PartitionPath target, IProgress<long>? progress, CancellationToken ct);

    /// <summary>What has to be fetched to store an image of a registry or an <c>oci:</c> folder: its layers, its configuration, and last its manifest. No answer: <see cref="DeviceFault.Unreachable"/>.</summary>
    ValueTask<IReadOnlyList<ImagePart>> PartsAsync(PinnedImage image, CancellationToken ct);

    /// <summary>Fetches a part of an image from its registry or <c>oci:</c> folder into a file, behind what the file holds already and never beyond the part's size; the file's own folder must exist. Not durable when it returns. The whole file is checked against the digest: <see cref="DeviceFault.NotAuthentic"/>, and then it is of no use; a registry that breaks off: <see cref="DeviceFault.Unreachable"/>, and then it may be gone on with.</summary>
    /// <param name="image">The image.</param>
    /// <param name="part">One of its parts.</param>
    /// <param name="file">Where it goes.</param>
    /// <param name="progress">Bytes that the file holds so far.</param>
    /// <param name="ct">Ends the fetching.</param>
    ValueTask FetchAsync(PinnedImage image, ImagePart part, PartitionPath file, IProgress<long>? progress, CancellationToken ct);
}
