namespace Planner.Engine.Devices;

/// <summary>Peers on the network.</summary>
public interface INetwork
{
    /// <summary>Asks a URL for its head; null when it answers with a success, else why not.</summary>
    ValueTask<string?> ProbeAsync(Uri url, CancellationToken ct);

    /// <summary>Fetches a file, behind what is there already and never beyond the declared size; the file's own folder must exist. Not durable when it returns. The whole file is checked against size and digest: <see cref="DeviceFault.NotAuthentic"/>, and then it is of no use; a peer that breaks off: <see cref="DeviceFault.Unreachable"/>, and then it may be gone on with; one that has no such file: <see cref="DeviceFault.NotFound"/>.</summary>
    /// <param name="download">What to fetch.</param>
    /// <param name="file">Where it goes.</param>
    /// <param name="progress">Bytes that the file holds so far.</param>
    /// <param name="ct">Ends the fetching.</param>
    ValueTask FetchAsync(DeclaredFile download, PartitionPath file, IProgress<long>? progress, CancellationToken ct);
}

/// <summary>A file at a URL, and what it must be.</summary>
/// <param name="Url">Where it is.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hex.</param>
/// <param name="Mode">The permissions that it gets.</param>
public sealed record DeclaredFile(Uri Url, long Size, string Sha256, int Mode);
