using System.Net;
using Planner.Engine.Images;

namespace Planner.Devices.Linux.Images;

/// <summary>Where a reference leads: the registry's address and the repository in it, by the rules of Docker.</summary>
/// <param name="Host">Host, with port where one is given.</param>
/// <param name="Repository">Repository.</param>
/// <param name="IsPlain">Whether it is asked over plain HTTP: only this machine is.</param>
sealed record RegistryName(string Host, string Repository, bool IsPlain)
{
    /// <summary>The host of Docker's own registry.</summary>
    internal const string DockerHub = "registry-1.docker.io";

    /// <summary>Splits a reference's name. The first part is a registry when it has a dot or a port, or is <c>localhost</c>.</summary>
    public static RegistryName Of(ImageReference reference)
    {
        var cut = reference.Name.IndexOf('/', StringComparison.Ordinal);
        var first = cut < 0 ? "" : reference.Name[..cut];
        if (first != "localhost" && !first.Contains('.', StringComparison.Ordinal) && !first.Contains(':', StringComparison.Ordinal))
            return new RegistryName(DockerHub, cut < 0 ? $"library/{reference.Name}" : reference.Name, false);
        var repository = reference.Name[(cut + 1)..];
        if (first is "docker.io" or "index.docker.io") return new RegistryName(DockerHub, repository.Contains('/', StringComparison.Ordinal) ? repository : $"library/{repository}", false);
        var host = first.Split(':')[0];
        return new RegistryName(first, repository, host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)));
    }

    /// <summary>The registry's own address.</summary>
    public Uri Origin => new($"{(IsPlain ? "http" : "https")}://{Host}/");

    /// <summary>The address of something in the repository at the registry or a mirror of it: <c>manifests/latest</c>, <c>blobs/sha256:…</c>.</summary>
    public Uri Address(Uri place, string what) => new($"{place.GetLeftPart(UriPartial.Path).TrimEnd('/')}/v2/{Repository}/{what}");
}
