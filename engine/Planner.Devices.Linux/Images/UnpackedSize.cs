using System.Buffers.Binary;

namespace Planner.Devices.Linux.Images;

/// <summary>How large a layer gets, told from a few of its stored bytes: gzip has it at its end (RFC 1952, ISIZE: modulo 4 GiB, of the last member), zstd at its start (RFC 8878, where the packer wrote it). What can not be known is estimated as four times the stored size: cautious, since system images pack to a third or a half.</summary>
static class UnpackedSize
{
    /// <summary>Bytes at the end of gzip that hold the size.</summary>
    public const int GzipTail = 4;

    /// <summary>Bytes at the start of zstd that hold the size.</summary>
    public const int ZstdHead = 18;

    const long Wrap = 1L << 32;

    // A packed layer of this size may have passed 4 GiB.
    const long MayWrap = 512L << 20;

    /// <summary>The size of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="read">Reads a few bytes of it, from its start, or from its end when the offset is negative; null when that is not possible.</param>
    /// <param name="ct">Ends the reading.</param>
    public static async Task<long> OfAsync(Descriptor layer, Func<Descriptor, long, int, CancellationToken, Task<byte[]?>> read, CancellationToken ct)
    {
        if (layer.MediaType.EndsWith("gzip", StringComparison.Ordinal)) return OfGzip(await read(layer, -GzipTail, GzipTail, ct), layer.Size);
        if (layer.MediaType.EndsWith("zstd", StringComparison.Ordinal)) return OfZstd(await read(layer, 0, ZstdHead, ct), layer.Size);
        return layer.Size;
    }

    /// <summary>The size that gzip's last bytes tell.</summary>
    public static long OfGzip(byte[]? tail, long packed)
    {
        if (tail is not { Length: GzipTail }) return packed * 4;
        var size = (long)BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (size >= packed) return size;
        return packed >= MayWrap ? size + (packed - size + Wrap - 1) / Wrap * Wrap : packed * 4;
    }

    /// <summary>The size that zstd's first frame header tells.</summary>
    public static long OfZstd(byte[]? head, long packed)
    {
        if (head is not { Length: > 5 } || BinaryPrimitives.ReadUInt32LittleEndian(head) != 0xFD2FB528) return packed * 4;
        var (flag, isSingle) = (head[4] >> 6, (head[4] & 0x20) != 0);
        var at = 5 + (isSingle ? 0 : 1) + (head[4] & 3) switch { 0 => 0, 1 => 1, 2 => 2, _ => 4 };
        var length = flag switch { 0 => isSingle ? 1 : 0, 1 => 2, 2 => 4, _ => 8 };
        if (length == 0 || head.Length < at + length) return packed * 4;
        Span<byte> wide = stackalloc byte[8];
        wide.Clear();
        head.AsSpan(at, length).CopyTo(wide);
        var size = BinaryPrimitives.ReadInt64LittleEndian(wide) + (length == 2 ? 256 : 0);
        return size >= packed ? size : packed * 4;
    }
}
