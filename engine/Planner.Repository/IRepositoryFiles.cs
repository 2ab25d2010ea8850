namespace Planner.Repository;

/// <summary>Where a repository's files are: a folder, or a web server.</summary>
public interface IRepositoryFiles
{
    /// <summary>Reads a file whole; null when the repository has none of that name.</summary>
    /// <param name="path">Its path below the repository, with <c>/</c>.</param>
    /// <param name="atMost">The most bytes that are read; a longer file: <see cref="NotAuthenticException"/>.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="Engine.Devices.DeviceException">It could not be asked, or broke off.</exception>
    Task<byte[]?> FetchAsync(string path, long atMost, CancellationToken ct);
}
