using System.Net;
using System.Net.Http.Headers;
using Planner.Devices.Linux.Fetching;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Images;

/// <summary>Asks registries what references mean, and for their blobs (OCI distribution specification, the pulling half). Plain HTTP is spoken to this machine only.</summary>
/// <param name="http">Sends the requests; its timeout is that of each request.</param>
/// <param name="logins">Credentials by registry host; without any, as anonymous.</param>
sealed class Registry(HttpClient http, IReadOnlyDictionary<string, RegistryLogin> logins)
{
    readonly RegistryTokens tokens = new(http, logins);

    /// <summary>Finds the image for a board; see <see cref="IImages.ResolveAsync"/>. The unpacked size of a layer is exact where the registry serves byte ranges and the layer tells it, else four times the packed one.</summary>
    public async Task<ImageInfo> ResolveAsync(ImageReference reference, Platform board, CancellationToken ct)
    {
        var name = RegistryName.Of(reference);
        var tried = $"ask {name.Host} for {reference}";
        var json = await DocumentAsync(name, $"manifests/{reference.Digest ?? reference.Tag ?? "latest"}", tried, ct);
        var digest = Digests.Of(json);
        if (reference.Digest is { } asked && asked != digest) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"the registry's answer has the digest {digest}");
        var top = new Descriptor("", digest, json.Length, null, null);
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
        var name = RegistryName.Of(image.Reference);
        var tried = $"ask {name.Host} for {image}";
        var json = await DocumentAsync(name, $"manifests/{image.Digest}", tried, ct);
        if (Digests.Of(json) != image.Digest) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"the registry's answer has the digest {Digests.Of(json)}");
        var manifest = OciDocument.Manifest(json, tried);
        return [.. manifest.Layers.Append(manifest.Config).Select(blob => new ImagePart(blob.MediaType, blob.Digest, blob.Size)).DistinctBy(part => part.Digest), new ImagePart(manifest.MediaType, image.Digest, json.Length)];
    }

    /// <summary>Asks for a part of an image from an offset on; the body is still to be read.</summary>
    public async Task<HttpResponseMessage> OpenAsync(ImageReference reference, ImagePart part, long from, string tried, CancellationToken ct)
    {
        var response = await SendAsync(RegistryName.Of(reference), $"{PlaceOf(part.MediaType)}/{part.Digest}", new RangeHeaderValue(from, null), tried, ct);
        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) return response;
        using (response) throw Refusal(response, tried);
    }

    async Task<byte[]> BlobAsync(RegistryName name, Descriptor descriptor, string tried, CancellationToken ct)
    {
        var json = await DocumentAsync(name, $"{PlaceOf(descriptor.MediaType)}/{descriptor.Digest}", tried, ct);
        return Digests.Of(json) == descriptor.Digest ? json : throw new DeviceException(DeviceFault.NotAuthentic, tried, $"{descriptor.Digest} has the digest {Digests.Of(json)}");
    }

    static string PlaceOf(string mediaType) => OciDocument.Accepted.Contains(mediaType) ? "manifests" : "blobs";

    async Task<byte[]> DocumentAsync(RegistryName name, string what, string tried, CancellationToken ct)
    {
        using var response = await SendAsync(name, what, null, tried, ct);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsByteArrayAsync(ct) : throw Refusal(response, tried);
    }

    async Task<byte[]?> PeekAsync(RegistryName name, Descriptor layer, long offset, int count, string tried, CancellationToken ct)
    {
        var from = offset < 0 ? layer.Size + offset : offset;
        if (from < 0 || from + count > layer.Size) return null;
        using var response = await SendAsync(name, $"blobs/{layer.Digest}", new RangeHeaderValue(from, from + count - 1), tried, ct);
        if (response.StatusCode is HttpStatusCode.NotFound) throw new DeviceException(DeviceFault.NotFound, tried, $"the registry does not hold the layer {layer.Digest}");
        return response.StatusCode == HttpStatusCode.PartialContent ? await response.Content.ReadAsByteArrayAsync(ct) : null;
    }

    async Task<HttpResponseMessage> SendAsync(RegistryName name, string what, RangeHeaderValue? range, string tried, CancellationToken ct)
    {
        try
        {
            var response = await OnceAsync(tokens.For(name));
            if (response.StatusCode != HttpStatusCode.Unauthorized || await tokens.AnswerAsync(name, response, ct) is not { } answer) return response;
            response.Dispose();
            return await OnceAsync(answer);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            throw Fetch.Silence(e, tried);
        }

        async Task<HttpResponseMessage> OnceAsync(AuthenticationHeaderValue? authorization)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, name.Address(what));
            request.Headers.Authorization = authorization;
            request.Headers.Range = range;
            if (what.StartsWith("manifests/", StringComparison.Ordinal)) request.Headers.Accept.ParseAdd(string.Join(", ", OciDocument.Accepted));
            // A document is read within the timeout; a blob must not be: a registry without ranges sends all of it.
            return await http.SendAsync(request, range is null ? HttpCompletionOption.ResponseContentRead : HttpCompletionOption.ResponseHeadersRead, ct);
        }
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
