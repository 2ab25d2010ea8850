using System.Net;
using System.Net.Sockets;
using System.Text;
using Planner.Devices.Linux.Fetching;

namespace Planner.Devices.Linux.Tests;

public sealed class LinuxNetworkTests
{
    [TestCase("HTTP/1.1 200 OK", null)]
    [TestCase("HTTP/1.1 404 Not Found", "it answers 404 Not Found")]
    public async Task Says_what_a_peer_answers(string head, string? expected)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var fetcher = new HttpFetcher(new NetworkSettings());
        var network = new LinuxNetwork(new FolderMounts("/"), fetcher);
        var asked = network.ProbeAsync(new Uri($"http://{listener.LocalEndpoint}/"), default).AsTask();
        using var peer = await listener.AcceptTcpClientAsync();
        var request = new byte[4096];
        var length = await peer.GetStream().ReadAsync(request);
        await peer.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{head}\r\nContent-Length: 0\r\n\r\n"));
        Assert.That(await asked, Is.EqualTo(expected));
        Assert.That(Encoding.ASCII.GetString(request, 0, length), Does.StartWith("HEAD / "));
    }

    [Test]
    public async Task Says_why_there_is_no_answer()
    {
        using var fetcher = new HttpFetcher(new NetworkSettings());
        var network = new LinuxNetwork(new FolderMounts("/"), fetcher);
        Assert.That(await network.ProbeAsync(new Uri($"http://127.0.0.1:{ClosedPort()}/"), default), Does.Contain("refused"));
    }

    static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
