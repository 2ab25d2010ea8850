using System.Net;
using System.Net.Http.Headers;
using Planner.Devices.Linux.Fetching;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux;

/// <summary>Peers, asked over HTTP.</summary>
/// <param name="mounts">Where fetched files go.</param>
/// <param name="fetcher">Fetches.</param>
public sealed class LinuxNetwork(IMounts mounts, HttpFetcher fetcher) : INetwork
{
    /// <inheritdoc/>
    public async ValueTask<string?> ProbeAsync(Uri url, CancellationToken ct)
    {
        try
        {
            using var response = await fetcher.SendAsync(url, HttpMethod.Head, _ => { }, $"ask {url.GetLeftPart(UriPartial.Path)}", ct).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? null : $"it answers {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
        }
        catch (DeviceException e)
        {
            return e.Result;
        }
    }

    /// <inheritdoc/>
    public async ValueTask FetchAsync(DeclaredFile download, PartitionPath file, IProgress<long>? progress, CancellationToken ct)
    {
        var tried = $"fetch {download.Url} to {file}";
        using var part = await Task.Run(() => PartFile.Open(mounts.RootOf(file.Partition), file, download.Mode, tried, ct), ct).ConfigureAwait(false);
        var places = fetcher.Settings.PlacesOf(new Uri(download.Url.GetLeftPart(UriPartial.Authority)))
            .Select(place => new Uri($"{place.GetLeftPart(UriPartial.Path).TrimEnd('/')}{download.Url.PathAndQuery}"))
            .Select<Uri, Ask>(address => (from, stop) => AskAsync(address, from, tried, stop));
        await Fetch.IntoAsync(fetcher, part, download.Size, download.Sha256, [.. places], progress, tried, ct).ConfigureAwait(false);
    }

    async Task<HttpResponseMessage> AskAsync(Uri url, long from, string tried, CancellationToken ct)
    {
        var response = await fetcher.SendAsync(url, HttpMethod.Get, request => request.Headers.Range = new RangeHeaderValue(from, null), tried, ct).ConfigureAwait(false);
        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) return response;
        using (response) throw Fetch.Refusal(response, tried);
    }
}
