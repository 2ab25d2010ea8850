using System.Security.Cryptography;
using Planner.Devices.Linux.Images.Tar;

namespace Planner.Devices.Linux.Images;

/// <summary>Hashes what is read through it (SHA-256). Leaves the inner stream open.</summary>
sealed class HashingStream(Stream inner) : ForwardStream
{
    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        hash.AppendData(buffer[..read]);
        return read;
    }

    /// <summary><c>sha256:</c> and hex digits of all that was read.</summary>
    public string Digest() => Digests.Name(hash.GetCurrentHash());

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        hash.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Shows the first bytes of a stream before they are read. Leaves the inner stream open.</summary>
sealed class PeekedStream : ForwardStream
{
    readonly Stream inner;
    readonly byte[] start;
    int at;

    /// <summary>Reads the first bytes; fewer when there are no more.</summary>
    public PeekedStream(Stream inner, int count)
    {
        this.inner = inner;
        start = new byte[count];
        Array.Resize(ref start, inner.ReadAtLeast(start, count, throwOnEndOfStream: false));
    }

    /// <summary>The first bytes.</summary>
    public ReadOnlySpan<byte> Start => start;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (at == start.Length) return inner.Read(buffer);
        var count = Math.Min(buffer.Length, start.Length - at);
        start.AsSpan(at, count).CopyTo(buffer);
        at += count;
        return count;
    }
}
