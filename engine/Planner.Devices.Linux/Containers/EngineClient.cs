using Docker.DotNet;
using Docker.DotNet.Models;
using Docker.DotNet.Unix;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Containers;

/// <summary>Finds the container engine's socket and speaks to it.</summary>
/// <param name="sockets">Sockets, tried in order.</param>
sealed class EngineClient(IReadOnlyList<string> sockets) : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly Dictionary<string, DockerClient> clients = [];

    /// <summary>Whether the device has an engine at all.</summary>
    public bool IsConfigured => sockets.Count > 0;

    /// <summary>The first engine that answers: its client, its version and its kind; or why none does.</summary>
    public async Task<(DockerClient? Client, VersionResponse? Version, string Kind, string? Reason)> FindAsync(CancellationToken ct)
    {
        var reasons = new List<string>();
        foreach (var socket in sockets)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(Patience);
            try
            {
                if (!File.Exists(socket)) throw new IOException("no such socket");
                var client = ClientOf(socket);
                var version = await client.System.GetVersionAsync(patience.Token);
                return (client, version, KindOf(version, socket), null);
            }
            catch (Exception e) when (!ct.IsCancellationRequested && EngineFailure.IsOfEngine(e))
            {
                reasons.Add($"{socket}: {(e is OperationCanceledException ? "no answer in time" : (e.InnerException ?? e).Message.Trim())}");
            }
        }

        return (null, null, sockets.Count == 0 ? "none" : KindOf(null, sockets[0]), sockets.Count == 0 ? "the device has no container engine" : string.Join("; ", reasons));
    }

    /// <summary>The client of the first engine that answers. None: <see cref="DeviceFault.Unreachable"/>.</summary>
    public async Task<DockerClient> ConnectAsync(string tried, CancellationToken ct)
    {
        var (client, _, _, reason) = await FindAsync(ct);
        return client ?? throw new DeviceException(DeviceFault.Unreachable, tried, $"no container engine answers: {reason}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (clients)
            foreach (var client in clients.Values) client.Dispose();
    }

    DockerClient ClientOf(string socket)
    {
        lock (clients)
        {
            if (clients.TryGetValue(socket, out var known)) return known;
            // Pulling and saving take as long as they take; whoever waits brings a token.
            return clients[socket] = new DockerClientBuilder().WithEndpoint(new Uri($"unix://{Path.GetFullPath(socket)}")).WithTimeout(Timeout.InfiniteTimeSpan)
                .WithTransportOptions(new UnixSocketTransportOptions()).Build();
        }
    }

    // Balena's engine is Docker's under another name; what tells them apart in an old one is only the socket's name.
    static string KindOf(VersionResponse? version, string socket)
    {
        string?[] names = [version?.Platform?.Name, version?.Version, .. version?.Components?.Select(part => part.Name) ?? [], Path.GetFileName(socket)];
        return names.Any(name => name?.Contains("balena", StringComparison.OrdinalIgnoreCase) == true) ? "balena" : "docker";
    }
}
