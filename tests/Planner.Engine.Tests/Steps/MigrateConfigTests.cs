using System.Text;
using Planner.Engine.Devices;
using Planner.Engine.Execution;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Steps;

/// <summary>The step kind <c>migrate-config</c>.</summary>
public class MigrateConfigTests
{
    const string Fail = "\n- check: { that: { os.name: other-os } }";

    /// <summary>The migration of config.json that 1.x updates make: brought to the boot partition, endpoints of the maker only where there are none.</summary>
    const string Endpoints = """
        - migrate-config:
            to: boot:/config.json
            from: [boot:/config.json, state:/config.json, data:/config.json]
            rename: { API_ENDPOINT: apiEndpoint }
            remove: pubnubSubscribeKey
            set: { vpnPort: "443" }
            default: { apiEndpoint: "https://api.example.org", vpnEndpoint: vpn.example.org, listenPort: 48484, persistentLogging: false, origin: "from ${os.version}" }
        """;

    static readonly PartitionPath Boot = new("boot", "/config.json");

    [Test]
    public async Task Keeps_what_it_does_not_name_with_its_order_and_form()
    {
        var trial = await OfAsync(Endpoints, """
            {
              "zeta": {"b": [1.50, "ü <&> \u00fc"], "a": null},
              "API_ENDPOINT": "https://api.acme.example",
              "deviceType": "grub-board",
              "vpnPort": 1194,
              "pubnubSubscribeKey": "demo",
              "vpnEndpoint": "vpn.acme.example"
            }

            """);
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("boot:/config.json"), Is.EqualTo("""
            {
              "zeta": {
                "b": [
                  1.50,
                  "ü <&> ü"
                ],
                "a": null
              },
              "apiEndpoint": "https://api.acme.example",
              "deviceType": "grub-board",
              "vpnPort": "443",
              "vpnEndpoint": "vpn.acme.example",
              "listenPort": 48484,
              "persistentLogging": false,
              "origin": "from 2.0.0+rev1"
            }

            """));
    }

    [Test]
    public async Task One_that_the_boot_partition_lacks_comes_from_the_first_place_that_has_it()
    {
        var trial = await Trial.Of("""- migrate-config: { to: "boot:/new.json", from: ["boot:/new.json", "state:/config.json", "data:/config.json"], default: { listenPort: 48484 } }""").WithAsync(async device =>
        {
            await device.Files.WriteAsync(new("state", "/config.json"), """{"from":"state"}"""u8.ToArray(), 0b110_000_000, default);
            await device.Files.WriteAsync(new("data", "/config.json"), """{"from":"data"}"""u8.ToArray(), 420, default);
        });
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("boot:/new.json"), Is.EqualTo("""{"from":"state","listenPort":48484}"""));
        Assert.That((await trial.Device.Files.StatAsync(new("boot", "/new.json"), default))!.Mode, Is.EqualTo(0b110_000_000), "it holds keys: who may not read the one does not read the other");
    }

    [Test]
    public async Task A_partition_that_some_devices_lack_is_passed_over()
    {
        var optional = Trial.WithSupervisor with { Partitions = new Dictionary<string, Partition>(Trial.WithSupervisor.Partitions) { ["conf"] = new("c-conf", "ext4", 1 << 20, null, true) } };
        var trial = Trial.Of("""- migrate-config: { to: "boot:/config.json", from: ["conf:/config.json", "boot:/config.json"], set: { a: 1 } }""", layout: optional);
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(await trial.ReadAsync("boot:/config.json"), Does.EndWith(""","a":1}"""));
    }

    [TestCase("", "it is empty")]
    [TestCase(" \n\t\0\0", "it is empty")]
    [TestCase("[1]", "it is no JSON object")]
    [TestCase("null", "it is no JSON object")]
    [TestCase("{\"apiKey\":\"very secret\",\n\"uuid\":}", "it is no JSON at line 2, byte 8")]
    [TestCase("{\"apiKey\":\"very secret\"", "it is no JSON at line 1")]
    [TestCase("{\"apiKey\":\"very secret\",\"apiKey\":\"1\"}", "it is no JSON")]
    public async Task A_damaged_one_is_refused_with_its_place_before_anything_changes(string text, string why)
    {
        var trial = await Trial.Of("""- migrate-config: { to: "boot:/migrated.json", from: "data:/config.json", set: { a: 1 } }""").WithAsync(device => device.Files.WriteAsync(new("data", "/config.json"), Encoding.UTF8.GetBytes(text), 420, default));
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons.Single(), Does.StartWith($"step 5 migrate-config: read data:/config.json: {why}"));
        Assert.That(string.Join('\n', trial.Events), Does.Not.Contain("secret"));
        Assert.That(trial.Changes, Is.Empty);
    }

    [Test]
    public async Task A_device_that_has_none_is_refused_with_the_places()
    {
        var outcome = await Trial.Of("""- migrate-config: { to: "boot:/a.json", from: ["boot:/a.json", "data:/b.json"], set: { a: 1 } }""").RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons.Single(), Does.Contain("boot:/a.json or data:/b.json: there is no such file"));
    }

    [Test]
    public async Task The_former_file_comes_back()
    {
        var trial = await OfAsync(Endpoints + Fail, """{"deviceType":"grub-board","API_ENDPOINT":"https://api.acme.example"}""");
        trial.Stopper = happened =>
        {
            if (happened is StepEnded { Number: 5 }) Assert.That(trial.Precious, Has.Exactly(1).StartsWith("boot:/config.json"));
        };
        await trial.RunToAsync(OutcomeKind.Failed, 1);
        Assert.That(trial.Precious, Is.Empty);
    }

    [Test]
    public async Task One_that_is_right_already_is_not_written()
    {
        const string Right = """{ "deviceType": "grub-board",   "apiEndpoint":"https://api.acme.example", "listenPort":1 , "persistentLogging": true, "vpnPort":"443","vpnEndpoint":"","origin":"" }""";
        var trial = await OfAsync(Endpoints, Right);
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(trial.Events, Has.Some.EqualTo(new StepEnded(5, StepResult.AlreadyDone)));
        Assert.That(trial.Device.Trace.Count(call => call.Call == "files.rename" && call.Path == "/config.json"), Is.Zero);
    }

    [Test]
    public async Task The_log_tells_what_changed_by_name_alone()
    {
        var trial = await OfAsync(Endpoints, """{"deviceType":"grub-board","API_ENDPOINT":"https://api.acme.example","pubnubSubscribeKey":"very secret"}""");
        await trial.RunToAsync(OutcomeKind.Done, 0);
        var told = trial.Events.OfType<StepProgress>().Single(step => step.Number == 5).Text;
        Assert.That(told, Is.EqualTo("from boot:/config.json: API_ENDPOINT is apiEndpoint, pubnubSubscribeKey is removed, vpnPort is set, vpnEndpoint was missing, listenPort was missing, persistentLogging was missing, origin was missing"));
    }

    [Test]
    public async Task A_file_that_a_cut_took_away_is_made_again_of_what_was_saved()
    {
        var trial = await OfAsync("""- migrate-config: { to: "boot:/config.json", default: { listenPort: 48484 } }""", """{"deviceType":"grub-board","uuid":"1"}""");
        var cut = false;
        trial.Through = device => new FailingDevice(device, call =>
        {
            if (cut || call != "Files.Rename boot:/config.json.planner-new boot:/config.json") return;
            cut = true;
            trial.Device.Files.DeleteAsync(Boot, default).AsTask().Wait();
            throw new DeviceException(DeviceFault.Failed, call, "cut");
        });
        await trial.RunToAsync(OutcomeKind.Done, 0);
        Assert.That(cut, Is.True);
        Assert.That(await trial.ReadAsync("boot:/config.json"), Is.EqualTo("""{"deviceType":"grub-board","uuid":"1","listenPort":48484}"""));
    }

    static Task<Trial> OfAsync(string steps, string config) => Trial.Of(steps).WithAsync(device => device.Files.WriteAsync(Boot, Encoding.UTF8.GetBytes(config), 420, default));
}
