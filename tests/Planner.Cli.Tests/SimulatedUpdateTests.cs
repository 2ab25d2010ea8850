using System.Text.Json.Nodes;

namespace Planner.Cli.Tests;

/// <summary>What a repository has, simulated on snapshots: the shipped plans, one after the other, and rollouts by the snapshot's clock.</summary>
public sealed class SimulatedUpdateTests
{
    const string First = "1.30.1";
    const string Second = "2.3.0+rev1";
    const string Rollout = """, "rollout": { "start": "2018-01-01T00:00:00Z", "duration": "2400h" }""";

    readonly TemporaryFolder folder = new();

    string Repository => Path.Join(folder.Path, "repository");

    string Device => Path.Join(folder.Path, "device.yaml");

    [OneTimeTearDown]
    public void Delete() => folder.Dispose();

    [SetUp]
    public async Task BeginAsync()
    {
        if (Directory.Exists(Repository)) Directory.Delete(Repository, recursive: true);
        foreach (var plan in (string[])["resinos-1.x-to-1.x", "resinos-1.x-to-2.x"]) await CopyAsync($"plans/{plan}", $"plans/{plan}");
        await CopyAsync("plans/layouts", "layouts");
        var early = await SampleAsync("resinos-1.x-to-1.x/raspberrypi3-1.x-healthy.yaml");
        var later = await SampleAsync("resinos-1.x-to-2.x/raspberrypi3-1.x-to-2.x-healthy.yaml");
        // Which units there are matters to the second plan alone, and which images to both.
        var both = early.Replace(Services(early), Services(later), StringComparison.Ordinal).TrimEnd() + "\n" + later[later.IndexOf("    \"resin/resinos:2.3.0_rev1", StringComparison.Ordinal)..];
        await File.WriteAllTextAsync(Device, Pinned(Pinned(both, "1.30.1", '1'), "2.3.0_rev1", '2'));
    }

    [Test]
    public async Task A_snapshot_goes_over_two_releases_and_every_hop_starts_where_the_one_before_ended()
    {
        await PublishAsync();
        var result = await SimulateAsync("--json");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        var outcomes = result.Lines.Select(line => JsonNode.Parse(line)!).Where(line => (string?)line["event"] == "outcome").Select(line => $"{line["outcome"]} {line["os"]!["before"]} {line["os"]!["after"]}");
        Assert.That(outcomes, Is.EqualTo(new[] { $"done 1.24.1 {First}", $"done {First} {Second}" }));
        var text = await SimulateAsync();
        Assert.That(text.Lines[0], Is.EqualTo("raspberrypi3-1.x-healthy: 1.30.1 by resinos-1.x-to-1.x@1.0.0, 2.3.0+rev1 by resinos-1.x-to-2.x@1.0.0"), text.ToString());
        var one = await SimulateAsync("--to", First);
        Assert.That(one.Lines[0], Is.EqualTo("raspberrypi3-1.x-healthy: 1.30.1 by resinos-1.x-to-1.x@1.0.0"), one.ToString());
    }

    [TestCase("2017-12-31T23:59:59Z", "no run")]
    [TestCase("2018-04-12T00:00:00Z", "1.30.1 by resinos-1.x-to-1.x@1.0.0")]
    public async Task A_rollout_opens_by_the_clock_of_the_snapshot(string clock, string way)
    {
        await PublishAsync(Rollout);
        await File.WriteAllTextAsync(Device, (await File.ReadAllTextAsync(Device)).Replace("clock: 2017-11-24T00:00:00Z", $"clock: {clock}", StringComparison.Ordinal));
        var result = await SimulateAsync();
        Assert.That((result.ExitCode, result.Lines[0].Contains(way, StringComparison.Ordinal)), Is.EqualTo((0, true)), result.ToString());
    }

    [Test]
    public async Task Several_devices_are_shown_in_one_table_and_a_withdrawn_release_is_no_goal()
    {
        await PublishAsync();
        var other = Path.Join(folder.Path, "other.yaml");
        await File.WriteAllTextAsync(other, (await File.ReadAllTextAsync(Device)).Replace("device: raspberrypi3-1.x-healthy", "device: other", StringComparison.Ordinal));
        var both = await SimulateAsync("--device", other);
        Assert.That((both.ExitCode, both.Output.Contains("All 2 devices end as expected.", StringComparison.Ordinal)), Is.EqualTo((0, true)), both.ToString());
        await TestRepository.GoodAsync("release", "withdraw", Repository, "--version", Second, "--type", "raspberrypi3");
        await TestRepository.GoodAsync("publish", Repository, "--keys", Path.Join(folder.Path, "keys"));
        var less = await SimulateAsync();
        Assert.That(less.Lines[0], Does.EndWith("1.30.1 by resinos-1.x-to-1.x@1.0.0"), less.ToString());
    }

    [Test]
    public async Task A_snapshot_of_another_version_of_the_layout_is_of_the_plan_s()
    {
        Directory.Delete(Path.Join(Repository, "plans"), recursive: true);
        await CopyAsync("plans/resinos-2.x-to-hostapp", "plans/resinos-2.x-to-hostapp");
        await WriteReleaseAsync("2.9.6+rev1", '3');
        await SignAsync();
        var sample = await SampleAsync("resinos-2.x-to-hostapp/raspberrypi3-to-hostapp-healthy.yaml");
        await File.WriteAllTextAsync(Device, Pinned(sample.Replace("layout: resinos-2.x@1.1.0", "layout: resinos-2.x@1.0.0", StringComparison.Ordinal), "2.9.6_rev1", '3'));
        var result = await SimulateAsync();
        Assert.That((result.ExitCode, result.Lines[0]), Is.EqualTo((0, "raspberrypi3-to-hostapp-healthy: 2.9.6+rev1 by resinos-2.x-to-hostapp@1.0.0")), result.ToString());
    }

    [TestCase("--faults", "single", "faults are explored plan by plan")]
    [TestCase("--set", "image=x", "PLAN is needed with --set")]
    [TestCase("--after", "x.yaml", "PLAN is needed with --report and --after")]
    public async Task What_belongs_to_one_plan_is_refused(string option, string value, string why)
    {
        var result = await SimulateAsync(option, value);
        Assert.That((result.ExitCode, result.Messages.Contains(why, StringComparison.Ordinal)), Is.EqualTo((2, true)), result.ToString());
    }

    [Test]
    public async Task Without_a_plan_and_a_repository_there_is_nothing_to_simulate()
    {
        var result = await PlannerProgram.RunAsync("simulate", "--device", Device);
        Assert.That((result.ExitCode, result.Messages), Is.EqualTo((2, "planner: PLAN is needed, or --repository\n")));
    }

    Task<Result> SimulateAsync(params string[] more) => PlannerProgram.RunAsync(["simulate", "--repository", Repository, "--trusted-root", Path.Join(Repository, "metadata/1.root.json"), "--device", Device, .. more]);

    async Task PublishAsync(string rollout = "")
    {
        await WriteReleaseAsync(First, '1', rollout);
        await WriteReleaseAsync(Second, '2', rollout.Replace("2018", "2020", StringComparison.Ordinal));
        await SignAsync();
    }

    async Task WriteReleaseAsync(string version, char digit, string rollout = "")
    {
        var file = Path.Join(Repository, $"releases/resin-os/raspberrypi3/{version}.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, $$"""
            {
              "format": 1, "os": "resin-os", "version": "{{version}}", "device-type": "raspberrypi3", "image": "resin/resinos@sha256:{{new string(digit, 64)}}",
              "packed": 65011712, "unpacked": 157286400, "published": "2017-11-01T00:00:00Z"{{rollout}}
            }

            """);
    }

    async Task SignAsync()
    {
        var keys = Path.Join(folder.Path, "keys");
        if (!Directory.Exists(keys))
            foreach (var role in (string[])["root", "targets", "snapshot", "timestamp"]) await TestRepository.GoodAsync("key", "new", role, "--keys", keys);
        await TestRepository.GoodAsync("publish", Repository, "--keys", keys);
    }

    async Task CopyAsync(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(Repository, to))!);
        await Bench.RunAsync("cp", "-r", Path.Join(PlannerProgram.Repository, from), Path.Join(Repository, to));
    }

    static Task<string> SampleAsync(string name) => File.ReadAllTextAsync(Path.Join(PlannerProgram.Repository, "samples/devices", name));

    static string Services(string text) => text[text.IndexOf("  services:", StringComparison.Ordinal)..text.IndexOf("  containers:", StringComparison.Ordinal)];

    static string Pinned(string text, string tag, char digit)
    {
        var name = $"    \"resin/resinos:{tag}-raspberrypi3\":\n";
        return text.Replace(name, $"{name}      digest: sha256:{new string(digit, 64)}\n", StringComparison.Ordinal);
    }
}
