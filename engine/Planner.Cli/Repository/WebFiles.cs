using Planner.Devices.Linux.Fetching;
using Planner.Engine.Devices;
using Planner.Repository;

namespace Planner.Cli.Repository;

/// <summary>A repository that web servers have.</summary>
/// <param name="fetcher">Fetches.</param>
/// <param name="mirrors">The addresses of the repository's folder, in the order in which they are asked.</param>
sealed class WebFiles(HttpFetcher fetcher, IReadOnlyList<Uri> mirrors) : IRepositoryFiles
{
    /// <inheritdoc/>
    public async Task<byte[]?> FetchAsync(string path, long atMost, CancellationToken ct)
    {
        try
        {
            return await fetcher.DocumentAsync(mirrors, path, atMost, ct).ConfigureAwait(false);
        }
        catch (DeviceException e) when (e.Fault == DeviceFault.NotAuthentic)
        {
            throw new NotAuthenticException(path, e.Result);
        }
    }
}
