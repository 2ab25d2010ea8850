using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Native;

namespace Planner.Devices.Linux.Files;

/// <summary>Bytes of open files, piece by piece.</summary>
static class Content
{
    const int Piece = 128 * 1024;

    /// <summary>Reads from where the file stands to its end.</summary>
    internal static void ReadAll(SafeFileHandle file, string tried, Action<ReadOnlySpan<byte>> take, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            while (true)
            {
                ct.ThrowIfCancellationRequested();
                var length = Read(file, buffer, tried);
                if (length == 0) return;
                take(buffer.AsSpan(0, length));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>SHA-256 from where the file stands to its end, in lower-case hex.</summary>
    internal static string Digest(SafeFileHandle file, string tried, CancellationToken ct) => Hash(HashAlgorithmName.SHA256, file, tried, ct);

    /// <summary>MD5 from where the file stands to its end, in lower-case hex: to compare with lists of that age, never to trust.</summary>
    internal static string Md5(SafeFileHandle file, string tried, CancellationToken ct) => Hash(HashAlgorithmName.MD5, file, tried, ct);

    static string Hash(HashAlgorithmName algorithm, SafeFileHandle file, string tried, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        ReadAll(file, tried, hash.AppendData, ct);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Writes all bytes where the file stands.</summary>
    internal static unsafe void Write(SafeFileHandle file, ReadOnlySpan<byte> content, string tried)
    {
        while (content.Length > 0)
        {
            nint written;
            fixed (byte* start = content) written = Libc.Write(file, start, (nuint)content.Length);
            if (written >= 0) content = content[(int)written..];
            else if (Errno.Last != Errno.Interrupted) throw Errno.Failure(tried);
        }
    }

    static unsafe int Read(SafeFileHandle file, byte[] buffer, string tried)
    {
        while (true)
        {
            nint length;
            fixed (byte* start = buffer) length = Libc.Read(file, start, (nuint)buffer.Length);
            if (length >= 0) return (int)length;
            if (Errno.Last != Errno.Interrupted) throw Errno.Failure(tried);
        }
    }
}
