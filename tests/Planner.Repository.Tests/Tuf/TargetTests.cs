using System.Security.Cryptography;
using Planner.Repository.Tuf;

namespace Planner.Repository.Tests.Tuf;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TargetTests
{
    readonly SimulatedRepository repository = new();
    readonly SimulatedClient client;

    public TargetTests() => client = new(repository);

    [Test]
    public async Task A_target_is_fetched_by_its_digest()
    {
        var target = repository.Add(Metadata.Targets, "plans/first/1.0.0.yaml", "a plan");
        repository.PublishAll();
        var opened = await client.OpenAsync();
        Assert.That(await opened.FetchAsync(opened.Targets[target.Path], default), Is.EqualTo("a plan"u8.ToArray()));
    }

    [TestCase("a fake", "its sha256 is")]
    [TestCase("short", "5 bytes instead of 6")]
    [TestCase("a plan that is longer than it was said to be", "longer than 6 bytes")]
    public async Task What_is_served_in_its_place_is_refused(string text, string result)
    {
        var target = repository.Add(Metadata.Targets, "plans/first/1.0.0.yaml", "a plan");
        repository.PublishAll();
        repository.Files[SimulatedRepository.PlaceOf(target)] = System.Text.Encoding.UTF8.GetBytes(text);
        var opened = await client.OpenAsync();
        Assert.That((await Assert.ThrowsAsync<NotAuthenticException>(async () => await opened.FetchAsync(target, default)))!.Message, Does.Contain(result));
    }

    [Test]
    public async Task A_target_that_is_not_served_is_refused()
    {
        var target = repository.Add(Metadata.Targets, "plans/first/1.0.0.yaml", "a plan");
        repository.PublishAll();
        repository.Files.Remove(SimulatedRepository.PlaceOf(target));
        var opened = await client.OpenAsync();
        await Assert.ThrowsAsync<NotAuthenticException>(async () => await opened.FetchAsync(target, default));
    }

    [TestCase("../../etc/passwd")]
    [TestCase("/etc/passwd")]
    [TestCase("a//b")]
    public async Task A_path_leads_nowhere_else(string path)
    {
        var target = repository.Add(Metadata.Targets, path, "text");
        repository.PublishAll();
        var opened = await client.RefreshAsync();
        await Assert.ThrowsAsync<NotAuthenticException>(async () => await opened.FetchAsync(target, default));
        Assert.That(repository.Asked, Has.None.StartsWith("targets/"));
    }

    [TestCase("sha256", true)]
    [TestCase("sha512", true)]
    [TestCase("sha256 sha512", true)]
    [TestCase("sha512 unheard-of", true)]
    [TestCase("unheard-of", false)]
    public async Task A_digest_that_is_known_must_be_named(string algorithms, bool isFetched)
    {
        var content = "a plan"u8.ToArray();
        var hashes = algorithms.Split(' ').ToDictionary(name => name, name => Convert.ToHexStringLower(name == "sha256" ? SHA256.HashData(content) : SHA512.HashData(content)));
        var target = new Target("name", content.Length, hashes, null);
        repository[Metadata.Targets].Files[target.Path] = target;
        foreach (var hash in hashes.Values) repository.Files[$"targets/{hash}.name"] = content;
        repository.PublishAll();
        var opened = await client.OpenAsync();
        if (isFetched) Assert.That(await opened.FetchAsync(opened.Targets["name"], default), Is.EqualTo(content));
        else Assert.That((await Assert.ThrowsAsync<NotAuthenticException>(async () => await opened.FetchAsync(opened.Targets["name"], default)))!.Message, Does.Contain("(unheard-of) none is known"));
    }

    [Test]
    public async Task What_one_digest_knows_and_another_one_does_not_is_refused()
    {
        var content = "a plan"u8.ToArray();
        var target = new Target("name", content.Length, new Dictionary<string, string> { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content)), ["sha512"] = new('0', 128) }, null);
        repository[Metadata.Targets].Files[target.Path] = target;
        repository.Files[SimulatedRepository.PlaceOf(target)] = content;
        repository.PublishAll();
        var opened = await client.OpenAsync();
        Assert.That((await Assert.ThrowsAsync<NotAuthenticException>(async () => await opened.FetchAsync(opened.Targets["name"], default)))!.Message, Does.Contain("its sha512 is"));
    }
}
