namespace Planner.Engine.Configuration;

/// <summary>How a device gets its updates: <c>/etc/planner/config.yaml</c>.</summary>
public sealed record DeviceConfiguration
{
    /// <summary>Its name, for people.</summary>
    public string Name { get; init; } = "";

    /// <summary>The repository, or null where plans are handed over.</summary>
    public Uri? Repository { get; init; }

    /// <summary>Other places that the repository's files may be fetched from, in order, when it does not answer.</summary>
    public IReadOnlyList<Uri> Mirrors { get; init; } = [];

    /// <summary>Path of the file with the root metadata that the device trusts to begin with; where there is one, unsigned plans are refused.</summary>
    public string? TrustedRoot { get; init; }

    /// <summary>The proxy, or null.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Path of a file of certificates (PEM) that are trusted beside those of the OS, or null.</summary>
    public string? Authorities { get; init; }

    /// <summary>Bytes a second that downloads may take, or null.</summary>
    public long? SpeedLimit { get; init; }

    /// <summary>What is special about registries.</summary>
    public IReadOnlyList<RegistryConfiguration> Registries { get; init; } = [];

    /// <summary>When an update may begin; null at any time.</summary>
    public UpdateWindow? Window { get; init; }
}

/// <summary>What is special about a registry.</summary>
/// <param name="Host">Its host, with the port where it has one.</param>
/// <param name="Mirrors">Hosts that are asked before it, in order.</param>
/// <param name="Login">Path of a file with <c>user:password</c>, or null.</param>
public sealed record RegistryConfiguration(string Host, IReadOnlyList<string> Mirrors, string? Login);
