namespace Planner.Devices.Linux.Images.Tar;

/// <summary>The content of one tar entry, read forward.</summary>
/// <param name="stream">The archive, standing at the content.</param>
/// <param name="size">Bytes of the content.</param>
/// <param name="padding">Bytes between the content and the next header.</param>
class TarContent(Stream stream, long size, long padding)
{
    /// <summary>Before the first entry.</summary>
    public static TarContent Empty { get; } = new(Stream.Null, 0, 0);

    /// <summary>Bytes of the content that were not read yet.</summary>
    protected long Left { get; set; } = size;

    long behind = padding;

    /// <summary>Reads on; 0 at the end, -1 when the archive ends first.</summary>
    public virtual int Read(Span<byte> buffer)
    {
        if (Left == 0 || buffer.IsEmpty) return 0;
        var read = ReadStored(buffer[..(int)Math.Min(Left, buffer.Length)]);
        Left -= Math.Max(read, 0);
        return read;
    }

    /// <summary>Skips what is left and the padding; false when the archive ends first.</summary>
    public bool Skip()
    {
        var buffer = new byte[Left + behind > 0 ? (int)Math.Min(64 << 10, Left + behind) : 0];
        while (Left > 0)
            if (Read(buffer) <= 0) return false;
        while (behind > 0)
        {
            if (ReadStored(buffer.AsSpan(0, (int)Math.Min(behind, buffer.Length))) is not (> 0 and var read)) return false;
            behind -= read;
        }

        return true;
    }

    /// <summary>Reads from the archive; -1 when it has ended.</summary>
    protected int ReadStored(Span<byte> buffer) => stream.Read(buffer) is > 0 and var read ? read : -1;
}

/// <summary>The content of a sparse file, its holes as zeros.</summary>
sealed class SparseContent(Stream stream, long size, long padding, SparseMap map) : TarContent(stream, size, padding)
{
    readonly long size = size;
    int part;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (Left == 0 || buffer.IsEmpty) return 0;
        var at = size - Left;
        while (part < map.Parts.Count && map.Parts[part].Offset + map.Parts[part].Length <= at) part++;
        var (offset, length) = part < map.Parts.Count ? map.Parts[part] : (size, 0);
        int read;
        if (at < offset)
        {
            read = (int)Math.Min(offset - at, buffer.Length);
            buffer[..read].Clear();
        }
        else read = ReadStored(buffer[..(int)Math.Min(offset + length - at, buffer.Length)]);

        Left -= Math.Max(read, 0);
        return read;
    }
}
