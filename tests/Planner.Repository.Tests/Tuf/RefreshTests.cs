using System.Text;
using Planner.Repository.Tuf;

namespace Planner.Repository.Tests.Tuf;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RefreshTests
{
    readonly SimulatedRepository repository = new();
    readonly SimulatedClient client;

    public RefreshTests() => client = new(repository);

    [Test]
    public async Task Asks_for_the_next_root_and_then_for_what_the_timestamp_leads_to()
    {
        await client.RefreshAsync();
        Assert.That(repository.Asked, Is.EqualTo(new[] { "metadata/2.root.json", "metadata/timestamp.json", "metadata/1.snapshot.json", "metadata/1.targets.json" }));
        Assert.That(Metadata.TopRoles.Select(client.Version), Has.All.EqualTo(1));
    }

    [Test]
    public async Task Asks_for_nothing_twice_that_did_not_change()
    {
        await client.RefreshAsync();
        repository.Asked.Clear();
        await client.RefreshAsync();
        Assert.That(repository.Asked, Is.EqualTo(new[] { "metadata/2.root.json", "metadata/timestamp.json" }));
    }

    [Test]
    public async Task A_timestamp_of_the_same_version_with_other_content_is_not_taken()
    {
        await client.RefreshAsync();
        repository[Metadata.Timestamp].Version--;
        repository.PublishTimestamp(snapshot: 100);
        var before = client.Stored["timestamp.json"];
        await client.RefreshAsync();
        Assert.That(client.Stored["timestamp.json"], Is.EqualTo(before));
    }

    [TestCase("\"version\":1", "\"former\":1", "version")]
    [TestCase("\"sig\":\"", "\"sig\":\"00", "0 of the 1 keys")]
    public async Task A_trusted_root_that_is_damaged_is_refused_before_anything_is_asked_for(string text, string instead, string result)
    {
        client.Stored["root.json"] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(client.Stored["root.json"]).Replace(text, instead, StringComparison.Ordinal));
        await client.RefusesAsync(result);
        Assert.That(repository.Asked, Is.Empty);
    }

    [Test]
    public async Task Roots_are_followed_one_after_the_other()
    {
        for (var count = 0; count < 5; count++)
        {
            var former = repository[Metadata.Root].Keys[0];
            repository.Rotate(Metadata.Root);
            repository.PublishRoot(former);
        }

        await client.RefreshAsync();
        Assert.That(client.Version(Metadata.Root), Is.EqualTo(6));
    }

    [Test]
    public async Task A_root_that_the_former_keys_did_not_sign_is_refused()
    {
        repository.Rotate(Metadata.Root);
        repository.PublishRoot();
        await client.RefusesAsync("2.root.json: 0 of the 1 keys of the root before it signed it");
        Assert.That(client.Version(Metadata.Root), Is.EqualTo(1));
    }

    [Test]
    public async Task A_root_that_its_own_keys_did_not_sign_is_refused()
    {
        var former = repository[Metadata.Root].Keys;
        repository.Rotate(Metadata.Root);
        var body = Planner.Repository.Publishing.MetadataWriter.Root(2, SimulatedRepository.Today.AddDays(1), Metadata.TopRoles.ToDictionary(role => role, role => repository[role].Signers));
        repository.Files["metadata/2.root.json"] = Planner.Repository.Publishing.MetadataWriter.Sign(body, former);
        await client.RefusesAsync("2.root.json: 0 of the 1 keys of root");
    }

    [Test]
    public async Task A_gap_in_the_versions_of_roots_is_refused()
    {
        repository[Metadata.Root].Version++;
        repository.PublishRoot();
        repository.Files["metadata/2.root.json"] = repository.Files["metadata/3.root.json"];
        await client.RefusesAsync("it has version 3, and 2 follows 1");
    }

    [Test]
    public async Task An_expired_root_is_kept_and_nothing_behind_it_is_believed()
    {
        await client.RefreshAsync();
        repository[Metadata.Root].Expires = SimulatedRepository.Today.AddDays(-1);
        repository.PublishRoot();
        repository.PublishAll();
        await client.RefusesAsync("2.root.json: it expired");
        Assert.That((client.Version(Metadata.Root), client.Version(Metadata.Timestamp)), Is.EqualTo((2, 1)));
    }

    [TestCase(Metadata.Timestamp)]
    [TestCase(Metadata.Snapshot)]
    [TestCase(Metadata.Targets)]
    public async Task Expired_metadata_are_refused_and_not_kept(string role)
    {
        await client.RefreshAsync();
        repository[role].Expires = SimulatedRepository.Today.AddDays(-5);
        repository.PublishAll();
        await client.RefusesAsync($"{role}.json: it expired at 2026-05-27");
        Assert.That(client.Version(role), Is.EqualTo(1));
    }

    [Test]
    public async Task What_is_kept_and_has_expired_may_be_followed_by_what_has_not()
    {
        repository[Metadata.Timestamp].Expires = SimulatedRepository.Today.AddDays(7);
        repository.PublishTimestamp();
        await client.RefreshAsync();
        repository[Metadata.Timestamp].Expires = SimulatedRepository.Today.AddDays(21);
        repository.PublishAll();
        client.Now = SimulatedRepository.Today.AddDays(18);
        await client.RefreshAsync();
        Assert.That(client.Version(Metadata.Snapshot), Is.EqualTo(2));
    }

    [Test]
    public async Task A_clock_that_was_set_back_does_not_make_old_metadata_fresh()
    {
        client.Now = SimulatedRepository.Today.AddDays(29);
        await client.RefreshAsync();
        client.Now = SimulatedRepository.Today.AddYears(-50);
        repository[Metadata.Timestamp].Expires = SimulatedRepository.Today.AddDays(28);
        repository.PublishTimestamp();
        await client.RefusesAsync("timestamp.json: it expired");
    }

    [Test]
    public async Task A_clock_that_is_wrong_after_a_boot_does_not_stop_updates()
    {
        await client.RefreshAsync();
        client.Now = DateTimeOffset.UnixEpoch;
        repository.PublishAll();
        await client.RefreshAsync();
        Assert.That(client.Version(Metadata.Timestamp), Is.EqualTo(2));
    }

    [Test]
    public async Task An_older_timestamp_is_refused()
    {
        repository.PublishTimestamp();
        await client.RefreshAsync();
        repository[Metadata.Timestamp].Version = 0;
        repository.PublishTimestamp();
        await client.RefusesAsync("it has version 1, and 2 was seen before");
        Assert.That(client.Version(Metadata.Timestamp), Is.EqualTo(2));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task An_older_snapshot_is_refused(bool saysDigests)
    {
        repository.SaysDigests = saysDigests;
        repository.PublishAll();
        await client.RefreshAsync();
        repository.PublishTimestamp(snapshot: 1);
        await client.RefusesAsync("it names version 1 of the snapshot, and 2 was seen before");
        Assert.That((client.Version(Metadata.Timestamp), client.Version(Metadata.Snapshot)), Is.EqualTo((2, 2)));
        Assert.That(repository.Asked[^1], Is.EqualTo("metadata/timestamp.json"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Older_targets_are_refused(bool saysDigests)
    {
        repository.SaysDigests = saysDigests;
        repository.PublishAll();
        await client.RefreshAsync();
        repository[Metadata.Targets].Version = 0;
        repository.PublishAll();
        await client.RefusesAsync("it names version 1 of targets.json, and 2 was seen before");
        Assert.That(client.Version(Metadata.Targets), Is.EqualTo(2));
    }

    [Test]
    public async Task A_snapshot_that_forgets_a_role_is_refused()
    {
        repository.Delegate(Metadata.Targets, "acme");
        repository.PublishAll();
        await client.RefreshAsync();
        repository.Roles.Remove("acme");
        repository.PublishAll();
        await client.RefusesAsync("it does not name acme.json, which it named before");
    }

    [Test]
    public async Task Metadata_of_two_moments_do_not_go_together()
    {
        repository.SaysDigests = false;
        repository.PublishAll();
        repository.Files["metadata/2.targets.json"] = repository.Files["metadata/1.targets.json"];
        await client.RefusesAsync("it has version 1, and the snapshot says 2");
    }

    [TestCase(Metadata.Snapshot)]
    [TestCase(Metadata.Targets)]
    public async Task Metadata_of_another_digest_are_refused(string role)
    {
        repository[role].Version--;
        repository[role].Expires = SimulatedRepository.Today.AddDays(9);
        if (role == Metadata.Snapshot) repository.PublishSnapshot();
        else repository.PublishTargets(role);
        await client.RefusesAsync($"{role}.json: its sha256 is");
        Assert.That(client.Version(role), Is.Zero);
    }

    [Test]
    public async Task A_snapshot_of_which_the_timestamp_knows_another_digest_is_fetched_anew()
    {
        await client.RefreshAsync();
        repository[Metadata.Snapshot].Version--;
        repository[Metadata.Snapshot].Expires = SimulatedRepository.Today.AddDays(9);
        repository.PublishSnapshot();
        repository.PublishTimestamp();
        await client.RefreshAsync();
        Assert.That(client.Stored["snapshot.json"], Is.EqualTo(repository.Files["metadata/1.snapshot.json"]));
    }

    // A freeze: what is kept is the newest that there is, and too old.
    [TestCase(Metadata.Timestamp)]
    [TestCase(Metadata.Snapshot)]
    [TestCase(Metadata.Targets)]
    public async Task What_is_kept_expires_too(string role)
    {
        repository[role].Expires = SimulatedRepository.Today.AddDays(7);
        repository.PublishAll();
        await client.RefreshAsync();
        client.Now = SimulatedRepository.Today.AddDays(8);
        if (role == Metadata.Targets) repository.PublishSnapshot();
        if (role != Metadata.Timestamp) repository.PublishTimestamp();
        await client.RefusesAsync($"{role}.json: it expired at 2026-06-08");
    }

    [TestCase(Metadata.Timestamp)]
    [TestCase(Metadata.Snapshot)]
    [TestCase(Metadata.Targets)]
    public async Task Who_counted_far_ahead_with_a_stolen_key_is_recovered_from_with_another_one(string role)
    {
        repository[role].Version = 9000;
        repository.PublishAll();
        await client.RefreshAsync();
        foreach (var rotated in role == Metadata.Targets ? [Metadata.Snapshot] : new[] { Metadata.Snapshot, Metadata.Timestamp }) repository.Rotate(rotated);
        repository.PublishRoot();
        repository[role].Version = 1;
        repository.PublishAll();
        await client.RefreshAsync();
        Assert.That(client.Version(role), Is.EqualTo(2));
    }

    // The key that stays has signed what was counted ahead too.
    [TestCase(Metadata.Timestamp)]
    [TestCase(Metadata.Snapshot)]
    public async Task Who_counted_far_ahead_with_one_of_two_keys_is_recovered_from_too(string role)
    {
        repository[role].Keys.Add(SigningKey.Make(TufKey.Ed25519Type));
        repository.PublishRoot();
        repository[role].Version = 9000;
        repository.PublishAll();
        await client.RefreshAsync();
        repository[role].Keys.RemoveAt(0);
        // The timestamp names a snapshot that is too far ahead as well.
        if (role == Metadata.Snapshot) repository.Rotate(Metadata.Timestamp);
        repository.PublishRoot();
        repository[role].Version = 1;
        repository.PublishAll();
        await client.RefreshAsync();
        Assert.That(client.Version(role), Is.EqualTo(2));
    }

    // Where the keys of the timestamp were exchanged, a snapshot that it led to counts no more.
    [Test]
    public async Task Roles_that_were_counted_far_ahead_are_recovered_from_with_another_key_of_the_timestamp()
    {
        repository[Metadata.Targets].Version = 9000;
        repository.PublishAll();
        await client.RefreshAsync();
        repository.Rotate(Metadata.Timestamp);
        repository.PublishRoot();
        repository[Metadata.Targets].Version = 1;
        repository.PublishAll();
        await client.RefreshAsync();
        Assert.That(client.Version(Metadata.Targets), Is.EqualTo(2));
    }

    [Test]
    public async Task No_more_roots_are_followed_than_the_limit_and_the_rest_the_next_time()
    {
        for (var count = 0; count < 5; count++) repository.PublishRoot();
        client.Limits = new Limits { Rotations = 3 };
        await client.RefreshAsync();
        Assert.That(client.Version(Metadata.Root), Is.EqualTo(4));
        await client.RefreshAsync();
        Assert.That(client.Version(Metadata.Root), Is.EqualTo(6));
    }

    [Test]
    public async Task A_revoked_key_signs_nothing_any_more()
    {
        await client.RefreshAsync();
        var stolen = repository[Metadata.Timestamp].Keys;
        repository.Rotate(Metadata.Timestamp);
        repository.PublishRoot();
        repository[Metadata.Timestamp].Keys = stolen;
        repository.PublishTimestamp();
        await client.RefusesAsync("timestamp.json: 0 of the 1 keys of timestamp signed it that must");
    }

    [Test]
    public async Task Too_few_signatures_are_refused()
    {
        repository[Metadata.Snapshot].Keys.Add(SigningKey.Make(TufKey.EcdsaType));
        repository[Metadata.Snapshot].Threshold = 2;
        repository.PublishRoot();
        await client.RefusesAsync("snapshot.json: 1 of the 2 keys of snapshot");
        repository.PublishAll();
        await client.RefreshAsync();
    }

    [Test]
    public void One_key_under_two_ids_counts_once()
    {
        var key = repository[Metadata.Snapshot].Keys[0];
        var keys = new Dictionary<string, TufKey> { ["one"] = key.Public, ["two"] = key.Public };
        var content = repository.Files["metadata/1.snapshot.json"];
        var signature = Convert.ToHexStringLower(key.Sign(SignedFile.Read("snapshot.json", content).SignedBytes));
        var text = Encoding.UTF8.GetString(content);
        var signed = text[text.IndexOf("\"signed\"", StringComparison.Ordinal)..];
        var file = SignedFile.Read("snapshot.json", Encoding.UTF8.GetBytes($"{{\"signatures\":[{{\"keyid\":\"one\",\"sig\":\"{signature}\"}},{{\"keyid\":\"two\",\"sig\":\"{signature}\"}}],{signed}"));
        Assert.Throws<NotAuthenticException>(() => new RoleKeys(keys, 2).Require(file, Metadata.Snapshot));
    }

    [Test]
    public async Task Endless_metadata_are_refused()
    {
        repository.Files["metadata/timestamp.json"] = new byte[20_000];
        await client.RefusesAsync("it is longer than 16384 bytes");
    }

    [Test]
    public async Task A_power_cut_between_any_two_writes_leaves_a_store_that_goes_on()
    {
        var last = repository[Metadata.Timestamp].Keys[0];
        repository.Rotate(Metadata.Timestamp);
        repository.PublishRoot(last);
        repository.PublishAll();
        for (var writes = 0; writes < 6; writes++)
        {
            var cut = new SimulatedClient(repository);
            var store = new CutStore(cut, writes);
            try
            {
                await TrustedRepository.RefreshAsync(repository, store, cut, new Limits(), CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
            }

            await cut.RefreshAsync();
            Assert.That(cut.Version(Metadata.Targets), Is.EqualTo(2), $"{writes} writes");
        }
    }

    sealed class CutStore(IMetadataStore store, int writes) : IMetadataStore
    {
        int left = writes;

        public byte[]? Read(string name) => store.Read(name);

        public void Replace(string name, ReadOnlySpan<byte> content)
        {
            if (left-- == 0) throw new OperationCanceledException();
            store.Replace(name, content);
        }

        public void Delete(string name)
        {
            if (left-- == 0) throw new OperationCanceledException();
            store.Delete(name);
        }
    }
}
