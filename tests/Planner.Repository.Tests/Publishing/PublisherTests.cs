using System.Text;
using System.Text.Json;
using Planner.Repository.Catalogues;
using Planner.Repository.Publishing;
using Planner.Repository.Tuf;

namespace Planner.Repository.Tests.Publishing;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PublisherTests
{
    readonly PublishedMemory files = new();
    readonly Clock clock = new();
    readonly Dictionary<string, SigningKey> keys = Metadata.TopRoles.ToDictionary(role => role, _ => SigningKey.Make(TufKey.Ed25519Type));
    readonly List<CatalogueFile> content = [FileOf("plans/first/1.0.0.yaml", "a plan"), FileOf("plans/acme-one/1.0.0.yaml", "acme's plan"), FileOf("layouts/first/1.0.0.yaml", "a layout")];

    [Test]
    public async Task A_device_finds_what_was_published()
    {
        Begin();
        var opened = await OpenAsync(new Store(files));
        Assert.That(opened.Targets.Keys, Is.EquivalentTo(content.Select(file => file.Path)));
        Assert.That(await opened.FetchAsync(opened.Targets["plans/first/1.0.0.yaml"], default), Is.EqualTo("a plan"u8.ToArray()));
        Assert.That(opened.Targets["plans/first/1.0.0.yaml"].Custom!.Value.GetProperty("name").GetString(), Is.EqualTo("plans/first/1.0.0.yaml"));
    }

    [Test]
    public void What_is_published_already_is_not_published_again()
    {
        Begin();
        Assert.That(Publisher().Publish(State, content), Is.Empty);
    }

    [TestCase(Metadata.Root)]
    [TestCase(Metadata.Targets)]
    [TestCase(Metadata.Snapshot)]
    [TestCase(Metadata.Timestamp)]
    public async Task Who_reads_while_a_key_is_exchanged_sees_the_old_or_the_new_state(string role)
    {
        Begin();
        var known = new Store(files);
        await OpenAsync(known);
        var fresh = SigningKey.Make(TufKey.EcdsaType);
        await AtEveryWriteAsync(known, () => Publisher(fresh).Rotate(State, role, KeysOf(fresh)));
        keys[role] = fresh;
        content.Add(FileOf("plans/first/1.1.0.yaml", "a newer plan"));
        await AtEveryWriteAsync(known, () => Publisher().Publish(State, content));
        Assert.That((await OpenAsync(known)).Targets, Has.Count.EqualTo(content.Count));
    }

    [Test]
    public async Task A_former_key_publishes_nothing_any_more()
    {
        Begin();
        var former = keys[Metadata.Targets];
        var fresh = SigningKey.Make(TufKey.Ed25519Type);
        Publisher(fresh).Rotate(State, Metadata.Targets, KeysOf(fresh));
        content.Add(FileOf("plans/first/1.1.0.yaml", "a newer plan"));
        var refused = Assert.Throws<PublishingException>(() => Publisher().Publish(State, content));
        Assert.That(refused!.Message, Does.StartWith("plans/first/1.1.0.yaml can not be published: targets must be signed by 1 of "));
        Assert.That(keys[Metadata.Targets], Is.SameAs(former));
        Assert.That(await OpenAsync(new Store(files)), Is.Not.Null);
    }

    [Test]
    public async Task A_delegated_role_publishes_its_paths_and_no_others()
    {
        Begin();
        var known = new Store(files);
        var acme = SigningKey.Make(TufKey.EcdsaType);
        await AtEveryWriteAsync(known, () => Publisher(acme).Delegate(State, new Delegation("acme", KeysOf(acme), ["plans/acme-*/*"], null, IsTerminating: true)));
        Assert.That(State.Roles["acme"].Files.Keys, Is.EqualTo(new[] { "plans/acme-one/1.0.0.yaml" }));

        content.Add(FileOf("plans/acme-one/1.1.0.yaml", "acme's newer plan"));
        var team = new Publisher(files, clock, new KeyRing([acme, keys[Metadata.Snapshot], keys[Metadata.Timestamp]], "the team's keys"), new Lifetimes());
        await AtEveryWriteAsync(known, () => team.Publish(State, content));
        Assert.That((await OpenAsync(known)).Targets.Keys, Has.Member("plans/acme-one/1.1.0.yaml"));

        content.Add(FileOf("plans/first/2.0.0.yaml", "not acme's"));
        Assert.That(Assert.Throws<PublishingException>(() => team.Publish(State, content))!.Message, Does.Contain("the team's keys has none of them"));
    }

    [Test]
    public void No_more_roles_are_delegated_to_than_a_device_asks()
    {
        Begin();
        var team = SigningKey.Make(TufKey.Ed25519Type);
        for (var number = 1; number <= 32; number++) Publisher(team).Delegate(State, Team(number));
        var before = State.Snapshot!.Version;
        Assert.That(Assert.Throws<PublishingException>(() => Publisher(team).Delegate(State, Team(33)))!.Message, Is.EqualTo("team-33 would be role 33 that is delegated to, and a device asks 32"));
        Assert.That(State.Snapshot!.Version, Is.EqualTo(before));
        Publisher(team).Delegate(State, Team(32));

        Delegation Team(int number) => new($"team-{number}", KeysOf(team), [$"plans/team-{number}/*"], null, IsTerminating: true);
    }

    [Test]
    public async Task Signing_anew_gives_the_timestamp_another_life_and_old_roles_too()
    {
        Begin();
        clock.Now += TimeSpan.FromDays(6);
        Assert.That(Publisher().Resign(State), Is.EqualTo(new[] { "metadata/timestamp.json" }));
        clock.Now += TimeSpan.FromDays(6);
        await OpenAsync(new Store(files));
        clock.Now += TimeSpan.FromDays(300);
        Publisher().Resign(State);
        clock.Now += TimeSpan.FromDays(6);
        var store = new Store(files);
        store.Stored["root.json"] = files.Content["metadata/2.root.json"];
        await OpenAsync(store);
    }

    [Test]
    public void A_role_of_two_keys_is_signed_by_both_or_not_at_all()
    {
        var second = SigningKey.Make(TufKey.Ed25519Type);
        var roles = Metadata.TopRoles.ToDictionary(role => role, role => role == Metadata.Targets ? new RoleKeys(new[] { keys[role], second }.ToDictionary(key => key.Public.Id, key => key.Public), 2) : KeysOf(keys[role]));
        Assert.Throws<PublishingException>(() => Publisher().Begin(roles));
        Assert.That(files.Content, Is.Empty);
        Publisher(second).Begin(roles);
        Publisher(second).Publish(State, content);
        Assert.That(State.Roles[Metadata.Targets].File.Signatures, Has.Count.EqualTo(2));
    }

    PublishedState State => PublishedState.Read(files)!;

    void Begin()
    {
        Publisher().Begin(keys.ToDictionary(key => key.Key, key => KeysOf(key.Value)));
        Publisher().Publish(State, content);
    }

    Publisher Publisher(params SigningKey[] others) => new(files, clock, new KeyRing(keys.Values.Concat(others), "the keys"), new Lifetimes());

    Task<TrustedRepository> OpenAsync(Store store) => TrustedRepository.OpenAsync(files, store, clock, new Limits(), default);

    /// <summary>After every file that is written a device that was there before and a new one refresh.</summary>
    async Task AtEveryWriteAsync(Store known, Action publishing)
    {
        var before = files.Content.ToDictionary();
        files.Written.Clear();
        publishing();
        var after = files.Content.ToDictionary();
        files.Content.Clear();
        foreach (var (path, bytes) in before) files.Content[path] = bytes;
        foreach (var path in files.Written.ToList())
        {
            files.Content[path] = after[path];
            await OpenAsync(new Store(files));
            await OpenAsync(known);
        }
    }

    static RoleKeys KeysOf(SigningKey key) => new(new Dictionary<string, TufKey> { [key.Public.Id] = key.Public }, 1);

    static CatalogueFile FileOf(string path, string text)
    {
        using var custom = JsonDocument.Parse($"{{\"name\":\"{path}\"}}");
        return new(path, Encoding.UTF8.GetBytes(text), custom.RootElement.Clone());
    }

    sealed class Clock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    sealed class PublishedMemory : IPublishedFiles, IRepositoryFiles
    {
        internal Dictionary<string, byte[]> Content { get; } = [];

        internal List<string> Written { get; } = [];

        public byte[]? Read(string path) => Content.GetValueOrDefault(path);

        public IReadOnlyList<string> List(string folder) => [.. Content.Keys.Where(path => path.StartsWith(folder, StringComparison.Ordinal)).Select(path => path[folder.Length..])];

        public void Write(string path, ReadOnlySpan<byte> content)
        {
            Content[path] = content.ToArray();
            Written.Add(path);
        }

        public Task<byte[]?> FetchAsync(string path, long atMost, CancellationToken ct) => Task.FromResult(Content.GetValueOrDefault(path) is { } found && found.LongLength <= atMost ? found : null);
    }

    /// <summary>A device's store, with the first root.</summary>
    sealed class Store : IMetadataStore
    {
        internal Store(PublishedMemory files) => Stored["root.json"] = files.Content["metadata/1.root.json"];

        internal Dictionary<string, byte[]> Stored { get; } = [];

        public byte[]? Read(string name) => Stored.GetValueOrDefault(name);

        public void Replace(string name, ReadOnlySpan<byte> content) => Stored[name] = content.ToArray();

        public void Delete(string name) => Stored.Remove(name);
    }
}
