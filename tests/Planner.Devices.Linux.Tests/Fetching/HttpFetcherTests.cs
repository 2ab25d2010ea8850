using System.Net;
using System.Net.Sockets;
using System.Text;
using Planner.Devices.Linux.Fetching;
using Planner.Engine.Devices;
using Planner.Testing;

namespace Planner.Devices.Linux.Tests.Fetching;

/// <summary>Documents over HTTP, from servers that do what they should and from others.</summary>
public sealed class HttpFetcherTests
{
    static readonly byte[] Text = "a document"u8.ToArray();

    HastyTime time = null!;
    FileServer server = null!;

    [SetUp]
    public void Start() => (time, server) = (new HastyTime(), new FileServer());

    [TearDown]
    public async Task EndAsync() => await server.DisposeAsync();

    [Test]
    public async Task A_document_comes_whole()
    {
        server.Serve("repo/plans/a%2Bb.yaml", Text);
        Assert.That(await FetchAsync("plans/a+b.yaml", 10, server.UrlOf("repo")), Is.EqualTo(Text));
    }

    [Test]
    public async Task One_that_no_mirror_has_is_null() =>
        Assert.That(await FetchAsync("plans/none.yaml", 10, server.UrlOf("one"), server.UrlOf("two/")), Is.Null);

    [Test]
    public async Task The_next_mirror_is_asked_for_what_the_first_one_does_not_have_or_sends_too_long()
    {
        server.Serve("one/long", [.. Text, .. Text]);
        server.Serve("two/long", Text);
        server.Serve("two/other", Text);
        foreach (var name in new[] { "long", "other" }) Assert.That(await FetchAsync(name, 10, server.UrlOf("one"), server.UrlOf("two")), Is.EqualTo(Text), name);
        Assert.That(time.Waits, Is.Empty);
    }

    [Test]
    public async Task The_next_mirror_is_asked_when_the_first_one_is_gone()
    {
        server.Serve("two/a", Text);
        Assert.That(await FetchAsync("a", 10, new Uri($"http://127.0.0.1:{TestRegistry.FreePort()}/"), server.UrlOf("two")), Is.EqualTo(Text));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_document_that_is_longer_than_allowed_is_not_authentic_and_not_read_on(bool isDeclared)
    {
        server.Serve("a", Text);
        server.Instead = async (_, response, _) =>
        {
            if (isDeclared) response.ContentLength64 = 1L << 40;
            else response.SendChunked = true;
            while (true) await response.OutputStream.WriteAsync(new byte[1 << 20]);
        };
        var refused = await Assert.ThrowsAsync<DeviceException>(() => FetchAsync("a", 1000, server.UrlOf("")));
        Assert.That(refused!.Fault, Is.EqualTo(DeviceFault.NotAuthentic), refused.Message);
        Assert.That(refused.Message, Does.Contain("1000"));
    }

    [Test]
    public async Task What_may_pass_is_tried_again_after_growing_waits_of_chance()
    {
        server.Serve("a", Text);
        server.Instead = (_, response, _) =>
        {
            response.StatusCode = 503;
            return Task.FromResult(true);
        };
        var refused = await Assert.ThrowsAsync<DeviceException>(() => FetchAsync("a", 1000, server.UrlOf("")));
        Assert.That(refused!.Fault, Is.EqualTo(DeviceFault.Unreachable));
        Assert.That(server.Ranges, Has.Count.EqualTo(5));
        var waits = time.Waits.Where(wait => wait < TimeSpan.FromSeconds(10)).ToList();
        Assert.That(waits, Has.Count.EqualTo(4));
        for (var round = 0; round < 4; round++) Assert.That(waits[round].TotalSeconds, Is.InRange(0.25 * Math.Pow(2, round), 0.5 * Math.Pow(2, round)));
    }

    [Test]
    public async Task What_passes_is_had()
    {
        server.Serve("a", Text);
        var tries = 0;
        server.Instead = (_, response, _) =>
        {
            if (tries++ == 2) return Task.FromResult(false);
            response.StatusCode = 500;
            return Task.FromResult(true);
        };
        Assert.That(await FetchAsync("a", 1000, server.UrlOf("")), Is.EqualTo(Text));
    }

    [Test]
    public async Task Bytes_come_no_faster_than_they_may()
    {
        server.Serve("a", new byte[100_000]);
        await FetchAsync(new NetworkSettings { BytesPerSecond = 1000 }, "a", 100_000, server.UrlOf(""));
        Assert.That(time.Waits.Max().TotalSeconds, Is.InRange(50, 100));
    }

    [Test]
    public async Task A_redirection_is_followed_and_one_without_end_is_not()
    {
        server.Serve("a", Text);
        server.Serve("b", Text);
        server.Serve("c", Text);
        server.Instead = (request, response, _) =>
        {
            if (request.Url!.AbsolutePath == "/b") return Task.FromResult(false);
            response.StatusCode = 302;
            response.RedirectLocation = request.Url.AbsolutePath == "/a" ? "b" : "/c";
            return Task.FromResult(true);
        };
        Assert.That(await FetchAsync("a", 1000, server.UrlOf("")), Is.EqualTo(Text));
        Assert.That((await Assert.ThrowsAsync<DeviceException>(() => FetchAsync("c", 1000, server.UrlOf(""))))!.Message, Does.Contain("sent on more than 5 times"));
    }

    [Test]
    public async Task A_proxy_is_asked_in_the_place_of_the_server_and_told_who_asks()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var asked = new List<string>();
        var proxying = ProxyAsync(listener, asked);
        var proxy = new Uri($"http://us%40er:secret@{listener.LocalEndpoint}/");
        Assert.That(await FetchAsync(new NetworkSettings { Proxy = proxy }, "a", 10, new Uri("http://repository.invalid/repo")), Is.EqualTo(Text));
        await proxying;
        Assert.That(asked[0], Does.StartWith("GET http://repository.invalid/repo/a HTTP/1.1"));
        Assert.That(asked[1], Does.Contain($"Proxy-Authorization: Basic {Convert.ToBase64String("us@er:secret"u8)}"));
    }

    [TestCase("")]
    [TestCase("no certificate")]
    [TestCase(null)]
    public async Task A_file_of_certificates_that_can_not_be_used_is_told(string? content)
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        if (content is not null) File.WriteAllText(file, content);
        try
        {
            var refused = await Assert.ThrowsAsync<DeviceException>(() => FetchAsync(new NetworkSettings { CaFile = file }, "a", 10, server.UrlOf("")));
            Assert.That(refused!.Message, Does.StartWith($"trust the certificates of {file}: "));
        }
        finally
        {
            File.Delete(file);
        }
    }

    static async Task ProxyAsync(TcpListener listener, List<string> asked)
    {
        var answers = new Queue<string>(["407 Who\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0", $"200 OK\r\nContent-Length: {Text.Length}"]);
        while (answers.Count > 0)
        {
            using var client = await listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            var buffer = new byte[8192];
            while (answers.Count > 0 && await stream.ReadAsync(buffer) is > 0 and var read)
            {
                asked.Add(Encoding.ASCII.GetString(buffer, 0, read));
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answers.Dequeue()}\r\n\r\n"));
                if (answers.Count == 0) await stream.WriteAsync(Text);
            }
        }
    }

    Task<byte[]?> FetchAsync(string path, long atMost, params Uri[] mirrors) => FetchAsync(new NetworkSettings(), path, atMost, mirrors);

    async Task<byte[]?> FetchAsync(NetworkSettings settings, string path, long atMost, params Uri[] mirrors)
    {
        using var fetcher = new HttpFetcher(settings, time);
        return await fetcher.DocumentAsync(mirrors, path, atMost, default);
    }
}
