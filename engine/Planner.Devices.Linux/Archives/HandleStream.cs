using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Files;

namespace Planner.Devices.Linux.Archives;

/// <summary>A stream that is written, forward.</summary>
abstract class WrittenStream : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public abstract override void Write(ReadOnlySpan<byte> buffer);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}

/// <summary>Writes into an open file; a failure is the device's.</summary>
/// <param name="file">The file.</param>
/// <param name="tried">What is being done, for messages.</param>
sealed class HandleStream(SafeFileHandle file, string tried) : WrittenStream
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => Content.Write(file, buffer, tried);
}

/// <summary>Counts what is written.</summary>
/// <param name="inner">Where it goes.</param>
sealed class CountingStream(Stream inner) : WrittenStream
{
    /// <summary>Bytes so far.</summary>
    public long Written { get; private set; }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        Written += buffer.Length;
    }
}
