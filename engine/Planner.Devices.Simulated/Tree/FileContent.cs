using System.Security.Cryptography;

namespace Planner.Devices.Simulated.Tree;

/// <summary>A file's bytes in pieces that never change; a file made of another one shares what they have in common.</summary>
public sealed class FileContent
{
    /// <summary>Bytes of a block of the file system: a file takes whole ones.</summary>
    public const int BlockSize = 4096;

    // Small, because a line of a journal makes a new one.
    const int PieceSize = 512;

    static readonly byte[] Zeros = new byte[PieceSize];

    // Behind the last one there are only zeros, as in what is preallocated.
    readonly byte[][] pieces;
    string? digest;
    string? md5;

    FileContent(byte[][] pieces, long length)
    {
        this.pieces = pieces;
        Length = length;
    }

    /// <summary>No bytes.</summary>
    public static FileContent Empty { get; } = new([], 0);

    /// <summary>Its length in bytes.</summary>
    public long Length { get; }

    /// <summary>SHA-256 in lower-case hex.</summary>
    public string Digest => digest ??= Hash(HashAlgorithmName.SHA256);

    /// <summary>MD5 in lower-case hex.</summary>
    public string Md5 => md5 ??= Hash(HashAlgorithmName.MD5);

    /// <summary>These bytes.</summary>
    public static FileContent Of(ReadOnlySpan<byte> bytes) => bytes.Length == 0 ? Empty : Empty.With(0, bytes);

    /// <summary>This content with bytes written at an offset of at most its length, longer where they go past its end.</summary>
    public FileContent With(long offset, ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length);
        if (bytes.Length == 0) return this;
        var length = Math.Max(Length, offset + bytes.Length);
        var end = offset + bytes.LastIndexOfAnyExcept((byte)0) + 1;
        var written = new byte[Math.Max(pieces.Length, CountOf(end))][];
        pieces.CopyTo(written, 0);
        for (var index = pieces.Length; index < written.Length; index++) written[index] = Zeros;
        for (var done = 0; done < bytes.Length;)
        {
            var (index, within) = ((int)((offset + done) / PieceSize), (int)((offset + done) % PieceSize));
            if (index >= written.Length) break;
            var count = Math.Min(PieceSize - within, bytes.Length - done);
            written[index] = Piece(PieceAt(index), within, bytes.Slice(done, count));
            done += count;
        }

        return new FileContent(written, length);
    }

    /// <summary>A piece with bytes written into it.</summary>
    static byte[] Piece(ReadOnlySpan<byte> former, int within, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == PieceSize && !bytes.ContainsAnyExcept((byte)0)) return Zeros;
        var piece = GC.AllocateUninitializedArray<byte>(Math.Max(within + bytes.Length, former.Length));
        former[..within].CopyTo(piece);
        bytes.CopyTo(piece.AsSpan(within));
        if (within + bytes.Length is var end && end < former.Length) former[end..].CopyTo(piece.AsSpan(end));
        return piece;
    }

    /// <summary>Its first bytes.</summary>
    public FileContent Cut(long length) => length >= Length ? this : Of(ToArray().AsSpan(0, (int)length));

    /// <summary>Where this content first differs from another one, as far as both go; null when one begins with the other.</summary>
    public long? FirstDifference(FileContent other)
    {
        for (var index = 0; index < Math.Max(pieces.Length, other.pieces.Length); index++)
        {
            var one = PieceAt(index);
            var another = other.PieceAt(index);
            if (one == another) continue;
            var same = one.CommonPrefixLength(another);
            if (same < Math.Min(one.Length, another.Length)) return ((long)index * PieceSize) + same;
        }

        return null;
    }

    /// <summary>Where this content last differs from another one of the same length; null when they are the same.</summary>
    public long? LastDifference(FileContent other)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(other.Length, Length);
        for (var index = Math.Max(pieces.Length, other.pieces.Length) - 1; index >= 0; index--)
        {
            var one = PieceAt(index);
            var another = other.PieceAt(index);
            if (one == another) continue;
            for (var within = one.Length - 1; within >= 0; within--)
                if (one[within] != another[within]) return ((long)index * PieceSize) + within;
        }

        return null;
    }

    /// <summary>All bytes, anew.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        for (var index = 0; index < pieces.Length; index++) PieceAt(index).CopyTo(bytes.AsSpan(index * PieceSize));
        return bytes;
    }

    static int CountOf(long length) => (int)((length + PieceSize - 1) / PieceSize);

    /// <summary>A piece as long as it is there; empty behind the end.</summary>
    ReadOnlySpan<byte> PieceAt(int index)
    {
        var there = Math.Clamp(Length - ((long)index * PieceSize), 0, PieceSize);
        return (index < pieces.Length ? pieces[index] : Zeros).AsSpan(0, (int)there);
    }

    string Hash(HashAlgorithmName algorithm)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        for (var index = 0; index < CountOf(Length); index++) hash.AppendData(PieceAt(index));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
