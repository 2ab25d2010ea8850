using Planner.Devices.Simulated.Exploration;
using Planner.Devices.Simulated.Exploration.Promises;
using Planner.Engine.Devices;
using Planner.Engine.Devices.Files;
using Planner.Engine.Execution;

namespace Planner.Devices.Simulated.Tests.Exploration;

/// <summary>Configuration and networks of devices that are migrated, explored: whatever fails once, all of it comes or all of it is as it was.</summary>
public sealed class MigrationTests
{
    const string Configuration = """
        - migrate-config:
            to: boot:/config.json
            from: [boot:/config.json, state:/config.json]
            rename: { API_ENDPOINT: apiEndpoint }
            default: { apiEndpoint: "https://api.example.org", listenPort: 48484 }
        """;

    const string Networks = """
        - migrate-wifi:
            to: boot:/system-connections
            from: [boot:/config.json, state:/config.json]
            wifi-connect: data:/resin-data/*/network.config
        """;

    const string Wired = """[service_home_ethernet]\nType = ethernet\nNameservers = 8.8.8.8,8.8.4.4\n\n""";
    const string Home = """[service_home_wifi]\nType = wifi\nName = Home\nPassphrase = it is deep\nHidden = true\n""";
    const string Cafe = """[service_cafe]\nType = wifi\nName = Cafe\n""";
    const string Fixed = """[service_lab]\nType = wifi\nName = Lab\nPassphrase = long enough\nIPv4 = 10.0.0.7/24/10.0.0.1\nNameservers = 10.0.0.2\n""";

    [TestCase("none", "")]
    [TestCase("one", Wired + Home)]
    [TestCase("open", Cafe)]
    [TestCase("several with a fixed address", Home + Cafe + Fixed)]
    public async Task Every_promise_is_kept_whatever_fails_once(string device, string text)
    {
        var report = await ExploreAsync(ExploredPlan.With(Configuration + "\n" + Networks), tree => tree.File("/config.json", OfText(text)), onVfat: false);
        Assert.That(report.Outcome.Kind, Is.EqualTo(OutcomeKind.Done), string.Join('\n', report.Outcome.Reasons));
        Assert.That(report.Broken.SelectMany(broken => broken.Story), Is.Empty, device);
        Assert.That(new[] { report.Done, report.Failed }, Has.All.GreaterThan(0));
    }

    /// <summary>There a power cut may take a file that is being renamed; the run that is taken up again makes it anew of what it saved.</summary>
    [Test]
    public async Task On_vfat_nothing_is_lost_but_a_name_until_the_next_boot()
    {
        var report = await ExploreAsync(ExploredPlan.With(Configuration), tree => tree.File("/config.json", OfText(Home)));
        Assert.That(report.Outcome.Kind, Is.EqualTo(OutcomeKind.Done), string.Join('\n', report.Outcome.Reasons));
        Assert.That(report.Broken.Select(broken => broken.What), Is.All.EqualTo("/config.json is missing from the boot partition"));
        Assert.That(report.Broken.Select(broken => broken.Promise), Is.All.EqualTo(Promise.P1));
    }

    [Test]
    public async Task Files_of_WiFi_Connect_and_keyfiles_of_the_owner_too()
    {
        var report = await ExploreAsync(
            ExploredPlan.With(Networks), tree => tree.File("/config.json", OfText(Home)).File("/system-connections/connman-home-wifi", "mine").File("/system-connections/other", "mine too"),
            data => data.File("/resin-data/1/network.config", Cafe.Replace("\\n", "\n", StringComparison.Ordinal)));
        Assert.That(report.Outcome.Kind, Is.EqualTo(OutcomeKind.Done), string.Join('\n', report.Outcome.Reasons));
        Assert.That(report.Broken.SelectMany(broken => broken.Story), Is.Empty);
    }

    [Test]
    public async Task A_configuration_that_lies_elsewhere()
    {
        var report = await ExploreAsync(ExploredPlan.With(Configuration.Replace("boot:/config.json", "boot:/new.json", StringComparison.Ordinal)), tree => tree.File("/config.json", OfText("")), state: tree => tree.File("/config.json", OfText(Home)));
        Assert.That(report.Outcome.Kind, Is.EqualTo(OutcomeKind.Done), string.Join('\n', report.Outcome.Reasons));
        Assert.That(report.Broken.SelectMany(broken => broken.Story), Is.Empty);
    }

    [Test]
    public async Task A_network_that_would_be_lost_is_refused_whatever_fails_besides()
    {
        var report = await ExploreAsync(ExploredPlan.With(Networks), tree => tree.File("/config.json", OfText("""[service_a]\nType = wifi\nName = a\nPassphrase = short\n""")));
        Assert.That((report.Outcome.Kind, report.Done, report.Failed), Is.EqualTo((OutcomeKind.Refused, 0L, 0L)));
        Assert.That(report.Broken.SelectMany(broken => broken.Story), Is.Empty);
    }

    static string OfText(string text) =>
        """{"deviceType":"grub-board","API_ENDPOINT":"https://api.acme.example","apiKey":"1","files":{"network/network.config":"TEXT"}}""".Replace("TEXT", text, StringComparison.Ordinal);

    static Task<ExplorationReport> ExploreAsync(
        string plan, Func<TreeSnapshotBuilder, TreeSnapshotBuilder> boot, Func<TreeSnapshotBuilder, TreeSnapshotBuilder>? data = null, Func<TreeSnapshotBuilder, TreeSnapshotBuilder>? state = null,
        bool onVfat = true) =>
        ExploredPlan.ExploreAsync(plan, change: file => (onVfat ? ExploredPlan.OnVfat : (Func<DeviceFile, DeviceFile>)(one => one))(With(With(With(file, "boot", boot), "data", data), "state", state)));

    static DeviceFile With(DeviceFile file, string partition, Func<TreeSnapshotBuilder, TreeSnapshotBuilder>? add)
    {
        if (add is null) return file;
        var former = file.State!.Partitions[partition];
        var builder = new TreeSnapshotBuilder();
        foreach (var (digest, content) in former.Tree.Contents) builder.Keep(digest, content);
        foreach (var entry in former.Tree.Manifest.Entries) builder.Add(entry);
        return file with { State = file.State with { Partitions = new Dictionary<string, PartitionSnapshot>(file.State.Partitions) { [partition] = former with { Tree = add(builder).Build() } } } };
    }
}
