using Planner.Devices.Linux.Files;
using Planner.Engine.Devices;
using Planner.Repository;
using Planner.Repository.Publishing;

namespace Planner.Cli.Repository;

/// <summary>A repository that is a folder of this machine.</summary>
/// <param name="folder">The folder.</param>
sealed class FolderFiles(string folder) : IRepositoryFiles, IPublishedFiles
{
    /// <inheritdoc/>
    public async Task<byte[]?> FetchAsync(string path, long atMost, CancellationToken ct)
    {
        try
        {
            await using var file = File.OpenRead(PlaceOf(path));
            if (file.Length > atMost) throw new NotAuthenticException(path, $"it has {file.Length} bytes, and at most {atMost} are expected");
            var content = new byte[file.Length];
            await file.ReadExactlyAsync(content, ct).ConfigureAwait(false);
            return content;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DeviceException(DeviceFault.Failed, $"read {PlaceOf(path)}", e.Message, e);
        }
    }

    /// <inheritdoc/>
    public byte[]? Read(string path) => File.Exists(PlaceOf(path)) ? File.ReadAllBytes(PlaceOf(path)) : null;

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string path) => Directory.Exists(PlaceOf(path)) ? [.. Directory.EnumerateFiles(PlaceOf(path)).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)] : [];

    /// <inheritdoc/>
    public void Write(string path, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PlaceOf(path))!);
        DurableFile.Replace(PlaceOf(path), content);
    }

    string PlaceOf(string path) => Path.Join(folder, path);
}
