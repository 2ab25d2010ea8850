using Planner.Devices.Linux.Images.Tar;

namespace Planner.Devices.Linux.Images;

/// <summary>An image that is on the device: its layers can be streamed as often as needed.</summary>
interface IImageSource
{
    /// <summary>Streams layers, each at most once, in whatever order they are stored, and checks the digest of each one that was visited whole: a mismatch is <see cref="Planner.Engine.Devices.DeviceFault.NotAuthentic"/>.</summary>
    /// <param name="wanted">Whether a layer is to be visited at all.</param>
    /// <param name="visit">Reads one layer's entries.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <returns>Every layer of the image from the lowest to the highest; one layer may stand there twice.</returns>
    Task<IReadOnlyList<string>> ReadLayersAsync(Predicate<string> wanted, LayerVisit visit, CancellationToken ct);
}

/// <summary>Reads a layer's entries.</summary>
/// <param name="layer">The layer's name within its source.</param>
/// <param name="tar">Its tar stream.</param>
delegate void LayerVisit(string layer, TarStream tar);
