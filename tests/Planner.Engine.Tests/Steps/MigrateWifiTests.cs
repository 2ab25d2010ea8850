using System.Text.Json.Nodes;
using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;
using static Planner.Engine.Tests.Steps.Wifi.WifiTrial;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>migrate-wifi</c>: where it finds networks, what it refuses, what it leaves alone.</summary>
public class MigrateWifiTests
{
    const string Fail = "\n- check: { that: { os.name: other-os } }";
    const string Home = "[service_home_wifi]\nType=wifi\nName=Home\nPassphrase=very secret\n";
    const string Usual = "[service_home_ethernet]\nType = ethernet\nNameservers = 8.8.8.8,8.8.4.4\n\n" + Home;

    [Test]
    public async Task Every_text_of_connman_and_every_file_of_WiFi_Connect()
    {
        var trial = await OfAsync(new JsonObject
        {
            ["network/settings"] = "[global]\nOfflineMode=false\n\n[WiFi]\nEnable=true\nTethering=false\n",
            [Entry] = Usual,
            ["network/ethernet.config"] = "[service_socket]\nType = ethernet\nIPv4 = 10.0.0.2/24/10.0.0.1\n",
            ["etc/motd"] = "hello\n[you]\n",
        });
        await trial.WithAsync(async device =>
        {
            await PutAsync(device, "data:/resin-data/1/network.config", Usual.Replace("=Home", "=Shed", StringComparison.Ordinal));
            await PutAsync(device, "data:/resin-data/22/network.config", "");
            await PutAsync(device, "data:/resin-data/22/deep/network.config", Home.Replace("=Home", "=Deep", StringComparison.Ordinal));
            await PutAsync(device, "data:/resin-data/333/network.config", "[service_home_wifi]\nType=wifi\nName=Cafe\n");
        });
        var seen = await SeenAsync(trial);
        var wireless = seen.Where(network => network.Value!["ssid"] is not null).OrderByDescending(network => network.Value!["priority"]!.GetValue<int>()).Select(network => (network.Key, network.Value!["ssid"]!.ToString()));
        Assert.That(wireless, Is.EqualTo(new[] { ("connman-home-wifi", Hex("Home")), ("wifi-connect-home-wifi", Hex("Shed")), ("wifi-connect-home-wifi-2", Hex("Cafe")) }));
        Assert.That(seen.Select(network => network.Key), Is.SupersetOf(new[] { "connman-home-ethernet", "connman-socket" }));
        Assert.That(seen, Has.Count.EqualTo(5), "the wired network that both tell alike is one");
        Assert.That(Told(trial), Has.Exactly(1).Items, "nothing was left out");
    }

    [Test]
    public async Task Files_are_for_root_alone_and_flushed()
    {
        var trial = await OfAsync(Home);
        await trial.RunToAsync(OutcomeKind.Done, 0);
        var file = trial.Device.World["boot"]!.Durable.Manifest["/system-connections/connman-home-wifi"];
        Assert.That(file?.Mode, Is.EqualTo(0b110_000_000));
    }

    [TestCase("{}")]
    [TestCase("""{"files":null}""")]
    [TestCase("""{"files":{}}""")]
    [TestCase("""{"files":{"network/network.config":""}}""")]
    [TestCase("""{"files":{"network/network.config":"[global]\nName=x\n"}}""")]
    public async Task A_device_without_networks_is_fine(string configuration)
    {
        var trial = await Trial.Of(Step.Replace("boot:/config.json", "data:/config.json", StringComparison.Ordinal)).WithAsync(device => PutAsync(device, "data:/config.json", configuration));
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That((Told(trial).Single(), (await KeyfilesAsync(trial)).Count), Is.EqualTo(("no network is known here", 0)));
    }

    [Test]
    public async Task A_device_without_a_configuration_is_fine_too()
    {
        var trial = Trial.Of("""- migrate-wifi: { to: "boot:/system-connections", from: "data:/config.json", wifi-connect: "data:/nowhere/*/network.config" }""");
        await trial.RunToAsync(OutcomeKind.Done, 0);
    }

    [TestCase("Name=a\nPassphrase=very secret", "Type is missing")]
    [TestCase("Type=gadget", "Type is neither wifi nor ethernet")]
    [TestCase("Type=wifi\nPassphrase=very secret", "neither Name nor SSID is there")]
    [TestCase("Type=wifi\nName=", "Name or SSID has not 1 to 32 bytes")]
    [TestCase("Type=wifi\nSSID=6", "SSID is not hexadecimal")]
    [TestCase("Type=wifi\nName=a\nPassphrase=secret", "Passphrase has not 8 to 63 characters")]
    [TestCase("Type=wifi\nName=a\nPassphrase=a\\xsecret", "Passphrase can not be read: after a backslash")]
    [TestCase("Type=wifi\nName=a\nPassphrase=a secret\\", "Passphrase can not be read: after a backslash")]
    [TestCase("Type=wifi\nName=a\nPassphrase=a secret\nSecurity=wep", "Passphrase is no WEP key")]
    [TestCase("Type=wifi\nName=a\nSecurity=psk", "Security asks for a Passphrase")]
    [TestCase("Type=ethernet\nIPv4=10.0.0.1", "IPv4 is not address/netmask/gateway")]
    [TestCase("Type=ethernet\nIPv4=10.0.0.1/255.0.255.0", "IPv4 is not address/netmask/gateway")]
    [TestCase("Type=ethernet\nIPv4=10.0.0.256/24", "IPv4 is not address/netmask/gateway")]
    [TestCase("Type=ethernet\nIPv6=fe80::1/129", "IPv6 is not address/netmask/gateway")]
    [TestCase("Type=ethernet\nNameservers=example.org", "Nameservers are no addresses")]
    [TestCase("Type=ethernet\nMAC=00:11", "MAC is no address")]
    [TestCase("Type=ethernet\nDeviceName=eth0/1", "DeviceName is no name")]
    [TestCase("Type=ethernet\nvery secret", "line 4 is not connman's")]
    public async Task A_network_that_can_not_be_migrated_is_refused_before_anything_changes(string text, string why)
    {
        var trial = await OfAsync($"\n[service_it]\n{text}\n");
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons.Single(), Does.Contain("it would lose a network").And.Contains(Entry).And.Contains(why));
        Assert.That(string.Join('\n', trial.Events.Select(one => one.ToString())) + outcome.Reasons.Single(), Does.Not.Contain("secret"));
        Assert.That(trial.Changes, Is.Empty);
    }

    [TestCase("""{"files":[]}""", "files in boot:/config.json is no object")]
    [TestCase("""{"files":{"network/network.config":7}}""", "network/network.config of boot:/config.json is no text")]
    [TestCase("""{"files":{"network/network.config":"\ud800"}}""", "network/network.config of boot:/config.json is no text")]
    [TestCase("""{"files":""", "read boot:/config.json: it is no JSON at line 1")]
    [TestCase("", "read boot:/config.json: it is empty")]
    public async Task A_configuration_that_can_not_be_read_is_refused(string configuration, string why)
    {
        var trial = await Trial.Of(Step).WithAsync(device => PutAsync(device, "boot:/config.json", configuration));
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons.Single(), Does.Contain(why));
    }

    [Test]
    public async Task Where_the_plan_says_so_it_is_left_out_and_told_in_log_events_and_output()
    {
        var trial = await OfAsync(Home + "[service_office]\nType=wifi\nName=Office\nEAP=fast\nPassphrase=top secret\n", Lenient + "  id: wifi\n- put: { file: \"data:/told\", content: \"${steps.wifi.networks} migrated, not ${steps.wifi.not-migrated}\" }");
        var seen = await SeenAsync(trial);
        Assert.That(seen.Select(network => network.Key), Is.EqualTo(new[] { "connman-home-wifi" }));
        const string What = "service_office in network/network.config of boot:/config.json: EAP is none of tls, ttls and peap";
        Assert.That(Told(trial), Has.Some.EqualTo($"not migrated: {What}"));
        Assert.That(await trial.ReadAsync("data:/told"), Is.EqualTo($"1 migrated, not {What}"));
        Assert.That(await trial.ReadAsync("data:/logs/test.log"), Does.Contain(What));
    }

    [TestCase("Timeservers = pool.example.org", "Timeservers has no counterpart")]
    [TestCase("Nonsense = very secret", "Nonsense has no counterpart")]
    [TestCase("IPv6.Privacy = maybe", "IPv6.Privacy is none of")]
    [TestCase("MAC = 00:11:22:33:44:55\nDeviceName = wlan0", "DeviceName does not count beside MAC")]
    [TestCase("Security = none", "Security does not count beside Passphrase")]
    [TestCase("IPv4 = off\nNameservers = 1.1.1.1", "Nameservers of a family that is off")]
    public async Task A_setting_that_can_not_be_migrated_is_told_and_the_network_comes(string text, string what)
    {
        var trial = await OfAsync(Home + text + "\n");
        Assert.That(await SeenAsync(trial), Has.Count.EqualTo(1));
        Assert.That(Told(trial), Has.Some.StartsWith($"not migrated: service_home_wifi in {Entry} of boot:/config.json: {what}"));
    }

    [Test]
    public async Task What_connman_was_told_of_whole_devices_is_told()
    {
        var trial = await OfAsync(new JsonObject { ["network/settings"] = "[WiFi]\nEnable=true\nTethering=true\n[Wired]\nEnable=false\n" });
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(Told(trial), Is.EqualTo(new[]
        {
            "no network is known here",
            "not migrated: WiFi in network/settings of boot:/config.json: Tethering has no counterpart",
            "not migrated: Wired in network/settings of boot:/config.json: Enable has no counterpart",
        }));
    }

    [Test]
    public async Task A_keyfile_of_the_owner_is_never_overwritten()
    {
        var trial = await OfAsync(Home);
        await trial.WithAsync(device => PutAsync(device, "boot:/system-connections/connman-home-wifi", "mine"));
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("boot:/system-connections/connman-home-wifi"), Is.EqualTo("mine"));
        Assert.That(await trial.ReadAsync("boot:/system-connections/connman-home-wifi-2"), Does.Contain("id=connman-home-wifi-2\n"));
    }

    [Test]
    public async Task File_names_are_safe_and_differ_however_networks_are_called()
    {
        var trial = await OfAsync("[service_../A b]\nType=wifi\nName=a\n[service_a-B]\nType=wifi\nName=b\n[service_ü]\nType=wifi\nName=c\n[service_" + new string('x', 300) + "]\nType=wifi\nName=d\n");
        Assert.That((await SeenAsync(trial)).Select(network => network.Key), Is.EqualTo(new[] { "connman-a-b", "connman-a-b-2", "connman-network", "connman-" + new string('x', 48) }));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Exactly_what_it_wrote_is_deleted_again(bool hasOwn)
    {
        var trial = await OfAsync(Usual, Step + Fail);
        if (hasOwn) await trial.WithAsync(device => PutAsync(device, "boot:/system-connections/mine", "mine"));
        trial.Stopper = happened =>
        {
            if (happened is StepEnded { Number: 5 }) Assert.That(trial.Precious, Has.Some.Contain("connman-home-wifi"));
        };
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task Files_that_are_right_already_are_not_written()
    {
        var first = await OfAsync(Usual);
        await first.RunToAsync(OutcomeKind.Done, 0);
        var files = await KeyfilesAsync(first);
        var second = await OfAsync(Usual);
        await second.WithAsync(async device =>
        {
            foreach (var (name, content) in files) await device.Files.WriteAsync(new("boot", $"/system-connections/{name}"), content, 420, default);
        });
        await second.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(second.Events, Has.Some.EqualTo(new StepEnded(5, StepResult.AlreadyDone)));
        Assert.That(await KeyfilesAsync(second), Has.Count.EqualTo(files.Count));
    }

    [Test]
    public async Task No_secret_is_in_anything_that_is_told_or_noted()
    {
        var trial = await OfAsync(Usual + "Timeservers=x\n" + "[service_e]\nType=wifi\nName=Nest\nEAP=peap\nIdentity=me\nPassphrase=very secret too\n");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        var told = string.Join('\n', trial.Events) + await trial.ReadAsync("data:/logs/test.log") + await trial.ReadAsync("state:/planner/journal") + await trial.ReadAsync("state:/planner/status.json");
        Assert.That(told, Does.Contain("migrate-wifi").And.Not.Contains("secret").And.Not.Contains("Nest"));
    }
}
