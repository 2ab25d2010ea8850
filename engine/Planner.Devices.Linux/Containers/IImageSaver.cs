using Planner.Engine.Images;

namespace Planner.Devices.Linux.Containers;

/// <summary>Gives images as archives.</summary>
interface IImageSaver
{
    /// <summary>An image that the engine holds, as <c>docker save</c> writes it.</summary>
    Task<Stream> SaveAsync(PinnedImage image, string tried, CancellationToken ct);
}
