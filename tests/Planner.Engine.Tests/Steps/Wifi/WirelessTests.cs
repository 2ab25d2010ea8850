using System.Text.Json.Nodes;
using static Planner.Engine.Tests.Steps.Wifi.WifiTrial;

namespace Planner.Engine.Tests.Steps.Wifi;

/// <summary>Wireless networks, as NetworkManager sees what <c>migrate-wifi</c> wrote.</summary>
public class WirelessTests
{
    [Test]
    public async Task A_hidden_network_with_a_passphrase()
    {
        var seen = await SeenAsync("[service_home_wifi]\nType = wifi\nName = Lake View\nPassphrase = it is deep\nHidden = true\n");
        Assert.That((Of(seen, "ssid"), Of(seen, "key-mgmt"), Of(seen, "psk"), Of(seen, "hidden"), Of(seen, "mode")), Is.EqualTo((Hex("Lake View"), "wpa-psk", "it is deep", "true", "infrastructure")));
        Assert.That((Of(seen, "id"), Of(seen, "type"), Of(seen, "device")), Is.EqualTo(("connman-home-wifi", "802-11-wireless", "")));
    }

    [TestCase("")]
    [TestCase("Passphrase =\n")]
    [TestCase("Security = none\n")]
    [TestCase("Passphrase =\r\nSecurity=none\r\n")]
    public async Task An_open_network(string more)
    {
        var seen = await SeenAsync($"[service_cafe]\nType=wifi\nName=Cafe\n{more}");
        Assert.That((Of(seen, "ssid"), seen.ContainsKey("key-mgmt"), Of(seen, "hidden")), Is.EqualTo((Hex("Cafe"), false, "false")));
    }

    [Test]
    public async Task A_key_of_64_digits()
    {
        var key = string.Concat(Enumerable.Repeat("0123456789abcdeF", 4));
        Assert.That(Of(await SeenAsync($"[service_a]\nType=wifi\nName=a\nPassphrase={key}\n"), "psk"), Is.EqualTo(key));
    }

    [TestCase("abcde")]
    [TestCase("0123456789abcdef0123456789")]
    public async Task An_old_key(string key)
    {
        var seen = await SeenAsync($"[service_a]\nType=wifi\nName=a\nSecurity=wep\nPassphrase={key}\n");
        Assert.That((Of(seen, "key-mgmt"), Of(seen, "wep-key0")), Is.EqualTo(("none", key)));
    }

    [TestCase(@"quo""ted and it's;#=[x]", @"quo""ted and it's;#=[x]")]
    [TestCase(@"\s\stwo at each end  ", "  two at each end  ")]
    [TestCase(@"back\\slash\\", @"back\slash\")]
    [TestCase(@"a\ttab\tand more\s", "a\ttab\tand more ")]
    [TestCase("zwölf Boxkämpfer 🥊", "zwölf Boxkämpfer 🥊")]
    [TestCase("12345678", "12345678")]
    public async Task A_passphrase_of_any_characters(string written, string meant) =>
        Assert.That(Of(await SeenAsync($"[service_a]\nType = wifi\nName = a\nPassphrase =   {written}\n"), "psk"), Is.EqualTo(meant));

    [TestCase("Name = 12;34;", "12;34;")]
    [TestCase("Name = 1234", "1234")]
    [TestCase(@"Name = \s front and end   ", "  front and end")]
    [TestCase(@"Name = ""a\\b"" 'c'", @"""a\b"" 'c'")]
    [TestCase("Name = Café 🦆", "Café 🦆")]
    [TestCase("Name = not this\nSSID = 612062", "a b")]
    [TestCase("SSID = 2d", "-")]
    public async Task A_name_of_any_characters(string written, string meant) =>
        Assert.That(Of(await SeenAsync($"[service_a]\nType = wifi\n{written}\n"), "ssid"), Is.EqualTo(Hex(meant)));

    [Test]
    public async Task A_name_that_is_no_text() =>
        Assert.That(Of(await SeenAsync("[service_a]\nType = wifi\nSSID = 00ff0A20c328\n"), "ssid"), Is.EqualTo("00ff0a20c328"));

    [Test]
    public async Task Several_networks_are_preferred_in_their_order()
    {
        var trial = await OfAsync("[service_b]\nType=wifi\nName=first\n[global]\nName=not a network\n[service_a]\nType=wifi\nName=second\nPassphrase=long enough\n[service_c]\nType=wifi\nName=third\n");
        var seen = await SeenAsync(trial);
        var order = seen.Select(network => network.Value!.AsObject()).OrderByDescending(network => network["priority"]!.GetValue<int>()).Select(network => Of(network, "ssid"));
        Assert.That(order, Is.EqualTo(new[] { Hex("first"), Hex("second"), Hex("third") }));
        Assert.That(seen.Select(network => Of(network.Value!.AsObject(), "uuid")), Is.Unique);
    }

    [Test]
    public async Task One_for_a_single_device()
    {
        var seen = await SeenAsync("[service_a]\nType=wifi\nName=a\nMAC=00:11:22:aa:bb:cc\n");
        Assert.That(Of(seen, "mac"), Is.EqualTo("00:11:22:AA:BB:CC"));
        Assert.That(Of(await SeenAsync("[service_a]\nType=wifi\nName=a\nDeviceName=wlan1\n"), "device"), Is.EqualTo("wlan1"));
    }

    [Test]
    public async Task Nmcli_takes_a_keyfile_as_it_is()
    {
        var trial = await OfAsync("[service_a]\nType=wifi\nName=a b\nPassphrase=it's \"deep\"\nIPv4=192.168.1.9/24/192.168.1.1\n");
        await trial.RunToAsync(Engine.Execution.OutcomeKind.Done, 0);
        var written = await NetworkManagerView.ThroughNmcliAsync((await KeyfilesAsync(trial)).Single().Value);
        Assert.That(written.Split('\n'), Is.SupersetOf(new[] { "id=connman-a", "ssid=a b", "psk=it's \"deep\"", "address1=192.168.1.9/24,192.168.1.1" }));
    }

    static string Of(JsonObject seen, string name) => seen[name]?.ToString() ?? "";
}
