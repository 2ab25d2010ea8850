using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Images.Tar;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Images;

/// <summary>Writes contents of files, and hashes them once more on the way.</summary>
/// <param name="target">Where they are written.</param>
sealed class ContentWriter(TargetTree target)
{
    readonly byte[] buffer = new byte[256 << 10];

    /// <summary>Writes one file. Content that is not the one that was indexed is <see cref="DeviceFault.NotAuthentic"/>.</summary>
    public void Write(string path, Inode inode, TarEntry entry, TarStream tar)
    {
        var (size, digest) = Take(path, entry, tar);
        if (size != inode.Size || digest != inode.Digest)
            throw new DeviceException(DeviceFault.NotAuthentic, target.Doing("write", path), "the layer's content changed since its digest was checked");
        Dress(path, inode);
    }

    /// <summary>Writes one content, as a file that is nobody's yet.</summary>
    /// <returns>Its bytes, and its SHA-256 in lower-case hex.</returns>
    public (long Size, string Digest) Take(string path, TarEntry entry, TarStream tar)
    {
        var doing = target.Doing("write", path);
        using var file = target.Create(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = 0L;
        while (tar.Read(buffer) is > 0 and var read)
        {
            size += read;
            var part = buffer.AsSpan(0, read);
            hash.AppendData(part);
            if (entry.IsSparse && !part.ContainsAnyExcept((byte)0)) Skip(file, read, doing);
            else WriteAll(file, part, doing);
        }

        if (entry.IsSparse && LibcTrees.SetLength(file, size) != 0) throw Errno.Failure(doing);
        return (size, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Gives a content that was written before its name.</summary>
    public void Place(string from, string path, Inode inode)
    {
        target.Rename(from, path);
        Dress(path, inode);
    }

    /// <summary>Copies a file that was written before: for file systems on which a file has one name only.</summary>
    public void Copy(string from, string path, Inode inode)
    {
        var (folder, name) = ImagePath.Split(from);
        using var source = Libc.OpenAt(target.Folder(folder), name, OpenFlags.NoFollow | OpenFlags.CloseOnExec, 0);
        if (source.IsInvalid) throw Errno.Failure(target.Doing($"copy {from} to", path));
        Copy(source, path, inode);
    }

    /// <summary>Copies an open file.</summary>
    public unsafe void Copy(SafeFileHandle source, string path, Inode inode)
    {
        var doing = target.Doing("copy to", path);
        using var file = target.Create(path);
        while (true)
        {
            nint read;
            fixed (byte* start = buffer) read = Libc.Read(source, start, (nuint)buffer.Length);
            if (read < 0) throw Errno.Failure(doing);
            if (read == 0) break;
            WriteAll(file, buffer.AsSpan(0, (int)read), doing);
        }

        Dress(path, inode);
    }

    void Dress(string path, Inode inode)
    {
        var (folder, name) = ImagePath.Split(path);
        NodeWriter.Dress(target, target.Folder(folder), name, path, inode);
    }

    static void Skip(SafeFileHandle file, int count, string doing)
    {
        const int fromHere = 1;
        if (Libc.Seek(file, count, fromHere) < 0) throw Errno.Failure(doing);
    }

    static unsafe void WriteAll(SafeFileHandle file, ReadOnlySpan<byte> bytes, string doing)
    {
        while (bytes.Length > 0)
        {
            nint written;
            fixed (byte* start = bytes) written = Libc.Write(file, start, (nuint)bytes.Length);
            if (written < 0 && Errno.Last == Errno.Interrupted) continue;
            if (written <= 0) throw Errno.Failure(doing);
            bytes = bytes[(int)written..];
        }
    }
}
