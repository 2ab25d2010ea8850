using CliWrap;
using CliWrap.Buffered;
using Planner.Devices.Linux.Fetching;
using Planner.Devices.Linux.Images;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Testing;

namespace Planner.Devices.Linux.Tests.Images;

/// <summary>Debian's registry in the ways in which people run it, with what skopeo makes of an image.</summary>
public sealed class RealRegistryTests : ImageTest
{
    readonly Dictionary<string, RegistryLogin> logins = [];

    string? caFile;

    private protected override NetworkSettings Network => new() { Logins = logins, CaFile = caFile };

    static LayerBuilder[] Layers =>
    [
        new LayerBuilder().Folder("etc").File("etc/hosts", "127.0.0.1 localhost\n").File("etc/gone", "x").Folder("var").File("var/old", "old").File("usr", "not yet a folder")
            .HardLink("etc/hosts2", "etc/hosts").Device("null", '3', 1, 3).Pipe("fifo").Link("sh", "busybox").File("su", "s", mode: 0x9ED),
        new LayerBuilder().Folder("etc").Whiteout("etc/gone").Folder("var").Opaque("var").File("var/new", "new").Folder("usr").File("usr/x", new string('x', 200_000), uid: 8, gid: 12)
            .File("ping", "p", 0x1ED, attributes: [("security.capability", [1, 0, 0, 2, 0x80, 0xFF, 0xA0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), ("user.note", [0, 10, 61, 255])]),
    ];

    [OneTimeSetUp]
    public void MakeAuthority()
    {
        certificates = Directory.CreateTempSubdirectory("planner-ca-").FullName;
        authority = TestAuthority.Make(certificates);
    }

    [OneTimeTearDown]
    public void RemoveAuthority() => Directory.Delete(certificates, recursive: true);

    TestAuthority authority = null!;
    string certificates = "";

    [SetUp]
    public void KnowNobody()
    {
        logins.Clear();
        caFile = null;
    }

    [TestCase("--format", "oci", "--dest-compress-format", "gzip")]
    [TestCase("--format", "oci", "--dest-compress-format", "zstd")]
    [TestCase("--format", "v2s2", "--dest-compress-format", "gzip")]
    public async Task What_skopeo_makes_of_an_image_lands_as_umoci_unpacks_it(params string[] options)
    {
        await using var registry = await TestRegistry.StartAsync();
        Folder.Add("os", "amd64", Packing.None, Layers);
        await registry.CopyAsync(Folder.Path, "os", "made/os:1", options);
        var image = await PinAsync($"{registry.Host}/made/os:1");
        Assert.That((await Images.PartsAsync(image, default))[0].MediaType, Does.Contain(options[1] == "oci" ? "vnd.oci" : "vnd.docker").And.EndsWith(options[3]));
        await LandsAsync(image);
    }

    [Test]
    public async Task The_image_of_the_boards_architecture_is_taken_of_an_index()
    {
        await using var registry = await TestRegistry.StartAsync();
        Folder.AddNested("os", ("arm/v6", new LayerBuilder().File("a", "v6")), ("arm/v7", new LayerBuilder().File("a", "v7")), ("arm64/v8", new LayerBuilder().File("a", "64")), ("amd64", new LayerBuilder().File("a", "amd64")));
        await using var standIn = RegistryStandIn.Serve(Folder, (_, _) => Task.FromResult(true));
        foreach (var (board, expected) in new[] { ("arm/v6", "v6"), ("arm/v7", "v7"), ("arm64", "64"), ("arm64/v8", "64"), ("amd64", "amd64") })
        {
            var engine = Engine;
            var images = new LinuxImages(new Board { Name = "board", Architecture = board, Family = "grub-env" }, new FolderMounts(Path.Combine(Temporary, "partitions")), engine, Temporary, Fetcher);
            var image = (await images.ResolveAsync(ImageReference.Parse($"{standIn.Host}/many:os")!, default)).Image;
            await images.StreamAsync(image, MakePartition(expected), null, default);
            Assert.That(await File.ReadAllTextAsync(Path.Combine(PathOf(expected), "a")), Is.EqualTo(expected), board);
        }
    }

    [Test]
    public async Task A_registry_that_asks_who_is_answered_and_a_wrong_answer_is_told()
    {
        await using var registry = await TestRegistry.StartAsync(asksWho: true);
        Folder.Add("os", "amd64", Packing.Gzip, Layers);
        await registry.PushAsync(Folder.Path, "os", "private/os:1");
        Assert.That((await RefusesAsync(DeviceFault.NotFound, () => PinAsync($"{registry.Host}/private/os:1"))).Message, Does.Contain("credentials"));
        logins[registry.Host] = new RegistryLogin("user", "wrong");
        Assert.That((await RefusesAsync(DeviceFault.NotFound, () => PinAsync($"{registry.Host}/private/os:1"))).Message, Does.Contain("credentials"));
        logins[registry.Host] = new RegistryLogin("user", "secret");
        await LandsAsync(await PinAsync($"{registry.Host}/private/os:1"));
    }

    [Test]
    public async Task A_registry_behind_a_certificate_of_ones_own_is_trusted_where_the_settings_say_so()
    {
        await using var registry = await TestRegistry.StartAsync(asksWho: true, authority);
        Folder.Add("os", "amd64", Packing.Gzip, Layers);
        await registry.PushAsync(Folder.Path, "os", "own/os:1");
        var settings = new NetworkSettings { CaFile = authority.CaFile, Logins = new Dictionary<string, RegistryLogin> { [registry.Host] = new("user", "secret") }, Mirrors = Over(registry) };
        var reference = ImageReference.Parse("registry.invalid:5000/own/os:1")!;
        using (var strict = new HttpFetcher(settings with { CaFile = null }, new HastyTime()))
            Assert.That((await RefusesAsync(DeviceFault.Unreachable, async () => await With(strict).ResolveAsync(reference, default))).Message, Does.Contain("registry.invalid"));
        using var trusting = new HttpFetcher(settings, new HastyTime());
        var images = With(trusting);
        var image = (await images.ResolveAsync(reference, default)).Image;
        await images.StreamAsync(image, MakePartition("streamed"), null, default);
        await EqualAsync("streamed");
    }

    [Test]
    public async Task A_registry_that_breaks_the_connection_every_five_megabytes_sends_hardly_more_than_the_image()
    {
        await using var registry = await TestRegistry.StartAsync();
        var random = new byte[23_000_000];
        new Random(7).NextBytes(random);
        Folder.Add("os", "amd64", Packing.Gzip, new LayerBuilder().Add("big", '0', random), new LayerBuilder().File("small", "s"));
        await registry.PushAsync(Folder.Path, "os", "broken/os:1");
        await using var proxy = new BreakingProxy(registry.Host, 5_000_000);
        var info = await Images.ResolveAsync(ImageReference.Parse($"{proxy.Host}/broken/os:1")!, default);
        var before = proxy.Passed;
        await Images.StreamAsync(info.Image, MakePartition("streamed"), null, default);
        Assert.That(proxy.Passed - before, Is.InRange(info.Packed, info.Packed * 1.05), "straight");
        before = proxy.Passed;
        await Images.ExportAsync(await StoreAsync(info.Image), TreeSelection.All, MakePartition("stored"), default);
        Assert.That(proxy.Passed - before, Is.InRange(info.Packed, info.Packed * 1.05), "staged");
        Assert.That(proxy.Broken, Is.GreaterThanOrEqualTo(8));
        await EqualAsync("streamed");
        await EqualAsync("stored");
    }

    [Test]
    public async Task Credentials_go_to_nobody_whom_the_registry_sends_on_to()
    {
        Folder.Add("os", "amd64", Packing.Gzip, Layers);
        var seen = new List<(bool IsStore, string? Authorization)>();
        await using var store = RegistryStandIn.Serve(Folder, (request, _) =>
        {
            lock (seen) seen.Add((true, request.Headers["Authorization"]));
            return Task.FromResult(true);
        });
        await using var registry = RegistryStandIn.Serve(Folder, async (request, response) =>
        {
            lock (seen) seen.Add((false, request.Headers["Authorization"]));
            if (request.Headers["Authorization"] is null)
            {
                response.Headers["WWW-Authenticate"] = "Basic realm=\"x\"";
                await RegistryStandIn.SayAsync(response, 401, "{}");
                return false;
            }

            if (!request.Url!.AbsolutePath.Contains("/blobs/", StringComparison.Ordinal)) return true;
            response.StatusCode = 307;
            response.RedirectLocation = $"http://{store.Host}{request.Url.AbsolutePath}";
            return false;
        });
        logins[registry.Host] = new RegistryLogin("user", "secret");
        await LandsAsync(await PinAsync($"{registry.Host}/os:os"));
        Assert.That(seen.Where(one => one.IsStore).Select(one => one.Authorization), Is.Not.Empty.And.All.Null);
        Assert.That(seen.Where(one => !one.IsStore && one.Authorization is not null), Is.Not.Empty);
    }

    [Test]
    public async Task A_token_that_has_expired_is_asked_for_anew()
    {
        Folder.Add("os", "amd64", Packing.Gzip, Layers);
        var (given, uses) = (0, 0);
        await using var registry = RegistryStandIn.Serve(Folder, async (request, response) =>
        {
            if (request.Url!.AbsolutePath == "/token")
            {
                uses = 0;
                await RegistryStandIn.SayAsync(response, 200, $$"""{"access_token":"t{{++given}}","expires_in":60}""");
                return false;
            }

            if (request.Headers["Authorization"] == $"Bearer t{given}" && uses++ < 2) return true;
            response.Headers["WWW-Authenticate"] = $"Bearer realm=\"http://{request.UserHostName}/token\",service=\"s\"";
            await RegistryStandIn.SayAsync(response, 401, "{}");
            return false;
        });
        await LandsAsync(await PinAsync($"{registry.Host}/os:os"));
        Assert.That(given, Is.GreaterThan(2));
    }

    LinuxImages With(HttpFetcher fetcher) => new(new Board { Name = "board", Architecture = "amd64", Family = "grub-env" }, new FolderMounts(Path.Combine(Temporary, "partitions")), Engine, Temporary, fetcher);

    // Names of this machine are asked over plain HTTP, so a name of another one leads to the registry: as its mirror.
    static Dictionary<string, IReadOnlyList<Uri>> Over(TestRegistry registry) => new() { ["registry.invalid:5000"] = [new Uri($"https://{registry.Host}")] };

    /// <summary>Streams an image and stores and exports it; both are what umoci unpacks.</summary>
    async Task LandsAsync(PinnedImage image)
    {
        await Images.StreamAsync(image, MakePartition("streamed"), null, default);
        await Images.ExportAsync(await StoreAsync(image), TreeSelection.All, MakePartition("stored"), default);
        await EqualAsync("streamed");
        await EqualAsync("stored");
    }

    async Task<PinnedImage> StoreAsync(PinnedImage image)
    {
        var folder = MakePartition("data").Below("image");
        Directory.CreateDirectory(Path.Combine(PathOf("data"), "image/blobs/sha256"));
        foreach (var part in await Images.PartsAsync(image, default)) await Images.FetchAsync(image, part, folder.Below($"blobs/sha256/{part.Hex}"), null, default);
        return image with { Folder = folder };
    }

    async Task EqualAsync(string partition)
    {
        var bundle = Path.Combine(Temporary, "bundle");
        if (!Directory.Exists(bundle)) await Cli.Wrap("umoci").WithArguments(["unpack", "--image", $"{Folder.Path}:os", bundle]).ExecuteBufferedAsync();
        Assert.That(await TreeListing.OfAsync(PathOf(partition)), Is.EqualTo(await TreeListing.OfAsync(Path.Combine(bundle, "rootfs"))), partition);
    }
}
