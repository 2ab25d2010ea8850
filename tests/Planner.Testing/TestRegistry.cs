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

    TestRegistry(string folder, string host) => (this.folder, Host) = (folder, host);

    /// <summary>Host and port, as a reference begins with.</summary>
    public string Host { get; }

    /// <summary>The one that <c>tests/run</c> has started and named in <c>PLANNER_TEST_REGISTRY</c>; else a new one.</summary>
    public static async Task<TestRegistry> GivenOrStartedAsync() =>
        Environment.GetEnvironmentVariable("PLANNER_TEST_REGISTRY") is { Length: > 0 } given ? new TestRegistry("", given) : await StartAsync();

    /// <summary>Starts one, and waits until it answers.</summary>
    public static async Task<TestRegistry> StartAsync()
    {
        var registry = new TestRegistry(Directory.CreateTempSubdirectory("registry").FullName, $"127.0.0.1:{FreePort()}");
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
            http: { addr: "{{Host}}" }
            """);
        process = OwnProcess.Start(Path.Combine(folder, "log"), "docker-registry", "serve", configuration);
        using var http = new HttpClient();
        await process.UntilAsync(async () =>
        {
            try
            {
                return (await http.GetAsync(new Uri($"http://{Host}/v2/"))).IsSuccessStatusCode;
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
        await Cli.Wrap("skopeo").WithArguments(["copy", "--all", "--preserve-digests", "--insecure-policy", "--dest-tls-verify=false", $"oci:{ociFolder}:{tag}", $"docker://{Host}/{name}"]).ExecuteBufferedAsync();
        return $"{Host}/{name}";
    }

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
