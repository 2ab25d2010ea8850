using Planner.Engine.Devices;

namespace Planner.Devices.Linux;

/// <summary>Peers, asked over HTTP; proxies as the environment says.</summary>
public sealed class LinuxNetwork : INetwork, IDisposable
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
    public void Dispose() => client.Dispose();
}
