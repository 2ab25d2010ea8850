using System.Text;
using System.Text.Json.Nodes;
using Planner.Repository.Publishing;
using Planner.Repository.Tuf;

namespace Planner.Repository.Tests.Tuf;

/// <summary>Files that are missing, misnamed, unsigned or of another form: what was authentic before them is kept, they are not.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RefusedFileTests
{
    readonly SimulatedRepository repository = new();
    readonly SimulatedClient client;

    public RefusedFileTests() => client = new(repository);

    [TestCase(Metadata.Root, "root 1")]
    [TestCase(Metadata.Timestamp, "root 2")]
    [TestCase(Metadata.Snapshot, "root 2, timestamp 2")]
    [TestCase(Metadata.Targets, "root 2, timestamp 2, snapshot 2")]
    public async Task A_role_that_nobody_signed_is_not_kept(string role, string kept)
    {
        repository[role].SignedBy = [];
        repository.PublishRoot();
        repository.PublishAll();
        await client.RefusesAsync("0 of the 1 keys");
        Assert.That(Kept(), Is.EqualTo(kept));
    }

    [TestCase(Metadata.Root, "root 1")]
    [TestCase(Metadata.Snapshot, "root 2, timestamp 2")]
    [TestCase(Metadata.Targets, "root 2, timestamp 2, snapshot 2")]
    public async Task A_file_of_another_version_than_its_name_says_is_not_kept(string role, string kept)
    {
        repository.SaysDigests = false;
        repository.PublishRoot();
        repository.PublishAll();
        repository[role].Version = 2;
        if (role == Metadata.Root) repository.PublishRoot();
        else if (role == Metadata.Snapshot) repository.PublishSnapshot();
        else repository.PublishTargets(role);
        repository.Files[repository.PlaceOf(role, 2)] = repository.Files[repository.PlaceOf(role, 3)];
        repository.Files.Remove(repository.PlaceOf(role, 3));
        await client.RefusesAsync("it has version 3");
        Assert.That(Kept(), Is.EqualTo(kept));
    }

    [TestCase(Metadata.Timestamp, "root 1, timestamp 1, snapshot 1, targets 1")]
    [TestCase(Metadata.Snapshot, "root 1, timestamp 2, snapshot 1, targets 1")]
    [TestCase(Metadata.Targets, "root 1, timestamp 2, snapshot 2, targets 1")]
    public async Task A_file_that_is_not_there_ends_the_refresh(string role, string kept)
    {
        await client.RefreshAsync();
        repository.PublishAll();
        repository.Files.Remove(role == Metadata.Timestamp ? "metadata/timestamp.json" : repository.PlaceOf(role, 2));
        await client.RefusesAsync($"{role}.json: the repository has no");
        Assert.That(Kept(), Is.EqualTo(kept));
    }

    [Test]
    public async Task What_one_role_signed_is_not_taken_for_another_one()
    {
        var key = repository[Metadata.Timestamp].Keys[0];
        repository[Metadata.Snapshot].Keys.Add(key);
        repository.PublishRoot();
        var body = MetadataWriter.Listing(Metadata.Snapshot, 2, SimulatedRepository.Today.AddDays(1), new Dictionary<string, MetaFile> { [Metadata.Snapshot] = new(1, null, null) });
        repository.Files["metadata/timestamp.json"] = MetadataWriter.Sign(body, [key]);
        await client.RefusesAsync("timestamp.json: signed._type is 'snapshot' and should be 'timestamp'");
        Assert.That(Kept(), Is.EqualTo("root 2"));
    }

    [Test]
    public async Task A_key_that_a_role_names_twice_is_refused()
    {
        Change(root =>
        {
            var ids = root["roles"]!["snapshot"]!["keyids"]!.AsArray();
            ids.Add(ids[0]!.DeepClone());
            root["roles"]!["snapshot"]!["threshold"] = 2;
        });
        await client.RefusesAsync("keyids names a key twice");
    }

    [TestCase(0)]
    [TestCase(-1)]
    public async Task A_role_that_nobody_must_sign_is_refused(int threshold)
    {
        Change(root => root["roles"]!["timestamp"]!["threshold"] = threshold);
        await client.RefusesAsync("signed.roles.timestamp.threshold is no whole number from 1 on");
    }

    [Test]
    public async Task A_version_of_0_is_refused()
    {
        repository[Metadata.Timestamp].Version = -1;
        repository.PublishTimestamp();
        await client.RefusesAsync("timestamp.json: signed.version is no whole number from 1 on");
    }

    [Test]
    public async Task A_target_of_less_than_nothing_is_refused()
    {
        repository[Metadata.Targets].Files["name"] = new("name", -1, new Dictionary<string, string> { ["sha256"] = new('0', 64) }, null);
        repository.PublishAll();
        await client.RefusesAsync("targets.json: signed.targets.name.length is no whole number from 0 on");
    }

    // What is not of the specification is signed like all else, and means nothing.
    [Test]
    public async Task Fields_that_are_not_known_are_signed_and_change_nothing()
    {
        Change(root =>
        {
            root["custom-field"] = new JsonObject { ["deep"] = new JsonArray(1, "\"quoted\\\n", null, false) };
            root["roles"]!["root"]!["another-field"] = "value";
            foreach (var (_, key) in root["keys"]!.AsObject()) key!["keyid_hash_algorithms"] = "md5";
        });
        await client.RefreshAsync();
        Assert.That(Kept(), Is.EqualTo("root 2, timestamp 1, snapshot 1, targets 1"));
    }

    [TestCase("")]
    [TestCase("00")]
    [TestCase("3045022100ee448afe2d25dd1f05afedac83a24e7df90f203615221434979153dc7cea6d4702207710015851e571885a77db8a6e42c4b2983a59b9e1ebec91178dfa2fb0d42ab8")]
    public async Task A_wrong_signature_beside_enough_right_ones_does_no_harm(string wrong)
    {
        repository[Metadata.Timestamp].Keys.Add(SigningKey.Make(TufKey.EcdsaType));
        repository.PublishRoot();
        repository.PublishTimestamp();
        var page = JsonNode.Parse(repository.Files["metadata/timestamp.json"])!;
        page["signatures"]![0]!["sig"] = wrong;
        repository.Files["metadata/timestamp.json"] = Encoding.UTF8.GetBytes(page.ToJsonString());
        await client.RefreshAsync();
        Assert.That(client.Version(Metadata.Timestamp), Is.EqualTo(2));
    }

    [Test]
    public async Task A_repository_without_consistent_snapshots_has_plain_names()
    {
        var plain = new SimulatedRepository { IsConsistent = false };
        plain.PublishRoot();
        var target = plain.Add(Metadata.Targets, "plans/first/1.0.0.yaml", "a plan");
        plain.PublishAll();
        var opened = await new SimulatedClient(plain).OpenAsync();
        Assert.That(await opened.FetchAsync(opened.Targets[target.Path], default), Is.EqualTo("a plan"u8.ToArray()));
        Assert.That(plain.Asked, Is.EqualTo(new[] { "metadata/2.root.json", "metadata/3.root.json", "metadata/timestamp.json", "metadata/snapshot.json", "metadata/targets.json", $"targets/{target.Path}" }));
    }

    [Test]
    public async Task A_length_that_is_signed_costs_no_more_memory_than_is_allowed()
    {
        client.Limits = new Limits { File = 1000 };
        repository[Metadata.Targets].Files["plans/huge/1.0.0.yaml"] = new("plans/huge/1.0.0.yaml", long.MaxValue, new Dictionary<string, string> { ["sha256"] = new('0', 64) }, null);
        repository.Files[SimulatedRepository.PlaceOf(repository[Metadata.Targets].Files["plans/huge/1.0.0.yaml"])] = new byte[1001];
        repository.PublishAll();
        var opened = await client.OpenAsync();
        Assert.That((await Assert.ThrowsAsync<NotAuthenticException>(async () => await opened.FetchAsync(opened.Targets.Values.Single(), default)))!.Message, Does.Contain("longer than 1000 bytes"));
        for (var number = 0; number < 20; number++) repository.Add(Metadata.Targets, $"plans/{number}", "a plan");
        repository.PublishAll();
        await client.RefusesAsync("3.targets.json: it is longer than 1000 bytes");
    }

    string Kept() => string.Join(", ", Metadata.TopRoles.Where(role => client.Version(role) > 0).Select(role => $"{role} {client.Version(role)}"));

    /// <summary>The next root as it would be, but changed before it was signed.</summary>
    void Change(Action<JsonObject> change)
    {
        repository.PublishRoot();
        var body = JsonNode.Parse(repository.Files["metadata/2.root.json"])!["signed"]!.DeepClone().AsObject();
        change(body);
        repository.Files["metadata/2.root.json"] = MetadataWriter.Sign(body, repository[Metadata.Root].Keys);
    }
}
