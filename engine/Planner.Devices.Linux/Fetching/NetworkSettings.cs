using Planner.Devices.Linux.Images;

namespace Planner.Devices.Linux.Fetching;

/// <summary>How this device reaches its peers. All of it may be left out.</summary>
public sealed record NetworkSettings
{
    /// <summary>The proxy for all that is fetched, with user and password where it needs them; null: as the environment says.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>A file of certificates (PEM) that are trusted beside the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>How many bytes are fetched in a second at most, all connections together.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>What is asked before a host, in this order, by the host's name with its port where it has one: a registry's <c>/v2/</c>, or a file's path, follows each address.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Uri>> Mirrors { get; init; } = new Dictionary<string, IReadOnlyList<Uri>>();

    /// <summary>Credentials by the registry's host, with port where it has one; a mirror has its own. Without any, as anonymous.</summary>
    public IReadOnlyDictionary<string, RegistryLogin> Logins { get; init; } = new Dictionary<string, RegistryLogin>();

    /// <summary>What is asked in a host's place: its mirrors, then the host itself.</summary>
    internal IReadOnlyList<Uri> PlacesOf(Uri host) => Of(Mirrors, host) is { } mirrors ? [.. mirrors, host] : [host];

    /// <summary>The credentials for a registry or a mirror, or null.</summary>
    internal RegistryLogin? LoginOf(Uri host) => Of(Logins, host);

    // People call Docker's registry by another name than its host's.
    static T? Of<T>(IReadOnlyDictionary<string, T> known, Uri host) where T : class =>
        known.TryGetValue(host.Authority, out var found) || (host.Authority == RegistryName.DockerHub && known.TryGetValue("docker.io", out found)) ? found : null;
}
