using System.Net;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Fetching;

/// <summary>Fetches over HTTP for all that fetches: through the proxy, trusting whom the settings trust, never faster and never more than allowed.</summary>
/// <param name="settings">How this device reaches its peers.</param>
/// <param name="clock">Waits; null for the system's.</param>
public sealed class HttpFetcher(NetworkSettings settings, TimeProvider? clock = null) : IDisposable
{
    const int MostRedirections = 5;

    // A peer that sends nothing for so long has gone.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly Lazy<HttpClient> client = new(() => Connections.Open(settings));
    readonly SpeedLimit limit = new(settings.BytesPerSecond, clock ?? TimeProvider.System);

    /// <summary>How this device reaches its peers.</summary>
    internal NetworkSettings Settings => settings;

    /// <summary>Asks again what may pass.</summary>
    internal Retrying Retrying { get; } = new(clock ?? TimeProvider.System);

    /// <summary>Fetches a document whole from the first mirror that has it; null when those that answer have none. Longer than allowed: <see cref="DeviceFault.NotAuthentic"/>; no answer at all: <see cref="DeviceFault.Unreachable"/>.</summary>
    /// <param name="mirrors">The folders that it is looked for in, in order.</param>
    /// <param name="path">Its path below each, with <c>/</c>.</param>
    /// <param name="atMost">The most bytes that are read of it.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<byte[]?> DocumentAsync(IReadOnlyList<Uri> mirrors, string path, long atMost, CancellationToken ct)
    {
        var isAbsent = false;
        try
        {
            return await Retrying.FromAnyAsync([.. mirrors.Select(mirror => AddressOf(mirror, path))], AskAsync, ct).ConfigureAwait(false);
        }
        catch (DeviceException e) when (isAbsent && e.Fault != DeviceFault.NotAuthentic)
        {
            return null;
        }

        async Task<byte[]> AskAsync(Uri address, CancellationToken stop)
        {
            try
            {
                return await DocumentAsync(address, atMost, stop).ConfigureAwait(false);
            }
            catch (DeviceException e) when (e.Fault == DeviceFault.NotFound)
            {
                isAbsent = true;
                throw;
            }
        }
    }

    /// <summary>Asks once, and follows where the answer leads. Credentials go to the one who was asked and to nobody else.</summary>
    /// <param name="address">Whom to ask.</param>
    /// <param name="method">How.</param>
    /// <param name="prepare">Gives the request its headers.</param>
    /// <param name="tried">What is being done, for messages.</param>
    /// <param name="ct">Ends the call.</param>
    /// <returns>The answer; its body is still to be read.</returns>
    internal async Task<HttpResponseMessage> SendAsync(Uri address, HttpMethod method, Action<HttpRequestMessage> prepare, string tried, CancellationToken ct)
    {
        var at = address;
        for (var hops = 0; ; hops++)
        {
            HttpResponseMessage response;
            try
            {
                using var request = new HttpRequestMessage(method, at);
                prepare(request);
                if (at.GetLeftPart(UriPartial.Authority) != address.GetLeftPart(UriPartial.Authority)) request.Headers.Authorization = null;
                response = await client.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or NotSupportedException or OperationCanceledException && !ct.IsCancellationRequested)
            {
                throw Fetch.Silence(e, tried);
            }

            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect) || response.Headers.Location is not { } location) return response;
            using (response) at = NextOf(at, location, hops, tried);
        }
    }

    /// <summary>Reads of an answer's body what comes, within the speed limit; 0 at its end.</summary>
    internal async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        int read;
        try
        {
            read = await body.ReadAsync(buffer[..Math.Min(buffer.Length, limit.Portion)], patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new IOException($"nothing came for {Patience.TotalSeconds:0} s", e);
        }

        await limit.SpendAsync(read, ct).ConfigureAwait(false);
        return read;
    }

    /// <summary>Reads an answer's body whole; a longer one than allowed is <see cref="DeviceFault.NotAuthentic"/>.</summary>
    internal async Task<byte[]> ReadAllAsync(HttpResponseMessage response, long atMost, string tried, CancellationToken ct)
    {
        if (response.Content.Headers.ContentLength is { } length && length > atMost) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"it has {length} bytes, and {atMost} are allowed");
        using var whole = new MemoryStream();
        var buffer = new byte[16 << 10];
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
            while (await ReadAsync(body, buffer, ct).ConfigureAwait(false) is > 0 and var read)
            {
                if (whole.Length + read > atMost) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"more bytes come than the {atMost} that are allowed");
                whole.Write(buffer, 0, read);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new DeviceException(DeviceFault.Unreachable, tried, $"it breaks off after {whole.Length} bytes: {(e.InnerException ?? e).Message}", e);
        }

        return whole.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (client.IsValueCreated) client.Value.Dispose();
    }

    async Task<byte[]> DocumentAsync(Uri address, long atMost, CancellationToken ct)
    {
        var tried = $"fetch {address.GetLeftPart(UriPartial.Path)}";
        using var response = await SendAsync(address, HttpMethod.Get, _ => { }, tried, ct).ConfigureAwait(false);
        return response.IsSuccessStatusCode ? await ReadAllAsync(response, atMost, tried, ct).ConfigureAwait(false) : throw Fetch.Refusal(response, tried);
    }

    static Uri AddressOf(Uri mirror, string path) => new($"{mirror.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}{mirror.Query}");

    static Uri NextOf(Uri at, Uri location, int hops, string tried)
    {
        var next = new Uri(at, location);
        if (hops == MostRedirections) throw new DeviceException(DeviceFault.Failed, tried, $"it is sent on more than {MostRedirections} times");
        if (next.Scheme != Uri.UriSchemeHttps && (next.Scheme != Uri.UriSchemeHttp || at.Scheme == Uri.UriSchemeHttps))
            throw new DeviceException(DeviceFault.Failed, tried, $"it is sent on to {next.GetLeftPart(UriPartial.Authority)}, which is not HTTPS");
        return next;
    }
}
