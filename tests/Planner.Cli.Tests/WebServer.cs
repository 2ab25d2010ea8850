using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Planner.Cli.Tests;

/// <summary>A real web server on a free port of this machine.</summary>
sealed class WebServer : IDisposable
{
    readonly Process process;

    WebServer(Process process, string address) => (this.process, Address) = (process, address);

    /// <summary>Its host and port.</summary>
    internal string Address { get; }

    /// <summary>Starts one; returns when it answers.</summary>
    /// <param name="folder">What it serves. Its own files lie beside it.</param>
    internal static async Task<WebServer> StartAsync(string folder)
    {
        var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var config = Path.Join(folder, "..", "nginx.conf");
        await File.WriteAllTextAsync(config, $$"""
            daemon off; master_process off; pid {{folder}}/../nginx.pid; error_log stderr; user root;
            events {}
            http { access_log off; server { listen 127.0.0.1:{{port}}; root {{folder}}; } }

            """);
        var process = Process.Start(new ProcessStartInfo("/usr/sbin/nginx", ["-c", Path.GetFullPath(config)]) { RedirectStandardError = true })!;
        for (var tries = 0; tries < 100; tries++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return new WebServer(process, $"127.0.0.1:{port}");
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        throw new InvalidOperationException($"nginx does not answer: {await process.StandardError.ReadToEndAsync()}");
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
