using System.Text.Json.Nodes;
using static Planner.Engine.Tests.Steps.Wifi.WifiTrial;

namespace Planner.Engine.Tests.Steps.Wifi;

/// <summary>Addresses and name servers, as NetworkManager sees what <c>migrate-wifi</c> wrote.</summary>
public class AddressTests
{
    const string Automatic = """{"method":"auto","addresses":[],"gateway":null,"dns":[],"search":[],"ignore-auto-dns":false}""";

    [TestCase("192.168.1.9/255.255.255.0/192.168.1.1", "192.168.1.9/24", "\"192.168.1.1\"")]
    [TestCase("192.168.1.9/25/192.168.1.1", "192.168.1.9/25", "\"192.168.1.1\"")]
    [TestCase("10.0.0.7/255.0.0.0", "10.0.0.7/8", "null")]
    [TestCase("10.0.0.7/255.255.255.255/", "10.0.0.7/32", "null")]
    public async Task A_fixed_address(string written, string address, string gateway)
    {
        var seen = await WiredAsync($"IPv4 = {written}\nNameservers = 192.168.1.2 , 1.1.1.1\nDomain = lan\nSearchDomains = a.example, b.example");
        Assert.That(seen["v4"]!.ToJsonString(), Is.EqualTo($$"""{"method":"manual","addresses":["{{address}}"],"gateway":{{gateway}},"dns":["192.168.1.2","1.1.1.1"],"search":["lan","a.example","b.example"],"ignore-auto-dns":true}"""));
        Assert.That(seen["multiple"]!.GetValue<int>(), Is.Zero, "two devices can not have it");
    }

    [Test]
    public async Task A_fixed_address_of_IPv6()
    {
        var seen = await WiredAsync("IPv6 = 2001:db8::7/64/2001:db8::1\nIPv4=off\nNameservers = 2001:db8::53\nSearchDomains=example.org");
        Assert.That(seen["v6"]!.ToJsonString(), Is.EqualTo("""{"method":"manual","addresses":["2001:db8::7/64"],"gateway":"2001:db8::1","dns":["2001:db8::53"],"search":["example.org"],"ignore-auto-dns":true}"""));
        Assert.That(seen["v4"]!["method"]!.ToString(), Is.EqualTo("disabled"));
    }

    [TestCase("")]
    [TestCase("IPv4 = dhcp\nIPv6 = auto")]
    public async Task Addresses_of_the_network(string text)
    {
        var seen = await WiredAsync(text);
        Assert.That((seen["v4"]!.ToJsonString(), seen["v6"]!.ToJsonString()), Is.EqualTo((Automatic, Automatic)));
        Assert.That((seen["multiple"]!.GetValue<int>(), seen["addr-gen-mode"]!.GetValue<int>()), Is.EqualTo((3, 0)), "every socket of the device, with the address that it had");
    }

    [Test]
    public async Task Name_servers_in_the_place_of_those_that_the_network_tells()
    {
        var seen = await WiredAsync("Nameservers = 8.8.8.8,2001:4860:4860::8888");
        Assert.That(seen["v4"]!.ToJsonString(), Is.EqualTo("""{"method":"auto","addresses":[],"gateway":null,"dns":["8.8.8.8"],"search":[],"ignore-auto-dns":true}"""));
        Assert.That(seen["v6"]!.ToJsonString(), Is.EqualTo("""{"method":"auto","addresses":[],"gateway":null,"dns":["2001:4860:4860::8888"],"search":[],"ignore-auto-dns":true}"""));
    }

    [TestCase("off", "ignore")]
    [TestCase("OFF", "ignore")]
    public async Task No_IPv6(string written, string method) => Assert.That((await WiredAsync($"IPv6 = {written}"))["v6"]!["method"]!.ToString(), Is.EqualTo(method));

    [TestCase("disabled", 0)]
    [TestCase("enabled", 1)]
    [TestCase("preferred", 2)]
    public async Task Privacy(string written, int number) => Assert.That((await WiredAsync($"IPv6.Privacy = {written}"))["privacy"]!.GetValue<int>(), Is.EqualTo(number));

    static Task<JsonObject> WiredAsync(string text) => SeenAsync($"[service_home_ethernet]\nType = ethernet\n{text}\n");
}
