using Planner.Repository.Tuf;

namespace Planner.Repository.Tests.Tuf;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DelegationTests
{
    readonly SimulatedRepository repository = new();
    readonly SimulatedClient client;

    public DelegationTests() => client = new(repository);

    // Who delegates to whom ('!' ends the search), and who is asked for a path that nobody has.
    [TestCase("targets>A", "A")]
    [TestCase("targets>A targets>B", "A B")]
    [TestCase("targets>A targets>B B>C", "A B C")]
    [TestCase("targets>A targets>B A>C A>D", "A C D B")]
    [TestCase("targets>A targets>B A>C C>D", "A C D B")]
    [TestCase("targets>A targets>B A>C! A>D", "A C")]
    [TestCase("targets>A targets>B A>C! C>D", "A C D")]
    [TestCase("targets>A:*.py targets>B A>C", "B")]
    [TestCase("targets>A targets>B A>C:*.py C>D", "A B")]
    [TestCase("targets>A targets>B B>C C>D D>B", "A B C D")]
    [TestCase("targets>A targets>B B>C A>C", "A C B")]
    [TestCase("targets>A targets>B B>C A>C:*.py", "A B C")]
    public async Task Roles_are_asked_depth_first_in_their_order(string graph, string asked)
    {
        foreach (var edge in graph.Split(' '))
        {
            var parts = edge.Split('>', ':');
            repository.Delegate(parts[0], parts[1].TrimEnd('!'), parts[1].EndsWith('!'), parts.Length > 2 ? [parts[2]] : []);
        }

        repository.PublishAll();
        var opened = await client.RefreshAsync();
        repository.Asked.Clear();
        Assert.That(await opened.FindAsync("missing", default), Is.Null);
        Assert.That(repository.Asked, Is.EqualTo(asked.Split(' ').Select(role => $"metadata/1.{role}.json")));
    }

    [TestCase("targetfile", true)]
    [TestCase("README.md", true)]
    [TestCase("releases/x/x_v1", true)]
    [TestCase("releases/y/y_v1.zip", true)]
    [TestCase("releases/z/z_v1.zip", false)] // D has it, and B may not let D have it
    public async Task A_target_is_found_where_every_role_on_the_way_covers_it(string path, bool isFound)
    {
        repository.Delegate(Metadata.Targets, "A", false, "*.doc", "*.md");
        repository.Delegate(Metadata.Targets, "B", false, "releases/*/*");
        repository.Delegate("B", "C", false, "releases/x/*");
        repository.Delegate("B", "D", false, "releases/y/*.zip");
        repository.Add(Metadata.Targets, "targetfile", "of targets");
        repository.Add("A", "README.md", "of A");
        repository.Add("C", "releases/x/x_v1", "of C");
        repository.Add("D", "releases/y/y_v1.zip", "of D");
        repository.Add("D", "releases/z/z_v1.zip", "of D");
        repository.PublishAll();
        var opened = await client.OpenAsync();
        Assert.That(await opened.FindAsync(path, default) is not null, Is.EqualTo(isFound));
        Assert.That(opened.Targets.ContainsKey(path), Is.EqualTo(isFound));
    }

    [Test]
    public async Task A_terminating_delegation_keeps_its_paths_from_those_behind_it()
    {
        repository.Delegate(Metadata.Targets, "A", true, "plans/acme-*/*");
        repository.Delegate(Metadata.Targets, "B");
        repository.Delegate(Metadata.Targets, "C", false, "plans/*/*");
        repository.Add("C", "plans/acme-1/1.0.0.yaml", "not C's to name");
        repository.Add("C", "plans/other/1.0.0.yaml", "of C");
        repository.PublishAll();
        Assert.That((await client.OpenAsync()).Targets.Keys, Is.EqualTo(new[] { "plans/other/1.0.0.yaml" }));
    }

    [Test]
    public async Task Paths_may_be_told_by_their_digests()
    {
        repository.Delegate(Metadata.Targets, "bin");
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("a/file"u8));
        repository[Metadata.Targets].Delegations[0] = repository[Metadata.Targets].Delegations[0] with { Paths = null, HashPrefixes = [digest[..4]] };
        repository.Add("bin", "a/file", "of the bin");
        repository.Add("bin", "another", "not its");
        repository.PublishAll();
        Assert.That((await client.OpenAsync()).Targets.Keys, Is.EqualTo(new[] { "a/file" }));
    }

    [Test]
    public async Task A_role_that_two_others_delegate_to_is_believed_by_the_keys_of_the_one_that_led_to_it()
    {
        repository.Delegate(Metadata.Targets, "A", false, "team-a/*");
        repository.Delegate(Metadata.Targets, "B", false, "team-b/*");
        repository.Delegate("A", "C", false, "team-a/*");
        var other = SigningKey.Make(TufKey.Ed25519Type).Public;
        repository["B"].Delegations.Add(repository["A"].Delegations[0] with { Keys = new RoleKeys(new Dictionary<string, TufKey> { [other.Id] = other }, 1), Paths = ["team-b/*"] });
        repository.Add("C", "team-a/plan", "of C by A");
        repository.Add("C", "team-b/plan", "of C, and not signed as B wants it");
        repository.PublishAll();
        var opened = await client.RefreshAsync();
        Assert.That(await opened.FindAsync("team-a/plan", default), Is.Not.Null);
        await Assert.ThrowsAsync<NotAuthenticException>(async () => await opened.FindAsync("team-b/plan", default));
        // The same in the next process, which has it in its store.
        opened = await client.RefreshAsync();
        await Assert.ThrowsAsync<NotAuthenticException>(async () => await opened.FindAsync("team-b/plan", default));
    }

    [Test]
    public async Task A_role_that_the_snapshot_does_not_name_is_not_even_asked_for()
    {
        repository.Delegate(Metadata.Targets, "A");
        repository.PublishTargets("A");
        repository.PublishTargets(Metadata.Targets);
        var unnamed = repository["A"];
        repository.Roles.Remove("A");
        repository.PublishSnapshot();
        repository.PublishTimestamp();
        repository.Roles["A"] = unnamed;
        var opened = await client.RefreshAsync();
        repository.Asked.Clear();
        Assert.That((await Assert.ThrowsAsync<NotAuthenticException>(async () => await opened.FindAsync("missing", default)))!.Message, Is.EqualTo("snapshot.json: it does not name A.json"));
        Assert.That(repository.Asked, Is.Empty);
        Assert.That(client.Version("A"), Is.Zero);
    }

    [Test]
    public async Task What_a_delegated_role_signed_with_another_key_is_refused()
    {
        repository.Delegate(Metadata.Targets, "A");
        repository.Rotate("A");
        repository.PublishAll();
        var opened = await client.RefreshAsync();
        await Assert.ThrowsAsync<NotAuthenticException>(async () => await opened.FindAsync("missing", default));
    }

    [Test]
    public async Task Expired_delegated_metadata_are_refused()
    {
        repository.Delegate(Metadata.Targets, "A");
        repository["A"].Expires = SimulatedRepository.Today.AddDays(-1);
        repository.PublishAll();
        var opened = await client.RefreshAsync();
        await Assert.ThrowsAsync<NotAuthenticException>(async () => await opened.FindAsync("missing", default));
    }

    [Test]
    public async Task No_more_roles_are_asked_than_the_limit()
    {
        for (var number = 0; number < 50; number++) repository.Delegate(Metadata.Targets, $"role{number}");
        repository.PublishAll();
        var opened = await client.RefreshAsync();
        repository.Asked.Clear();
        Assert.That(await opened.FindAsync("missing", default), Is.Null);
        Assert.That(repository.Asked, Has.Count.EqualTo(32));
    }

    [TestCase("?", "%3F")]
    [TestCase("#", "%23")]
    [TestCase("/delegatedrole", "%2Fdelegatedrole")]
    [TestCase("../delegatedrole", "..%2Fdelegatedrole")]
    public async Task The_name_of_a_role_leads_nowhere(string role, string asked)
    {
        repository.Delegate(Metadata.Targets, role);
        repository.PublishAll();
        var opened = await client.RefreshAsync();
        Assert.That(await opened.FindAsync("missing", default), Is.Null);
        Assert.That(repository.Asked[^1], Is.EqualTo($"metadata/1.{asked}.json"));
        Assert.That(client.Stored.Keys, Has.None.Contains("/"));
    }

    [TestCase("*", "name", true)]
    [TestCase("*", "folder/name", false)]
    [TestCase("*.tgz", "name.tgz", true)]
    [TestCase("*.md", "README.MD", false)]
    [TestCase("a*b*c", "aXbYbZc", true)]
    [TestCase("a*b*c", "aXbYbZ", false)]
    [TestCase("foo-version-?.tgz", "foo-version-2.tgz", true)]
    [TestCase("foo-version-?.tgz", "foo-version-alpha.tgz", false)]
    [TestCase("plans/*/1.?.0.yaml", "plans/acme/1.2.0.yaml", true)]
    [TestCase("plans/*", "plans/acme/1.0.0.yaml", false)]
    [TestCase("", "", true)]
    [TestCase("**", "", true)]
    public void Patterns(string pattern, string path, bool covers) => Assert.That(PathPattern.Covers(pattern, path), Is.EqualTo(covers));
}
