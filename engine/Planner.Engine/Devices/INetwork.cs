namespace Planner.Engine.Devices;

/// <summary>Peers on the network.</summary>
public interface INetwork
{
    /// <summary>Asks a URL for its head; null when it answers with a success, else why not.</summary>
    ValueTask<string?> ProbeAsync(Uri url, CancellationToken ct);
}
