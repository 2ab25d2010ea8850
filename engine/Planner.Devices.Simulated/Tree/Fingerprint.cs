using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Planner.Engine.Images;

namespace Planner.Devices.Simulated.Tree;

/// <summary>128 bits that tell trees apart: those of two trees are equal when their owner would notice no difference. Names of one file and times do not count.</summary>
/// <param name="High">The first half.</param>
/// <param name="Low">The second half.</param>
public sealed record Fingerprint(ulong High, ulong Low)
{
    const int Bytes = 16;

    /// <summary>The fingerprint of a text and others.</summary>
    public static Fingerprint Of(ReadOnlySpan<char> text, params ReadOnlySpan<Fingerprint> others)
    {
        var bytes = new Pieces(text.Length * sizeof(char) + (others.Length * Bytes));
        bytes.Add(MemoryMarshal.AsBytes(text));
        foreach (var other in others) bytes.Add(other);
        return bytes.End();
    }

    /// <summary>The fingerprint of a node, made of those of its children.</summary>
    internal static Fingerprint Of(TreeNode node)
    {
        var entry = node.Look;
        var bytes = new Pieces(128 + (node.Children.Count * 48));
        bytes.Add((long)entry.Type);
        bytes.Add(entry.Type == EntryType.Link ? 0 : entry.Mode);
        bytes.Add(((long)entry.Uid << 32) | (uint)entry.Gid);
        bytes.Add(((long)entry.Device.Major << 32) | (uint)entry.Device.Minor);
        bytes.Add(node.Size);
        bytes.Add(node.Shared is null ? 0 : 1);
        bytes.Add(node.Digest);
        bytes.Add(entry.Target);
        foreach (var (name, value) in entry.Attributes)
        {
            bytes.Add(name);
            bytes.Add(value.Length);
            bytes.Add(value.AsSpan());
        }

        foreach (var (name, child) in node.Children)
        {
            bytes.Add(name);
            bytes.Add(child.Fingerprint);
        }

        return bytes.End();
    }

    /// <summary>Bytes that are hashed at once.</summary>
    ref struct Pieces(int capacity)
    {
        byte[] buffer = new byte[capacity];
        int length;

        internal void Add(scoped ReadOnlySpan<byte> bytes)
        {
            if (length + bytes.Length > buffer.Length) Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + bytes.Length));
            bytes.CopyTo(buffer.AsSpan(length));
            length += bytes.Length;
        }

        internal void Add(long number)
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
            Add(bytes);
        }

        internal void Add(string? text)
        {
            Add(text?.Length ?? -1L);
            Add(MemoryMarshal.AsBytes(text.AsSpan()));
        }

        internal void Add(Fingerprint other)
        {
            Add((long)other.High);
            Add((long)other.Low);
        }

        internal readonly Fingerprint End()
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(buffer.AsSpan(0, length), hash);
            return new Fingerprint(BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash[sizeof(ulong)..]));
        }
    }
}
