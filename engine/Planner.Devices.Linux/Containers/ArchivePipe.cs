using Planner.Devices.Linux.Native;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Containers;

/// <summary>A named pipe that gives an image as an archive to whoever reads it: nothing of it is ever on a disk, and a name that an earlier try left stands in nobody's way.</summary>
sealed class ArchivePipe : IAsyncDisposable
{
    const uint PipeOfRoot = 0x1180;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    readonly CancellationTokenSource stop = new();
    readonly IImageSaver saver;
    readonly ImageArchive archive;
    Task feeding = Task.CompletedTask;

    ArchivePipe(IImageSaver saver, ImageArchive archive, string path) => (this.saver, this.archive, Path) = (saver, archive, path);

    /// <summary>Where it is.</summary>
    internal string Path { get; }

    /// <summary>Makes it.</summary>
    /// <param name="saver">Gives the image.</param>
    /// <param name="archive">The image.</param>
    /// <param name="path">Where, or null for a name of its own.</param>
    /// <param name="ct">Ends the call.</param>
    internal static async Task<ArchivePipe> MakeAsync(IImageSaver saver, ImageArchive archive, string? path, CancellationToken ct)
    {
        var made = path ?? RunFolder.Fresh(".tar");
        await Task.Run(() => Make(made), ct).ConfigureAwait(false);
        return new ArchivePipe(saver, archive, made);
    }

    /// <summary>The archive of a command, being given at its path; null when it needs none.</summary>
    internal static async Task<ArchivePipe?> GivenAsync(IImageSaver? saver, PlanCommand command, string root, string tried, CancellationToken ct)
    {
        if (command.Archive is not { } archive) return null;
        if (saver is null) throw new DeviceException(DeviceFault.Unreachable, tried, "the device has no container engine that gives the image");
        var pipe = await MakeAsync(saver, archive, System.IO.Path.Join(root, archive.Path), ct).ConfigureAwait(false);
        pipe.Begin();
        return pipe;
    }

    /// <summary>Begins to give it.</summary>
    internal void Begin() => feeding = Task.Run(FeedAsync);

    /// <summary>Removes it; whoever still reads gets no more.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);

        // One that waits for a reader would wait for ever: it gets one that goes at once.
        while (!feeding.IsCompleted)
        {
            Libc.Open(Path, OpenFlags.NonBlocking | OpenFlags.CloseOnExec, 0).Dispose();
            await Task.WhenAny(feeding, Task.Delay(Pause)).ConfigureAwait(false);
        }

        File.Delete(Path);
        stop.Dispose();
    }

    async Task FeedAsync()
    {
        try
        {
            await using var image = await saver.SaveAsync(archive.Image, $"give {archive.Image} as an archive", stop.Token).ConfigureAwait(false);
            await using var pipe = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
            await image.CopyToAsync(pipe, 1 << 16, stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or DeviceException or OperationCanceledException or Docker.DotNet.DockerApiException or HttpRequestException)
        {
            // The reader finds an archive that ends early, and tells so: it is not loaded, and the program fails.
        }
    }

    static void Make(string path)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.Delete(path);
        using var folder = Libc.Open(System.IO.Path.GetDirectoryName(path)!, OpenFlags.CloseOnExec, 0);
        if (folder.IsInvalid || Libc.MakeNodeAt(folder, System.IO.Path.GetFileName(path), PipeOfRoot, 0) != 0) throw Errno.Failure($"make the pipe {path}");
    }
}
