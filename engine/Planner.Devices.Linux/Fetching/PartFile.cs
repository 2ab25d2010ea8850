using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Planner.Devices.Linux.Files;
using Planner.Devices.Linux.Images;
using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Fetching;

/// <summary>A file that is fetched: what it holds already is kept and hashed, then it only gets longer.</summary>
sealed class PartFile : IFetched, IDisposable
{
    readonly SafeFileHandle file;
    readonly string tried;
    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    PartFile(SafeFileHandle file, string tried) => (this.file, this.tried) = (file, tried);

    /// <summary>Bytes that it holds.</summary>
    public long Length { get; private set; }

    /// <summary>SHA-256 of all that it holds, in lower-case hex.</summary>
    internal string Digest => Convert.ToHexStringLower(hash.GetCurrentHash());

    /// <summary>Opens it, or makes it; never through a link. Its own folder must exist.</summary>
    /// <param name="partitionRoot">Where its partition is mounted.</param>
    /// <param name="at">Its place.</param>
    /// <param name="mode">Its permissions.</param>
    /// <param name="tried">What is being done, for messages.</param>
    /// <param name="ct">Ends the reading of what it holds.</param>
    internal static PartFile Open(string partitionRoot, PartitionPath at, int mode, string tried, CancellationToken ct)
    {
        using var folder = OpenFolder(partitionRoot, at, tried);
        var name = at.Path[(at.Path.LastIndexOf('/') + 1)..];
        if (Libc.StatX(folder, name, OpenFlags.AtLinkItself, FileStatus.BasicMask, out var there) == 0 && there.Kind != FileKind.File) throw new DeviceException(DeviceFault.Failed, tried, $"{at} is no file but a {there.Kind}");
        var opened = Libc.OpenAt(folder, name, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.NoFollow | OpenFlags.CloseOnExec, (uint)mode);
        if (opened.IsInvalid) throw Errno.Failure(tried);
        var part = new PartFile(opened, tried);
        try
        {
            if (FileSystemTraits.Of(folder, tried).HasOwners && Libc.ChangeMode(opened, (uint)mode) != 0) throw Errno.Failure(tried);
            Content.ReadAll(opened, tried, part.Take, ct);
            return part;
        }
        catch
        {
            part.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        Content.Write(file, bytes.Span, tried);
        Take(bytes.Span);
        return default;
    }

    /// <summary>Makes it empty.</summary>
    internal void Restart()
    {
        if (LibcTrees.SetLength(file, 0) != 0 || Libc.Seek(file, 0, 0) != 0) throw Errno.Failure(tried);
        hash.GetHashAndReset();
        Length = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        file.Dispose();
        hash.Dispose();
    }

    void Take(ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(bytes);
        Length += bytes.Length;
    }

    static SafeFileHandle OpenFolder(string partitionRoot, PartitionPath at, string tried)
    {
        var folder = Libc.Open(partitionRoot, OpenFlags.Folder, 0);
        foreach (var part in ImagePath.Parts(at.Folder.Path))
        {
            if (folder.IsInvalid) break;
            var next = Libc.OpenAt(folder, part, OpenFlags.Folder, 0);
            var error = Errno.Last;
            folder.Dispose();
            folder = next.IsInvalid ? throw Errno.Failure(tried, error) : next;
        }

        return folder.IsInvalid ? throw Errno.Failure(tried) : folder;
    }
}
