using System.Buffers;
using System.Threading.Channels;
using Planner.Devices.Linux.Images.Tar;

namespace Planner.Devices.Linux.Fetching;

/// <summary>What is fetched, as a stream for a thread that may wait: the network goes on while the thread works, a few buffers ahead of it.</summary>
sealed class FetchedStream : ForwardStream, IFetched
{
    const int MostAhead = 32;

    readonly Channel<(byte[] Buffer, int Count)> ahead = Channel.CreateBounded<(byte[], int)>(new BoundedChannelOptions(MostAhead) { SingleReader = true, SingleWriter = true });
    readonly CancellationTokenSource stop;
    readonly Task fetching;
    (byte[] Buffer, int Count) current = ([], 0);
    long fetched;
    int at;

    /// <summary>Begins to fetch.</summary>
    /// <param name="fetch">Fetches all of it.</param>
    /// <param name="ct">Ends the fetching.</param>
    internal FetchedStream(Func<IFetched, CancellationToken, Task> fetch, CancellationToken ct)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        fetching = Task.Run(() => FetchAsync(fetch), CancellationToken.None);
    }

    /// <inheritdoc/>
    long IFetched.Length => fetched;

    /// <inheritdoc/>
    async ValueTask IFetched.AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(buffer);
        await ahead.Writer.WriteAsync((buffer, bytes.Length), ct).ConfigureAwait(false);
        fetched += bytes.Length;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (at == current.Count)
        {
            Return();
            if (!ahead.Reader.TryRead(out var next))
            {
                if (!ahead.Reader.WaitToReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult()) return 0;
                continue;
            }

            (current, at) = (next, 0);
        }

        var count = Math.Min(buffer.Length, current.Count - at);
        current.Buffer.AsSpan(at, count).CopyTo(buffer);
        at += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        stop.Cancel();
        // It ends with its writer, whatever it ran into; that was told to who reads.
        fetching.GetAwaiter().GetResult();
        stop.Dispose();
        base.Dispose(disposing);
    }

    async Task FetchAsync(Func<IFetched, CancellationToken, Task> fetch)
    {
        try
        {
            await fetch(this, stop.Token).ConfigureAwait(false);
            ahead.Writer.Complete();
        }
        catch (Exception e)
        {
            ahead.Writer.Complete(e);
        }
    }

    void Return()
    {
        if (current.Buffer.Length > 0) ArrayPool<byte>.Shared.Return(current.Buffer);
        (current, at) = (([], 0), 0);
    }
}
