using System.Net;
using Planner.Devices.Linux.Fetching;
using Planner.Devices.Linux.Images;
using Planner.Engine.Devices;
using Planner.Engine.Images;
using Planner.Testing;

namespace Planner.Devices.Linux.Tests.Images;

public sealed class Registries : ImageTest
{
    TestRegistry registry = null!;

    static LayerBuilder Os => new LayerBuilder().File("file", new string('x', 300_000));

    [OneTimeSetUp]
    public async Task StartAsync() => registry = await TestRegistry.StartAsync();

    [OneTimeTearDown]
    public async Task EndAsync() => await registry.DisposeAsync();

    [Test]
    public async Task A_tag_and_a_digest_are_resolved_with_exact_sizes()
    {
        var digest = Folder.Add("os", "amd64", Packing.Gzip, Os, Os.File("b", "b"));
        var name = await registry.PushAsync(Folder.Path, "os", "resin/os:1");
        foreach (var reference in new[] { name, $"{registry.Host}/resin/os@{digest}" })
        {
            var info = await Images.ResolveAsync(ImageReference.Parse(reference)!, default);
            var local = await Images.ResolveAsync(ImageReference.Parse("oci:oci:os")!, default);
            Assert.That((info.Image.Digest, info.Architecture, info.Packed, info.Unpacked), Is.EqualTo((digest, "amd64", local.Packed, local.Unpacked)));
        }
    }

    [Test]
    public async Task The_boards_platform_is_found_behind_an_index()
    {
        var digests = Folder.AddNested("os", ("arm/v7", Os), ("amd64", Os.File("b", "b")));
        await using var standIn = RegistryStandIn.Serve(Folder, (_, _) => Task.FromResult(true));
        Assert.That((await PinAsync($"{standIn.Host}/many:os")).Digest, Is.EqualTo(digests[1]));
    }

    [Test]
    public async Task A_missing_image_a_missing_tag_and_another_platform_are_told_apart()
    {
        Folder.Add("os", "arm/v7", Packing.Gzip, Os);
        await registry.PushAsync(Folder.Path, "os", "arm/os:1");
        Assert.That((await RefusesAsync(DeviceFault.NotFound, () => PinAsync($"{registry.Host}/no/such:1"))).Message, Does.Contain("no/such:1"));
        await RefusesAsync(DeviceFault.NotFound, () => PinAsync($"{registry.Host}/arm/os:2"));
        Assert.That((await RefusesAsync(DeviceFault.WrongPlatform, () => PinAsync($"{registry.Host}/arm/os:1"))).Message, Does.Contain("arm/v7"));
    }

    [Test]
    public async Task A_port_that_does_not_answer_is_told() =>
        Assert.That((await RefusesAsync(DeviceFault.Unreachable, () => PinAsync($"127.0.0.1:{TestRegistry.FreePort()}/os:1"))).Message, Does.Contain("refused"));

    [TestCase(500)]
    [TestCase(503)]
    [TestCase(429)]
    public async Task A_registry_in_trouble_is_one_that_does_not_answer(int status)
    {
        await using var standIn = RegistryStandIn.Start((_, response) => RegistryStandIn.SayAsync(response, status, "{}"));
        await RefusesAsync(DeviceFault.Unreachable, () => PinAsync($"{standIn.Host}/os:1"));
    }

    [Test]
    public async Task A_manifest_that_does_not_have_the_digest_asked_for_is_refused()
    {
        var digest = Folder.Add("os", "amd64", Packing.Gzip, Os);
        await File.AppendAllTextAsync(Folder.BlobPath(digest), "\n");
        await using var standIn = RegistryStandIn.Serve(Folder, (_, _) => Task.FromResult(true));
        await RefusesAsync(DeviceFault.NotAuthentic, () => PinAsync($"{standIn.Host}/os@{digest}"));
    }

    [Test]
    public async Task Without_ranges_the_unpacked_size_is_four_times_the_packed_one()
    {
        Folder.Add("os", "amd64", Packing.Gzip, Os);
        await using var standIn = RegistryStandIn.Serve(Folder, (request, _) =>
        {
            request.Headers.Remove("Range");
            return Task.FromResult(true);
        });
        var info = await Images.ResolveAsync(ImageReference.Parse($"{standIn.Host}/plain:os")!, default);
        Assert.That(info.Unpacked, Is.EqualTo(info.Packed * 4));
    }

    [TestCase("ubuntu", "registry-1.docker.io", "library/ubuntu", false)]
    [TestCase("resin/resinos", "registry-1.docker.io", "resin/resinos", false)]
    [TestCase("docker.io/busybox", "registry-1.docker.io", "library/busybox", false)]
    [TestCase("registry.example.com/a/b", "registry.example.com", "a/b", false)]
    [TestCase("localhost/a", "localhost", "a", true)]
    [TestCase("127.3.2.1:5000/a/b", "127.3.2.1:5000", "a/b", true)]
    [TestCase("10.0.0.1:5000/a", "10.0.0.1:5000", "a", false)]
    public void Names_lead_where_dockers_do(string name, string host, string repository, bool plain) =>
        Assert.That(RegistryName.Of(ImageReference.Parse(name)!), Is.EqualTo(new RegistryName(host, repository, plain)));
}

[TestFixture(null)]
[TestFixture("token")]
[TestFixture("basic")]
public sealed class Registry_logins(string? login) : ImageTest
{
    const string Secret = "Basic dXNlcjpzZWNyZXQ=";

    // The stand-in's port is known only later; a dictionary is looked up at the time of the call.
    readonly Dictionary<string, RegistryLogin> logins = [];

    private protected override NetworkSettings Network => new() { Logins = logins };

    [Test]
    public async Task A_challenge_is_answered()
    {
        Folder.Add("os", "amd64", Packing.Gzip, new LayerBuilder().File("file", "x"));
        var asked = new List<string>();
        await using var standIn = RegistryStandIn.Serve(Folder, (request, response) => LetThroughAsync(request, response, asked));
        if (login is not null) logins[standIn.Host] = new RegistryLogin("user", "secret");
        var image = await PinAsync($"{standIn.Host}/private/os:os");
        Assert.That(image.Digest, Is.EqualTo(Folder.DigestOf("os")));
        if (login != "basic") Assert.That(asked, Is.EqualTo(new[] { "?service=the%20service&scope=repository%3Aprivate%2Fos%3Apull" }));
    }

    [Test]
    public async Task Wrong_credentials_are_told()
    {
        await using var standIn = RegistryStandIn.Start((_, response) =>
        {
            response.Headers["WWW-Authenticate"] = "Basic realm=\"x\"";
            return RegistryStandIn.SayAsync(response, 401, "{}");
        });
        Assert.That((await RefusesAsync(DeviceFault.NotFound, () => PinAsync($"{standIn.Host}/os:1"))).Message, Does.Contain("credentials"));
    }

    async Task<bool> LetThroughAsync(HttpListenerRequest request, HttpListenerResponse response, List<string> asked)
    {
        var authorization = request.Headers["Authorization"];
        if (request.Url!.AbsolutePath == "/token")
        {
            asked.Add(request.Url.Query);
            var isRight = authorization == (login is null ? null : Secret);
            await RegistryStandIn.SayAsync(response, isRight ? 200 : 403, """{"token":"t0k3n"}""");
            return false;
        }

        if (authorization == (login == "basic" ? Secret : "Bearer t0k3n")) return true;
        response.Headers["WWW-Authenticate"] = login == "basic"
            ? "Basic realm=\"the realm\""
            : $"Bearer realm=\"http://{request.UserHostName}/token\",service=\"the service\",scope=\"repository:private/os:pull\"";
        await RegistryStandIn.SayAsync(response, 401, "{}");
        return false;
    }
}
