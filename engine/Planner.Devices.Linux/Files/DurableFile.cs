using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Files;

/// <summary>Files of this machine, outside of any device's partitions, that a power cut leaves whole.</summary>
public static class DurableFile
{
    const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Puts a file in the place of what is there: before and after a power cut it is the old one or the new one.</summary>
    /// <param name="path">Its place; its folder is there.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="secret">Whether only its owner may read it.</param>
    /// <exception cref="DeviceException">It could not be written.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content, bool secret = false)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var beside = Path.Join(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (secret && !OperatingSystem.IsWindows()) options.UnixCreateMode = OnlyOwner;
            using (var file = new FileStream(beside, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
            Flush(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(beside);
            throw new DeviceException(DeviceFault.Failed, $"write {path}", e.Message, e);
        }
    }

    /// <summary>Takes a file away, where there is one.</summary>
    /// <exception cref="DeviceException">It could not be taken away.</exception>
    public static void Delete(string path)
    {
        if (!File.Exists(path)) return;
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DeviceException(DeviceFault.Failed, $"delete {path}", e.Message, e);
        }

        Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    static void Flush(string folder)
    {
        using var opened = Libc.Open(folder, OpenFlags.FolderOnly | OpenFlags.CloseOnExec, 0);
        if (opened.IsInvalid || Libc.Flush(opened) != 0) throw Errno.Failure($"flush {folder}");
    }
}
