using System.Net;
using System.Net.Sockets;
using CliWrap;
using CliWrap.Buffered;

namespace Planner.Testing;

/// <summary>A registry of the test's own, on a free port of 127.0.0.1.</summary>
public sealed class TestRegistry : IAsyncDisposable
{
    readonly string folder;
    OwnProcess? process;
    bool asksWho;
    TestAuthority? authority;

    TestRegistry(string folder, string host) => (this.folder, Host) = (folder, host);

    /// <summary>Host and port, as a reference begins with.</summary>
    public string Host { get; }

    /// <summary>The one that <c>tests/run</c> has started and named in <c>PLANNER_TEST_REGISTRY</c>; else a new one.</summary>
    public static async Task<TestRegistry> GivenOrStartedAsync() =>
        Environment.GetEnvironmentVariable("PLANNER_TEST_REGISTRY") is { Length: > 0 } given ? new TestRegistry("", given) : await StartAsync();

    /// <summary>User and password of one that asks for them.</summary>
    public const string Credentials = "user:secret";

    string Scheme => authority is null ? "http" : "https";

    /// <summary>Starts one, and waits until it answers.</summary>
    /// <param name="asksWho">Whether it wants <see cref="Credentials"/> (htpasswd, basic authentication).</param>
    /// <param name="authority">Whose certificate it shows; null for plain HTTP.</param>
    public static async Task<TestRegistry> StartAsync(bool asksWho = false, TestAuthority? authority = null)
    {
        var registry = new TestRegistry(Directory.CreateTempSubdirectory("registry").FullName, $"127.0.0.1:{FreePort()}") { asksWho = asksWho, authority = authority };
        await registry.StartAgainAsync();
        return registry;
    }

    /// <summary>Starts it after it was ended.</summary>
    public async Task StartAgainAsync()
    {
        var configuration = Path.Combine(folder, "config.yml");
        await File.WriteAllTextAsync(configuration, $$"""
            version: 0.1
            storage: { filesystem: { rootdirectory: {{folder}}/data }, delete: { enabled: true } }
            http: { addr: "{{Host}}"{{(authority is null ? "" : $", tls: {{ certificate: {authority.CertificateFile}, key: {authority.KeyFile} }}")}} }
            {{(asksWho ? $"auth: {{ htpasswd: {{ realm: planner, path: {Path.Combine(folder, "htpasswd")} }} }}" : "")}}
            """);
        if (asksWho)
        {
            var parts = Credentials.Split(':');
            await File.WriteAllTextAsync(Path.Combine(folder, "htpasswd"), (await Cli.Wrap("htpasswd").WithArguments(["-Bbn", parts[0], parts[1]]).ExecuteBufferedAsync()).StandardOutput);
        }

        process = OwnProcess.Start(Path.Combine(folder, "log"), "docker-registry", "serve", configuration);
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var http = new HttpClient(handler);
        await process.UntilAsync(async () =>
        {
            try
            {
                return (await http.GetAsync(new Uri($"{Scheme}://{Host}/v2/"))) is { IsSuccessStatusCode: true } or { StatusCode: HttpStatusCode.Unauthorized };
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    /// <summary>Stops answering.</summary>
    public async Task StopAsync() => await process!.DisposeAsync();

    /// <summary>Copies all of an OCI folder's tag into it, indexes included, every byte as it is.</summary>
    /// <returns>The reference.</returns>
    public async Task<string> PushAsync(string ociFolder, string tag, string name)
    {
        await CopyAsync(ociFolder, tag, name, "--all", "--preserve-digests");
        return $"{Host}/{name}";
    }

    /// <summary>Copies an image of an OCI folder into it, as skopeo is told to.</summary>
    public async Task CopyAsync(string ociFolder, string tag, string name, params string[] options) =>
        await Cli.Wrap("skopeo").WithArguments(["copy", "--insecure-policy", "--dest-tls-verify=false", .. asksWho ? ["--dest-creds", Credentials] : Array.Empty<string>(), .. options, $"oci:{ociFolder}:{tag}", $"docker://{Host}/{name}"]).ExecuteBufferedAsync();

    /// <summary>The file that holds a blob, for tests that damage it.</summary>
    public string BlobPath(string digest) =>
        Path.Combine(folder, "data/docker/registry/v2/blobs/sha256", digest[7..9], digest[7..], "data");

    /// <summary>A port that nothing listens on.</summary>
    public static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (process is null) return;
        await process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
