using System.Net;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Fetching;

/// <summary>Fetches a file over HTTP behind what it holds already: never more bytes than were declared, hashed while they come.</summary>
static class Fetch
{
    // A peer that sends nothing for so long has gone.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Fetches it. Other bytes than declared: <see cref="DeviceFault.NotAuthentic"/>; a peer that breaks off: <see cref="DeviceFault.Unreachable"/>.</summary>
    /// <param name="file">The file.</param>
    /// <param name="size">Its declared bytes.</param>
    /// <param name="digest">Its declared SHA-256 in lower-case hex.</param>
    /// <param name="ask">Asks for the bytes from an offset on; an answer that is no success, other than that there are none, is its own to refuse.</param>
    /// <param name="progress">Gets what the file holds.</param>
    /// <param name="tried">What is being done, for messages.</param>
    /// <param name="ct">Ends the fetching.</param>
    internal static async Task IntoAsync(PartFile file, long size, string digest, Func<long, CancellationToken, Task<HttpResponseMessage>> ask, IProgress<long>? progress, string tried, CancellationToken ct)
    {
        if (file.Length > size) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"the file holds {file.Length} bytes already, of {size} declared");
        if (file.Length < size)
        {
            using var response = await ask(file.Length, ct).ConfigureAwait(false);
            Begin(file, size, response, tried);
            await ReadAsync(file, size, response, progress, tried, ct).ConfigureAwait(false);
        }

        if (file.Digest != digest) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"its SHA-256 is {file.Digest} instead of {digest}");
    }

    /// <summary>What an answer that is no success means.</summary>
    internal static DeviceException Refusal(HttpResponseMessage response, string tried)
    {
        var status = $"the answer is {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
        return response.StatusCode switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new(DeviceFault.NotFound, tried, status),
            >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout => new(DeviceFault.Unreachable, tried, status),
            _ => new(DeviceFault.Failed, tried, status),
        };
    }

    /// <summary>A peer that could not be asked, or did not answer.</summary>
    internal static DeviceException Silence(Exception e, string tried) =>
        new(DeviceFault.Unreachable, tried, e is OperationCanceledException ? "no answer in time" : $"no answer: {(e.InnerException ?? e).Message}", e);

    static void Begin(PartFile file, long size, HttpResponseMessage response, string tried)
    {
        long? all;
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"there are no bytes from {file.Length} on, of {size} declared");
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            var range = response.Content.Headers.ContentRange;
            if (range?.From != file.Length) throw new DeviceException(DeviceFault.Failed, tried, $"the answer begins at byte {range?.From} and {file.Length} was asked for");
            all = range.Length;
        }
        else
        {
            // Who serves no ranges sends all of it.
            if (file.Length > 0) file.Restart();
            all = response.Content.Headers.ContentLength;
        }

        if (all is not null && all != size) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"it has {all} bytes, and {size} are declared");
    }

    static async Task ReadAsync(PartFile file, long size, HttpResponseMessage response, IProgress<long>? progress, string tried, CancellationToken ct)
    {
        var buffer = new byte[128 << 10];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
            while (true)
            {
                patience.CancelAfter(Patience);
                var read = await stream.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
                if (read == 0) break;
                if (file.Length + read > size) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"more bytes come than the {size} that are declared");
                file.Append(buffer.AsSpan(0, read));
                progress?.Report(file.Length);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            throw new DeviceException(DeviceFault.Unreachable, tried, $"it breaks off after {file.Length} of {size} bytes: {(e is OperationCanceledException ? $"nothing came for {Patience.TotalSeconds:0} s" : (e.InnerException ?? e).Message)}", e);
        }

        if (file.Length < size) throw new DeviceException(DeviceFault.Unreachable, tried, $"it breaks off after {file.Length} of {size} bytes");
    }
}
