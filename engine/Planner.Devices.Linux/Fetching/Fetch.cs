using System.Net;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Fetching;

/// <summary>Fetches content of known size and digest: never more bytes than were declared, gone on with where a connection breaks, from the next place when one sends other bytes.</summary>
static class Fetch
{
    /// <summary>Fetches a file behind what it holds already. Other bytes than declared from every place: <see cref="DeviceFault.NotAuthentic"/>; peers that break off and do not come back: <see cref="DeviceFault.Unreachable"/>.</summary>
    /// <param name="fetcher">Reads and waits.</param>
    /// <param name="file">The file.</param>
    /// <param name="size">Its declared bytes.</param>
    /// <param name="digest">Its declared SHA-256 in lower-case hex.</param>
    /// <param name="places">Whom to ask, in order.</param>
    /// <param name="progress">Gets what the file holds.</param>
    /// <param name="tried">What is being done, for messages.</param>
    /// <param name="ct">Ends the fetching.</param>
    internal static Task IntoAsync(HttpFetcher fetcher, PartFile file, long size, string digest, IReadOnlyList<Ask> places, IProgress<long>? progress, string tried, CancellationToken ct) => WithoutLiarsAsync(places, async left =>
    {
        await RestAsync(fetcher, file, size, left, progress, tried, ct).ConfigureAwait(false);
        if (file.Digest == digest) return;
        var found = file.Digest;
        if (left.Count > 1) file.Restart();
        throw new DeviceException(DeviceFault.NotAuthentic, tried, $"its SHA-256 is {found} instead of {digest}");
    });

    /// <summary>Does it with all places, and where what came is not authentic without the first of them, until none is left.</summary>
    internal static async Task WithoutLiarsAsync(IReadOnlyList<Ask> places, Func<IReadOnlyList<Ask>, Task> fetch)
    {
        for (var left = places; ; left = [.. left.Skip(1)])
        {
            try
            {
                await fetch(left).ConfigureAwait(false);
                return;
            }
            catch (DeviceException e) when (e.Fault == DeviceFault.NotAuthentic && left.Count > 1)
            {
                // Whoever lied was among the first ones asked.
            }
        }
    }

    /// <summary>Fetches what is still missing; its digest is for the caller to check.</summary>
    internal static async Task RestAsync(HttpFetcher fetcher, IFetched into, long size, IReadOnlyList<Ask> places, IProgress<long>? progress, string tried, CancellationToken ct)
    {
        if (into.Length > size) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"the file holds {into.Length} bytes already, of {size} declared");
        if (into.Length == size) return;
        await fetcher.Retrying.FromAnyAsync(places, async (ask, stop) =>
        {
            using var response = await ask(into.Length, stop).ConfigureAwait(false);
            await ReadAsync(fetcher, into, size, Unasked(into.Length, size, response, tried), response, progress, tried, stop).ConfigureAwait(false);
            return true;
        }, ct, () => into.Length).ConfigureAwait(false);
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

    /// <summary>How many bytes come before the ones that were asked for: who serves no ranges sends all of it.</summary>
    static long Unasked(long from, long size, HttpResponseMessage response, string tried)
    {
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"there are no bytes from {from} on, of {size} declared");
        var range = response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange : null;
        if (range is null && response.StatusCode == HttpStatusCode.PartialContent || range is not null && range.From != from) throw new DeviceException(DeviceFault.Failed, tried, $"the answer begins at byte {range?.From} and {from} was asked for");
        var all = range is null ? response.Content.Headers.ContentLength : range.Length;
        if (all is not null && all != size) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"it has {all} bytes, and {size} are declared");
        return range is null ? from : 0;
    }

    static async Task ReadAsync(HttpFetcher fetcher, IFetched into, long size, long unasked, HttpResponseMessage response, IProgress<long>? progress, string tried, CancellationToken ct)
    {
        var buffer = new byte[128 << 10];
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
            while (await fetcher.ReadAsync(stream, buffer, ct).ConfigureAwait(false) is > 0 and var read)
            {
                var skipped = (int)Math.Min(unasked, read);
                unasked -= skipped;
                if (into.Length + read - skipped > size) throw new DeviceException(DeviceFault.NotAuthentic, tried, $"more bytes come than the {size} that are declared");
                if (read == skipped) continue;
                await into.AppendAsync(buffer.AsMemory(skipped, read - skipped), ct).ConfigureAwait(false);
                progress?.Report(into.Length);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new DeviceException(DeviceFault.Unreachable, tried, $"it breaks off after {into.Length} of {size} bytes: {(e.InnerException ?? e).Message}", e);
        }

        if (into.Length < size) throw new DeviceException(DeviceFault.Unreachable, tried, $"it breaks off after {into.Length} of {size} bytes");
    }
}

/// <summary>Asks one place for the bytes from an offset on; an answer that is no success, other than that there are none, is its own to refuse.</summary>
delegate Task<HttpResponseMessage> Ask(long from, CancellationToken ct);

/// <summary>Takes what is fetched, in order.</summary>
interface IFetched
{
    /// <summary>Bytes that it has.</summary>
    long Length { get; }

    /// <summary>Adds to its end.</summary>
    ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct);
}
