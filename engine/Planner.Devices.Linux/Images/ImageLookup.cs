using Planner.Devices.Linux.Fetching;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Images;

/// <summary>Looks at images without a device.</summary>
public static class ImageLookup
{
    /// <summary>What a registry or an <c>oci:</c> folder knows of an image; see <see cref="Engine.Devices.IImages.ResolveAsync"/>.</summary>
    /// <param name="reference">The image.</param>
    /// <param name="architecture">The architecture that it is wanted for, as boards say it: <c>amd64</c>, <c>arm/v7</c>.</param>
    /// <param name="folder">The folder that relative <c>oci:</c> paths start from.</param>
    /// <param name="fetcher">Asks registries.</param>
    /// <param name="ct">Ends the call.</param>
    public static async Task<ImageInfo> OfAsync(ImageReference reference, string architecture, string folder, HttpFetcher fetcher, CancellationToken ct)
    {
        var platform = Platform.OfBoard(architecture);
        return reference.IsFolder
            ? await new OciFolder(Path.GetFullPath(reference.Name, Path.GetFullPath(folder)), $"oci:{reference.Name}").ResolveAsync(reference, platform, ct)
            : await new Registry(fetcher).ResolveAsync(reference, platform, ct);
    }
}
