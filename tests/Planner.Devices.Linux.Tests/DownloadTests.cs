using System.Net;
using System.Security.Cryptography;
using Planner.Devices.Linux.Fetching;
using Planner.Engine.Devices;
using Planner.Testing;

namespace Planner.Devices.Linux.Tests;

/// <summary>Files from servers that do not do what they should.</summary>
public sealed class DownloadTests
{
    static readonly byte[] Content = RandomNumberGenerator.GetBytes(700_000);

    FileServer server = null!;
    HttpFetcher fetcher = null!;
    LinuxNetwork network = null!;
    string folder = "";

    string Fetched => Path.Combine(folder, "data", "tool");

    [SetUp]
    public void Make()
    {
        folder = Directory.CreateTempSubdirectory("planner-download-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        fetcher = new HttpFetcher(new NetworkSettings(), new HastyTime());
        network = new LinuxNetwork(new FolderMounts(folder), fetcher);
        server = new FileServer();
    }

    [TearDown]
    public async Task RemoveAsync()
    {
        fetcher.Dispose();
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task A_connection_that_breaks_is_gone_on_with_where_it_broke()
    {
        Break(400_000);
        await FetchAsync();
        Assert.That(await File.ReadAllBytesAsync(Fetched), Is.EqualTo(Content));
        Assert.That(server.Ranges, Is.EqualTo(new[] { "bytes=0-", "bytes=400000-" }));
    }

    [Test]
    public async Task A_connection_that_breaks_for_ever_is_told_and_what_came_stays()
    {
        Answer(async response =>
        {
            if (server.Ranges.Count > 1) response.StatusCode = 503;
            else
            {
                response.ContentLength64 = Content.Length;
                await response.OutputStream.WriteAsync(Content.AsMemory(0, 400_000));
            }

            response.Abort();
        });
        Assert.That((await RefusesAsync(DeviceFault.Unreachable)).Message, Does.Contain("503"));
        Assert.That(await File.ReadAllBytesAsync(Fetched), Is.EqualTo(Content[..400_000]));
        Assert.That(server.Ranges, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task A_server_without_ranges_sends_all_of_it_again()
    {
        await File.WriteAllBytesAsync(Fetched, Content[..1234]);
        Answer(async response =>
        {
            response.ContentLength64 = Content.Length;
            await response.OutputStream.WriteAsync(Content);
        });
        await FetchAsync();
        Assert.That(await File.ReadAllBytesAsync(Fetched), Is.EqualTo(Content));
    }

    [Test]
    public async Task A_server_that_never_ends_is_left_at_the_declared_size()
    {
        Answer(async response =>
        {
            response.SendChunked = true;
            while (true) await response.OutputStream.WriteAsync(Content);
        });
        Assert.That((await RefusesAsync(DeviceFault.NotAuthentic)).Message, Does.Contain("more bytes come than the 700000"));
        Assert.That(new FileInfo(Fetched).Length, Is.LessThanOrEqualTo(Content.Length));
    }

    [Test]
    public async Task Wrong_bytes_are_found_out()
    {
        Answer(async response => await response.OutputStream.WriteAsync(Content.Reverse().ToArray()));
        Assert.That((await RefusesAsync(DeviceFault.NotAuthentic)).Message, Does.Contain("its SHA-256 is"));
    }

    [Test]
    public async Task Other_bytes_than_asked_for_are_not_added()
    {
        await File.WriteAllBytesAsync(Fetched, Content[..1000]);
        Answer(async response =>
        {
            response.StatusCode = 206;
            response.Headers["Content-Range"] = $"bytes 2000-{Content.Length - 1}/{Content.Length}";
            await response.OutputStream.WriteAsync(Content.AsMemory(2000));
        });
        await RefusesAsync(DeviceFault.Failed);
        Assert.That(await File.ReadAllBytesAsync(Fetched), Is.EqualTo(Content[..1000]));
    }

    [TestCase(500, DeviceFault.Unreachable)]
    [TestCase(429, DeviceFault.Unreachable)]
    [TestCase(403, DeviceFault.NotFound)]
    [TestCase(400, DeviceFault.Failed)]
    public async Task Refusals_are_told_apart(int status, DeviceFault fault)
    {
        Answer(response =>
        {
            response.StatusCode = status;
            return Task.CompletedTask;
        });
        Assert.That((await RefusesAsync(fault)).Message, Does.Contain($"the answer is {status}"));
    }

    [Test]
    public async Task Nobody_at_all_is_told()
    {
        var gone = server.Serve("tool", Content);
        await server.DisposeAsync();
        try
        {
            Assert.That((await RefusesAsync(DeviceFault.Unreachable, gone)).Message, Does.Contain("refused"));
        }
        finally
        {
            server = new FileServer();
        }
    }

    [Test]
    public async Task A_link_in_the_place_of_the_file_is_never_followed()
    {
        var other = Path.Combine(folder, "other");
        await File.WriteAllTextAsync(other, "");
        File.CreateSymbolicLink(Fetched, other);
        await RefusesAsync(DeviceFault.Failed);
        Assert.That(await File.ReadAllTextAsync(other), Is.Empty);
    }

    void Break(int after)
    {
        var breaks = true;
        server.Instead = async (_, response, content) =>
        {
            if (!breaks) return false;
            breaks = false;
            response.ContentLength64 = content.Length;
            await response.OutputStream.WriteAsync(content.AsMemory(0, after));
            response.Abort();
            return true;
        };
    }

    void Answer(Func<HttpListenerResponse, Task> answer) => server.Instead = async (_, response, _) =>
    {
        await answer(response);
        return true;
    };

    Task FetchAsync() => FetchAsync(server.Serve("tool", Content));

    async Task FetchAsync(Uri url) =>
        await network.FetchAsync(new DeclaredFile(url, Content.Length, Convert.ToHexStringLower(SHA256.HashData(Content)), 0b111_101_101), new PartitionPath("data", "/tool"), null, default);

    async Task<DeviceException> RefusesAsync(DeviceFault fault, Uri? url = null)
    {
        try
        {
            await FetchAsync(url ?? server.Serve("tool", Content));
        }
        catch (DeviceException refused)
        {
            Assert.That(refused.Fault, Is.EqualTo(fault), refused.Message);
            return refused;
        }

        throw new AssertionException($"the call went well, instead of failing with {fault}");
    }
}
