using System.Net;
using System.Net.Http.Headers;
using Planner.Devices.Linux.Fetching;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux;

/// <summary>Peers, asked over HTTP; proxies as the environment says.</summary>
/// <param name="mounts">Where fetched files go.</param>
public sealed class LinuxNetwork(IMounts mounts) : INetwork, IDisposable
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    readonly HttpClient client = new() { Timeout = Timeout };

    /// <inheritdoc/>
    public async ValueTask<string?> ProbeAsync(Uri url, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, url);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? null : $"it answers {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"no answer in {Timeout.TotalSeconds:0} s";
        }
        catch (Exception e) when (e is HttpRequestException or NotSupportedException or InvalidOperationException)
        {
            return e.InnerException?.Message ?? e.Message;
        }
    }

    /// <inheritdoc/>
    public async ValueTask FetchAsync(DeclaredFile download, PartitionPath file, IProgress<long>? progress, CancellationToken ct)
    {
        var tried = $"fetch {download.Url} to {file}";
        using var part = await Task.Run(() => PartFile.Open(mounts.RootOf(file.Partition), file, download.Mode, tried, ct), ct).ConfigureAwait(false);
        await Fetch.IntoAsync(part, download.Size, download.Sha256, (from, stop) => AskAsync(download.Url, from, tried, stop), progress, tried, ct).ConfigureAwait(false);
    }

    async Task<HttpResponseMessage> AskAsync(Uri url, long from, string tried, CancellationToken ct)
    {
        HttpResponseMessage response;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Range = new RangeHeaderValue(from, null);
            response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or NotSupportedException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            throw Fetch.Silence(e, tried);
        }

        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) return response;
        using (response) throw Fetch.Refusal(response, tried);
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
