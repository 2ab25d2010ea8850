namespace Planner.Cli.Tests.Field;

/// <summary>A small file system of its own, to be filled up.</summary>
sealed class SmallDisk : IAsyncDisposable
{
    readonly TemporaryFolder folder = new();

    SmallDisk()
    {
    }

    /// <summary>Where it is mounted.</summary>
    public string Folder => Path.Join(folder.Path, "d");

    /// <summary>Makes and mounts one.</summary>
    /// <param name="size">MiB.</param>
    public static async Task<SmallDisk> MountAsync(int size)
    {
        var disk = new SmallDisk();
        var image = Path.Join(disk.folder.Path, "image");
        await using (var file = File.Create(image)) file.SetLength((long)size << 20);
        await DebianImage.RunAsync("mkfs.ext4", "-q", "-F", image);
        Directory.CreateDirectory(disk.Folder);
        await DebianImage.RunAsync("mount", "-o", "loop", image, disk.Folder);
        return disk;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await DebianImage.RunAsync("umount", "--lazy", Folder);
        folder.Dispose();
    }
}
