using System.Security.Cryptography;

namespace Planner.Devices.Simulated.Tree;

/// <summary>A file's bytes in blocks of 4 KiB that never change; a file made of another one shares what they have in common.</summary>
public sealed class FileContent
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockSize = 4096;

    // What is preallocated is mostly this, many times over.
    static readonly byte[] Zeros = new byte[BlockSize];

    readonly byte[][] blocks;
    string? digest;

    FileContent(byte[][] blocks, long length)
    {
        this.blocks = blocks;
        Length = length;
    }

    /// <summary>No bytes.</summary>
    public static FileContent Empty { get; } = new([], 0);

    /// <summary>Its length in bytes.</summary>
    public long Length { get; }

    /// <summary>SHA-256 in lower-case hex.</summary>
    public string Digest => digest ??= Hash();

    /// <summary>These bytes.</summary>
    public static FileContent Of(ReadOnlySpan<byte> bytes) => bytes.Length == 0 ? Empty : Empty.With(0, bytes);

    /// <summary>This content with bytes written at an offset of at most its length, longer where they go past its end.</summary>
    public FileContent With(long offset, ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length);
        if (bytes.Length == 0) return this;
        var length = Math.Max(Length, offset + bytes.Length);
        var written = new byte[(int)((length + BlockSize - 1) / BlockSize)][];
        blocks.CopyTo(written, 0);
        for (var done = 0; done < bytes.Length;)
        {
            var (index, within) = ((int)((offset + done) / BlockSize), (int)((offset + done) % BlockSize));
            var count = Math.Min(BlockSize - within, bytes.Length - done);
            var former = index < blocks.Length ? blocks[index] : [];
            written[index] = Block(former, within, bytes.Slice(done, count));
            done += count;
        }

        return new FileContent(written, length);
    }

    /// <summary>A block with bytes written into it.</summary>
    static byte[] Block(byte[] former, int within, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == BlockSize && !bytes.ContainsAnyExcept((byte)0)) return Zeros;
        var block = GC.AllocateUninitializedArray<byte>(Math.Max(within + bytes.Length, former.Length));
        former.AsSpan(0, within).CopyTo(block);
        bytes.CopyTo(block.AsSpan(within));
        if (within + bytes.Length is var end && end < former.Length) former.AsSpan(end).CopyTo(block.AsSpan(end));
        return block;
    }

    /// <summary>Its first bytes.</summary>
    public FileContent Cut(long length) => length >= Length ? this : Of(ToArray().AsSpan(0, (int)length));

    /// <summary>All bytes, anew.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        for (var index = 0; index < blocks.Length; index++) blocks[index].CopyTo(bytes, (long)index * BlockSize);
        return bytes;
    }

    string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var block in blocks) hash.AppendData(block);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
