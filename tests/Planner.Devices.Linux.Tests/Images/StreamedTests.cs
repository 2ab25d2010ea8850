using System.Net;
using Planner.Devices.Linux.Fetching;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Testing;

namespace Planner.Devices.Linux.Tests.Images;

/// <summary>Images that come straight from registries which do not do what they should: nothing that could be used is there before all of it is known to be right.</summary>
public sealed class StreamedTests : ImageTest
{
    readonly Dictionary<string, IReadOnlyList<Uri>> mirrors = [];
    readonly List<string?> ranges = [];

    string digest = "";
    string layer = "";

    private protected override NetworkSettings Network => new() { Mirrors = mirrors };

    byte[] Whole => File.ReadAllBytes(Folder.BlobPath(layer));

    [SetUp]
    public void MakeImage()
    {
        mirrors.Clear();
        ranges.Clear();
        var random = new byte[300_000];
        new Random(5).NextBytes(random);
        digest = Folder.Add("os", "amd64", Packing.Gzip, new LayerBuilder().File("first", "1").Add("big", '0', random).File("last", "l"), new LayerBuilder().Whiteout("first").File("second", "2"));
        layer = Folder.LayersOf(digest)[0];
    }

    [Test]
    public async Task A_connection_that_breaks_is_gone_on_with_where_it_broke()
    {
        var breaks = 3;
        await using var standIn = Serve(async (range, response) =>
        {
            if (breaks-- <= 0) return false;
            var from = int.Parse(range!["bytes=".Length..^1]);
            response.StatusCode = 206;
            response.Headers["Content-Range"] = $"bytes {from}-{Whole.Length - 1}/{Whole.Length}";
            response.ContentLength64 = Whole.Length - from;
            await response.OutputStream.WriteAsync(Whole.AsMemory(from, 80_000));
            response.Abort();
            return true;
        });
        await StreamsAsync(standIn);
        Assert.That(ranges, Is.EqualTo(new[] { "bytes=0-", "bytes=80000-", "bytes=160000-", "bytes=240000-" }));
    }

    [Test]
    public async Task A_registry_without_ranges_sends_the_beginning_again()
    {
        var breaks = 1;
        await using var standIn = Serve(async (_, response) =>
        {
            response.ContentLength64 = Whole.Length;
            await response.OutputStream.WriteAsync(Whole.AsMemory(0, breaks-- > 0 ? 100_000 : Whole.Length));
            if (breaks == 0) response.Abort();
            return true;
        });
        await StreamsAsync(standIn);
    }

    [Test]
    public async Task Other_bytes_are_not_authentic_and_nothing_has_its_name()
    {
        await using var standIn = Serve(async (_, response) =>
        {
            var other = Whole;
            other[other.Length / 2] ^= 1;
            await response.OutputStream.WriteAsync(other);
            return true;
        });
        await LeavesNothingAsync(DeviceFault.NotAuthentic, standIn);
    }

    [Test]
    public async Task Bytes_without_end_are_left_at_the_declared_size()
    {
        await using var standIn = Serve(async (_, response) =>
        {
            response.SendChunked = true;
            while (true) await response.OutputStream.WriteAsync(Whole);
        });
        Assert.That((await LeavesNothingAsync(DeviceFault.NotAuthentic, standIn)).Message, Does.Contain($"more bytes come than the {Whole.Length}"));
    }

    [Test]
    public async Task A_layer_that_says_to_be_longer_than_the_manifest_does_is_not_begun()
    {
        await using var standIn = Serve(async (_, response) =>
        {
            response.ContentLength64 = Whole.Length + 1;
            await response.OutputStream.WriteAsync(Whole);
            return true;
        });
        Assert.That((await LeavesNothingAsync(DeviceFault.NotAuthentic, standIn)).Message, Does.Contain($"it has {Whole.Length + 1} bytes, and {Whole.Length} are declared"));
    }

    [Test]
    public async Task A_registry_that_does_not_come_back_is_told_and_nothing_has_its_name()
    {
        var asked = 0;
        await using var standIn = Serve(async (_, response) =>
        {
            if (asked++ > 0)
            {
                response.StatusCode = 503;
                return true;
            }

            response.ContentLength64 = Whole.Length;
            await response.OutputStream.WriteAsync(Whole.AsMemory(0, 50_000));
            response.Abort();
            return true;
        });
        await LeavesNothingAsync(DeviceFault.Unreachable, standIn);
    }

    [Test]
    public async Task A_mirror_is_asked_first_and_one_that_lies_is_left_for_the_registry()
    {
        await using var registry = Serve((_, _) => Task.FromResult(false));
        var lies = 0;
        await using var liar = RegistryStandIn.Serve(Folder, async (request, response) =>
        {
            if (!request.Url!.AbsolutePath.EndsWith(layer, StringComparison.Ordinal)) return true;
            lies++;
            await response.OutputStream.WriteAsync(new byte[Whole.Length]);
            return false;
        });
        mirrors[registry.Host] = [new Uri($"http://{liar.Host}")];
        await StreamsAsync(registry);
        Assert.That(lies, Is.EqualTo(1));
    }

    [Test]
    public async Task A_mirror_that_is_gone_or_has_nothing_is_passed_over()
    {
        await using var registry = Serve((_, _) => Task.FromResult(false));
        await using var empty = RegistryStandIn.Start((_, response) => RegistryStandIn.SayAsync(response, 404, "{}"));
        mirrors[registry.Host] = [new Uri($"http://127.0.0.1:{TestRegistry.FreePort()}"), new Uri($"http://{empty.Host}")];
        await StreamsAsync(registry);
    }

    [Test]
    public async Task A_manifest_without_end_is_not_read_on()
    {
        await using var standIn = RegistryStandIn.Start(async (_, response) =>
        {
            response.SendChunked = true;
            while (true) await response.OutputStream.WriteAsync(new byte[1 << 20]);
        });
        Assert.That((await RefusesAsync(DeviceFault.NotAuthentic, () => PinAsync($"{standIn.Host}/os:os"))).Message, Does.Contain("more bytes come"));
    }

    [Test]
    public async Task What_an_earlier_try_left_is_in_nobodys_way()
    {
        var streamed = MakePartition("streamed");
        Directory.CreateDirectory(Path.Combine(PathOf("streamed"), ".planner-contents/0"));
        await File.WriteAllTextAsync(Path.Combine(PathOf("streamed"), ".planner-contents/0/1"), "half");
        await using var standIn = Serve((_, _) => Task.FromResult(false));
        await StreamsAsync(standIn);
    }

    [Test]
    public async Task Progress_is_told_over_all_layers()
    {
        await using var standIn = Serve((_, _) => Task.FromResult(false));
        var told = new Told();
        await Images.StreamAsync(Pinned(standIn), MakePartition("streamed"), told, default);
        Assert.That(told.Values, Is.Ordered);
        Assert.That(told.Values[^1], Is.EqualTo(Folder.LayersOf(digest).Sum(one => new FileInfo(Folder.BlobPath(one)).Length)));
    }

    [Test]
    public async Task An_image_that_has_the_place_of_the_contents_is_refused()
    {
        digest = Folder.Add("odd", "amd64", Packing.Gzip, new LayerBuilder().Folder(".planner-contents").File(".planner-contents/x", "x"));
        layer = "";
        await using var standIn = Serve((_, _) => Task.FromResult(false));
        await RefusesAsync(DeviceFault.Failed, async () => await Images.StreamAsync(Pinned(standIn), MakePartition("streamed"), null, default));
    }

    async Task StreamsAsync(RegistryStandIn registry)
    {
        await Images.StreamAsync(Pinned(registry), MakePartition("streamed"), null, default);
        await ExportAsync(await PinAsync("oci:oci:os"));
        Assert.That(await TreeListing.OfAsync(PathOf("streamed")), Is.EqualTo(await TreeListing.OfAsync(Slot)));
    }

    async Task<DeviceException> LeavesNothingAsync(DeviceFault fault, RegistryStandIn registry)
    {
        var refused = await RefusesAsync(fault, async () => await Images.StreamAsync(Pinned(registry), MakePartition("streamed"), null, default));
        Assert.That(Directory.GetFileSystemEntries(PathOf("streamed")).Select(Path.GetFileName), Is.EqualTo(new[] { ".planner-contents" }));
        return refused;
    }

    PinnedImage Pinned(RegistryStandIn registry) => ImageReference.Parse($"{registry.Host}/os@{digest}")!.Pin(digest);

    /// <summary>Serves the image; a request for its first layer is answered by the test, where that says so.</summary>
    RegistryStandIn Serve(Func<string?, HttpListenerResponse, Task<bool>> instead) => RegistryStandIn.Serve(Folder, async (request, response) =>
    {
        if (!request.Url!.AbsolutePath.EndsWith(layer, StringComparison.Ordinal) || layer.Length == 0) return true;
        ranges.Add(request.Headers["Range"]);
        return !await instead(request.Headers["Range"], response);
    });

    sealed class Told : IProgress<long>
    {
        internal List<long> Values { get; } = [];

        public void Report(long value) => Values.Add(value);
    }
}
