using System.Net;
using System.Net.Http.Headers;
using Planner.Devices.Linux.Fetching;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Images;

/// <summary>Asks registries what references mean, and for their blobs (OCI distribution specification, the pulling half): the mirrors first, then the registry itself. Plain HTTP is spoken to this machine only.</summary>
/// <param name="fetcher">Sends the requests.</param>
sealed class Registry(HttpFetcher fetcher)
{
    // A manifest, index or configuration; real ones have some KiB.
    const int LargestDocument = 8 << 20;

    readonly RegistryTokens tokens = new(fetcher);

    /// <summary>Finds the image for a board; see <see cref="IImages.ResolveAsync"/>. The unpacked size of a layer is exact where the registry serves byte ranges and the layer tells it, else four times the packed one.</summary>
    public async Task<ImageInfo> ResolveAsync(ImageReference reference, Platform board, CancellationToken ct)
    {
        var name = RegistryName.Of(reference);
        var tried = $"ask {name.Host} for {reference}";
        var json = await DocumentAsync(name, $"manifests/{reference.Digest ?? reference.Tag ?? "latest"}", reference.Digest, LargestDocument, tried, ct);
        var top = new Descriptor("", Digests.Of(json), json.Length, null, null);
        var choice = new PlatformChoice(board, async (descriptor, stop) => descriptor == top ? json : await BlobAsync(name, descriptor, tried, stop), tried);
        var chosen = await choice.ChooseAsync([top], ct);
        var (packed, unpacked) = (0L, 0L);
        foreach (var layer in chosen.Manifest.Layers)
        {
            packed += layer.Size;
            unpacked += await UnpackedSize.OfAsync(layer, (one, offset, count, stop) => PeekAsync(name, one, offset, count, tried, stop), ct);
        }

        return new ImageInfo(reference.Pin(chosen.Descriptor.Digest), chosen.Platform.ToString(), packed, unpacked);
    }

    /// <summary>What an image is made of, its manifest last; see <see cref="IImages.PartsAsync"/>.</summary>
    public async Task<IReadOnlyList<ImagePart>> PartsAsync(PinnedImage image, CancellationToken ct)
    {
        var (manifest, size) = await ManifestAsync(image, ct);
        return manifest.PartsWith(image.Digest, size);
    }

    /// <summary>An image whose layers are fetched whenever they are read.</summary>
    public async Task<IImageSource> OpenAsync(PinnedImage image, IProgress<long>? progress, string tried, CancellationToken ct) =>
        new RegistrySource(this, fetcher, image.Reference, (await ManifestAsync(image, ct)).Manifest.Layers, progress, tried);

    /// <summary>Whom to ask for a part of an image, in order.</summary>
    public IReadOnlyList<Ask> PlacesOf(ImageReference reference, string mediaType, string digest, string tried)
    {
        var name = RegistryName.Of(reference);
        return [.. fetcher.Settings.PlacesOf(name.Origin).Select<Uri, Ask>(place => async (from, ct) =>
        {
            var response = await SendAsync(place, name, $"{PlaceOf(mediaType)}/{digest}", new RangeHeaderValue(from, null), tried, ct);
            if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) return response;
            using (response) throw Refusal(response, tried);
        })];
    }

    async Task<(ImageManifest Manifest, long Size)> ManifestAsync(PinnedImage image, CancellationToken ct)
    {
        var name = RegistryName.Of(image.Reference);
        var tried = $"ask {name.Host} for {image}";
        var json = await DocumentAsync(name, $"manifests/{image.Digest}", image.Digest, LargestDocument, tried, ct);
        return (OciDocument.Manifest(json, tried), json.Length);
    }

    Task<byte[]> BlobAsync(RegistryName name, Descriptor descriptor, string tried, CancellationToken ct) =>
        DocumentAsync(name, $"{PlaceOf(descriptor.MediaType)}/{descriptor.Digest}", descriptor.Digest, Math.Min(descriptor.Size, LargestDocument), tried, ct);

    static string PlaceOf(string mediaType) => OciDocument.Accepted.Contains(mediaType) ? "manifests" : "blobs";

    Task<byte[]> DocumentAsync(RegistryName name, string what, string? digest, long atMost, string tried, CancellationToken ct) => fetcher.Retrying.FromAnyAsync(fetcher.Settings.PlacesOf(name.Origin), async (place, stop) =>
    {
        using var response = await SendAsync(place, name, what, null, tried, stop);
        var json = response.IsSuccessStatusCode ? await fetcher.ReadAllAsync(response, atMost, tried, stop) : throw Refusal(response, tried);
        return digest is null || Digests.Of(json) == digest ? json : throw new DeviceException(DeviceFault.NotAuthentic, tried, $"the answer for {digest} has the digest {Digests.Of(json)}");
    }, ct);

    Task<byte[]?> PeekAsync(RegistryName name, Descriptor layer, long offset, int count, string tried, CancellationToken ct)
    {
        var from = offset < 0 ? layer.Size + offset : offset;
        if (from < 0 || from + count > layer.Size) return Task.FromResult<byte[]?>(null);
        return fetcher.Retrying.FromAnyAsync(fetcher.Settings.PlacesOf(name.Origin), async (place, stop) =>
        {
            using var response = await SendAsync(place, name, $"blobs/{layer.Digest}", new RangeHeaderValue(from, from + count - 1), tried, stop);
            if (response.StatusCode is HttpStatusCode.NotFound) throw new DeviceException(DeviceFault.NotFound, tried, $"the registry does not hold the layer {layer.Digest}");
            return response.StatusCode == HttpStatusCode.PartialContent ? await fetcher.ReadAllAsync(response, count, tried, stop) : null;
        }, ct);
    }

    async Task<HttpResponseMessage> SendAsync(Uri place, RegistryName name, string what, RangeHeaderValue? range, string tried, CancellationToken ct)
    {
        if (place.Scheme != Uri.UriSchemeHttps && !place.IsLoopback) throw new DeviceException(DeviceFault.Failed, tried, $"{place.Authority} is asked over plain HTTP, and only this machine may be");
        var response = await OnceAsync(tokens.For(place, name.Repository));
        if (response.StatusCode != HttpStatusCode.Unauthorized || await tokens.AnswerAsync(place, name.Repository, response, tried, ct) is not { } answer) return response;
        response.Dispose();
        return await OnceAsync(answer);

        Task<HttpResponseMessage> OnceAsync(AuthenticationHeaderValue? authorization) => fetcher.SendAsync(name.Address(place, what), HttpMethod.Get, request =>
        {
            request.Headers.Authorization = authorization;
            request.Headers.Range = range;
            if (what.StartsWith("manifests/", StringComparison.Ordinal)) request.Headers.Accept.ParseAdd(string.Join(", ", OciDocument.Accepted));
        }, tried, ct);
    }

    static DeviceException Refusal(HttpResponseMessage response, string tried)
    {
        var status = $"{(int)response.StatusCode} {response.ReasonPhrase}";
        return response.StatusCode switch
        {
            HttpStatusCode.NotFound => new(DeviceFault.NotFound, tried, "the registry has no such image or tag"),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new(DeviceFault.NotFound, tried, $"the registry has no such image, or not for these credentials ({status})"),
            >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout => new(DeviceFault.Unreachable, tried, $"the registry answered {status}"),
            _ => new(DeviceFault.Failed, tried, $"the registry answered {status}"),
        };
    }
}
