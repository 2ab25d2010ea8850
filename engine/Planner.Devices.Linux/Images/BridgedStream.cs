using Planner.Devices.Linux.Images.Tar;

namespace Planner.Devices.Linux.Images;

/// <summary>Reads a stream that can only be read asynchronously, as the engine client's are, from a thread that may wait. Leaves the inner stream open.</summary>
sealed class BridgedStream(Stream inner) : ForwardStream
{
    readonly byte[] ahead = new byte[256 << 10];
    int at;
    int end;

    /// <summary>Whether the end was reached: what fails then failed because there is no more.</summary>
    public bool HasEnded { get; private set; }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        if (at == end)
        {
            (at, end) = (0, inner.ReadAsync(ahead, CancellationToken.None).AsTask().GetAwaiter().GetResult());
            HasEnded |= end == 0;
        }

        var count = Math.Min(buffer.Length, end - at);
        ahead.AsSpan(at, count).CopyTo(buffer);
        at += count;
        return count;
    }
}
