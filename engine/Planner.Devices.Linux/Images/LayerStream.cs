using System.IO.Compression;
using Planner.Devices.Linux.Images.Tar;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Images;

/// <summary>One layer as it is stored: gzip, zstd or plain, told apart by its first bytes, hashed while it is read.</summary>
static class LayerStream
{
    /// <summary>Visits a layer and reads it to its last byte. When the bytes are not those of the digest that is all that counts, whatever the visit ran into.</summary>
    /// <param name="stored">The stored bytes.</param>
    /// <param name="expected">Whether the digest of the stored bytes, and that of the unpacked ones where <paramref name="hashPlain"/> asks for it, are the right ones; else what is wrong.</param>
    /// <param name="hashPlain">Whether the unpacked bytes are hashed as well.</param>
    /// <param name="visit">Reads the tar stream.</param>
    /// <param name="tried">What is being done, for messages.</param>
    /// <param name="ct">Ends the reading.</param>
    public static void Read(Stream stored, Func<LayerDigests, string?> expected, bool hashPlain, Action<TarStream> visit, string tried, CancellationToken ct)
    {
        using var packed = new HashingStream(stored);
        using var peeked = new PeekedStream(packed, 4);
        DeviceException? broken = null;
        LayerDigests digests;
        try
        {
            using var plain = Unpack(peeked);
            using var hashed = hashPlain && plain != peeked ? new HashingStream(plain) : null;
            visit(new TarStream(hashed ?? plain, tried, ct));
            Drain(hashed ?? plain, ct);
            Drain(peeked, ct);
            var name = packed.Digest();
            digests = new LayerDigests(name, hashed?.Digest() ?? (plain == peeked ? name : null));
        }
        catch (DeviceException e) when (e.Fault is DeviceFault.Failed or DeviceFault.NotAuthentic)
        {
            broken = e;
            digests = Rest(peeked, packed, ct);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ZstdSharp.ZstdException)
        {
            broken = new DeviceException(DeviceFault.Failed, tried, $"its compression is damaged: {e.Message}", e);
            digests = Rest(peeked, packed, ct);
        }

        if (expected(digests) is { } wrong) throw new DeviceException(DeviceFault.NotAuthentic, tried, wrong, broken);
        if (broken is not null) throw broken;
    }

    static Stream Unpack(PeekedStream stream) => stream.Start switch
    {
        [0x1F, 0x8B, ..] => new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true),
        [0x28, 0xB5, 0x2F, 0xFD] => new ZstdSharp.DecompressionStream(stream, leaveOpen: true),
        _ => stream,
    };

    static LayerDigests Rest(Stream rest, HashingStream packed, CancellationToken ct)
    {
        Drain(rest, ct);
        return new LayerDigests(packed.Digest(), null);
    }

    static void Drain(Stream stream, CancellationToken ct)
    {
        var buffer = new byte[64 << 10];
        while (stream.Read(buffer) > 0) ct.ThrowIfCancellationRequested();
    }
}

/// <summary>Digests of a layer.</summary>
/// <param name="Stored">Of its stored bytes.</param>
/// <param name="Plain">Of its unpacked bytes; null when they were not hashed.</param>
readonly record struct LayerDigests(string Stored, string? Plain);
