using Planner.Devices.Linux.Fetching;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Images;

/// <summary>An image as its registry sends it: a layer streams by whenever it is read, and nothing of it is stored. A connection that breaks is gone on with where it broke; a place that sends other bytes than it should is left for the next one, and the layer visited anew.</summary>
/// <param name="registry">The registry.</param>
/// <param name="fetcher">Fetches.</param>
/// <param name="reference">Where the image is.</param>
/// <param name="layers">Its layers, the lowest first.</param>
/// <param name="progress">Gets the bytes that came so far, of all layers.</param>
/// <param name="tried">What is being done, for messages.</param>
sealed class RegistrySource(Registry registry, HttpFetcher fetcher, ImageReference reference, IReadOnlyList<Descriptor> layers, IProgress<long>? progress, string tried) : IImageSource
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReadLayersAsync(Predicate<string> wanted, LayerVisit visit, CancellationToken ct)
    {
        var before = 0L;
        foreach (var layer in layers.DistinctBy(layer => layer.Digest).Where(layer => wanted(layer.Digest)))
        {
            var doing = $"{tried}, layer {layer.Digest}";
            var told = progress is null ? null : new Behind(progress, before);
            await Fetch.WithoutLiarsAsync(
                registry.PlacesOf(reference, layer.MediaType, layer.Digest, doing),
                places => Task.Run(() => Read(layer, places, told, visit, doing, ct), ct));
            before += layer.Size;
        }

        return [.. layers.Select(layer => layer.Digest)];
    }

    void Read(Descriptor layer, IReadOnlyList<Ask> places, IProgress<long>? told, LayerVisit visit, string doing, CancellationToken ct)
    {
        using var stream = new FetchedStream((into, stop) => Fetch.RestAsync(fetcher, into, layer.Size, places, told, doing, stop), ct);
        LayerStream.Read(stream, found => found.Stored == layer.Digest ? null : $"its digest is {found.Stored}", hashPlain: false, tar => visit(layer.Digest, tar), doing, ct);
    }

    sealed class Behind(IProgress<long> progress, long before) : IProgress<long>
    {
        public void Report(long value) => progress.Report(before + value);
    }
}
