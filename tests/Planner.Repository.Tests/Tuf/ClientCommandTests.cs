using Planner.Testing;
using Planner.Tuf.Client;

namespace Planner.Repository.Tests.Tuf;

/// <summary>The command line that the public conformance suite calls, over HTTP.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClientCommandTests : IAsyncDisposable
{
    readonly SimulatedRepository repository = new();
    readonly SimulatedClient clock;
    readonly FileServer server = new();
    readonly StringWriter error = new();
    readonly string folder = Directory.CreateTempSubdirectory("tuf-client.").FullName;

    public ClientCommandTests() => clock = new(repository);

    string Metadata => Directory.CreateDirectory(Path.Join(folder, "metadata")).FullName;

    string Targets => Directory.CreateDirectory(Path.Join(folder, "targets")).FullName;

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Init_keeps_the_root_and_asks_for_nothing()
    {
        Assert.That(await InitAsync(), Is.Zero);
        Assert.That(Directory.EnumerateFiles(Metadata).Select(Path.GetFileName), Is.EqualTo(new[] { "root.json" }));
        Assert.That(server.Ranges, Is.Empty);
    }

    // The suite itself gives addresses that end with a slash.
    [Test]
    public async Task Refresh_keeps_every_file_as_it_was_served([Values("metadata", "metadata/")] string address)
    {
        await InitAsync();
        Assert.That(await RunAsync("--metadata-url", server.UrlOf(address).ToString(), "refresh"), Is.Zero, error.ToString());
        Assert.That(File.ReadAllBytes(Path.Join(Metadata, "timestamp.json")), Is.EqualTo(repository.Files["metadata/timestamp.json"]));
        Assert.That(File.ReadAllBytes(Path.Join(Metadata, "targets.json")), Is.EqualTo(repository.Files["metadata/1.targets.json"]));
    }

    [Test]
    public async Task Download_keeps_each_target_and_asks_for_none_twice()
    {
        repository.Add(Repository.Tuf.Metadata.Targets, "one", "of one");
        repository.Add(Repository.Tuf.Metadata.Targets, "a/two", "of two");
        repository.PublishAll();
        await InitAsync();
        Assert.That(await DownloadAsync("one", "a/two"), Is.Zero, error.ToString());
        Assert.That(Kept(), Is.EquivalentTo(new[] { "of one", "of two" }));
        var asked = server.Ranges.Count;
        Assert.That(await DownloadAsync("one", "a/two"), Is.Zero, error.ToString());
        Assert.That(server.Ranges, Has.Count.EqualTo(asked + 1), "the timestamp alone");
    }

    [Test]
    public async Task Download_ends_with_the_first_target_that_is_another_one()
    {
        var swapped = repository.Add(Repository.Tuf.Metadata.Targets, "swapped", "as signed");
        repository.Add(Repository.Tuf.Metadata.Targets, "behind", "not reached");
        repository.PublishAll();
        repository.Files[SimulatedRepository.PlaceOf(swapped)] = "as forged"u8.ToArray();
        await InitAsync();
        Assert.That(await DownloadAsync("swapped", "behind"), Is.EqualTo(1));
        Assert.That(error.ToString(), Does.Contain("swapped: its sha256 is"));
        Assert.That(Kept(), Is.Empty);
    }

    [Test]
    public async Task What_nobody_names_is_an_error_after_the_metadata_were_brought_up_to_date()
    {
        await InitAsync();
        Assert.That(await DownloadAsync("nothing"), Is.EqualTo(1));
        Assert.That(error.ToString(), Is.EqualTo("nothing: no role names it" + Environment.NewLine));
        Assert.That(File.Exists(Path.Join(Metadata, "targets.json")), Is.True);
    }

    [TestCase("refresh", "--metadata-url is missing")]
    [TestCase("--metadata-url ftp://host refresh", "ftp://host is no address that begins with http:// or https://")]
    [TestCase("--metadata-url http://127.0.0.1:1 --target-base-url http://127.0.0.1:1 --target-dir there download", "--target-name is missing")]
    [TestCase("init nowhere", "nowhere")]
    public async Task What_is_missing_is_told(string arguments, string result)
    {
        Assert.That(await RunAsync(arguments.Split(' ')), Is.EqualTo(1));
        Assert.That(error.ToString(), Does.Contain(result));
    }

    Task<int> RunAsync(params string[] arguments)
    {
        foreach (var (path, content) in repository.Files) server.Serve(path, content);
        return ClientCommand.RunAsync(["--metadata-dir", Metadata, .. arguments], clock, error);
    }

    async Task<int> InitAsync()
    {
        var root = Path.Join(folder, "initial_root.json");
        await File.WriteAllBytesAsync(root, repository.Files["metadata/1.root.json"]);
        return await RunAsync("init", root);
    }

    Task<int> DownloadAsync(params string[] targets) => RunAsync(
        ["--metadata-url", server.UrlOf("metadata").ToString(), "--target-base-url", server.UrlOf("targets").ToString(), "--target-dir", Targets, .. targets.SelectMany(target => new[] { "--target-name", target }), "download"]);

    IEnumerable<string> Kept() => Directory.EnumerateFiles(Targets).Select(File.ReadAllText);
}
