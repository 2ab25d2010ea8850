using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Planner.Engine.Devices;

namespace Planner.Devices.Linux.Fetching;

/// <summary>Makes the client that all connections go through: the proxy, and whom it trusts.</summary>
static class Connections
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Makes it. It follows no redirection by itself.</summary>
    internal static HttpClient Open(NetworkSettings settings)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        if (settings.Proxy is { } proxy) handler.Proxy = new WebProxy(proxy) { Credentials = CredentialsOf(proxy) };
        if (settings.CaFile is { } file) handler.SslOptions.RemoteCertificateValidationCallback = Trusting(Read(file));
        return new HttpClient(handler) { Timeout = Patience };
    }

    static NetworkCredential? CredentialsOf(Uri proxy)
    {
        if (proxy.UserInfo.Length == 0) return null;
        var parts = proxy.UserInfo.Split(':', 2);
        return new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    static X509Certificate2Collection Read(string file)
    {
        var tried = $"trust the certificates of {file}";
        try
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPemFile(file);
            return found.Count > 0 ? found : throw new DeviceException(DeviceFault.Failed, tried, "it holds none");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new DeviceException(DeviceFault.Failed, tried, e.Message, e);
        }
    }

    /// <summary>What the system trusts is good; what it does not is when one of these signed it and its name is the host's.</summary>
    static RemoteCertificateValidationCallback Trusting(X509Certificate2Collection authorities) => (_, shown, sent, errors) =>
    {
        if (errors == SslPolicyErrors.None) return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || shown is not X509Certificate2 certificate) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        // A CA of one's own seldom publishes what it revokes.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>()) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(certificate);
    };
}
