using System.Security.Cryptography;
using System.Text;

namespace Planner.Engine.Steps;

/// <summary>Writes networks as NetworkManager's keyfiles (nm-settings-keyfile(5)), in words that its oldest version on the new OS knows too.</summary>
static class Keyfile
{
    /// <summary>The file of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="id">Its id, which is the file's name too.</param>
    /// <param name="priority">Which wireless network is taken first when several can be: the one with the highest.</param>
    internal static byte[] Write(Network network, string id, int priority)
    {
        var text = new KeyfileText();
        text.Section("connection").Text("id", id).Plain("uuid", UuidOf(network, id)).Plain("type", network.Wireless is null ? "ethernet" : "wifi").Text("interface-name", network.DeviceName);
        if (network.Wireless is { } wireless)
        {
            text.Plain("autoconnect-priority", $"{priority}");
            AddWireless(text, wireless, network.Mac);
        }
        else
        {
            // A device with several sockets has used one section for all of them; a fixed address can only be one's own.
            if (network is { V4.Method: not AddressMethod.Static, V6.Method: not AddressMethod.Static, Mac: null, DeviceName: null }) text.Plain("multi-connect", "3");
            text.Section("ethernet").Plain("mac-address", network.Mac);
        }

        AddV4(text, network);
        AddV6(text, network);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static void AddWireless(KeyfileText text, Wireless wireless, string? mac)
    {
        text.Section("wifi").Ssid("ssid", wireless.Ssid).Plain("mode", "infrastructure").Plain("hidden", wireless.Hidden ? "true" : null).Plain("mac-address", mac);
        switch (wireless.Security)
        {
            case WirelessSecurity.Psk:
                text.Section("wifi-security").Plain("key-mgmt", "wpa-psk").Text("psk", wireless.Key);
                break;
            case WirelessSecurity.Wep:
                text.Section("wifi-security").Plain("key-mgmt", "none").Text("wep-key0", wireless.Key).Plain("wep-key-type", "1");
                break;
            case WirelessSecurity.Enterprise:
                text.Section("wifi-security").Plain("key-mgmt", "wpa-eap").Section("802-1x");
                foreach (var (key, value) in wireless.Enterprise!.Settings) text.Text(key, value);
                foreach (var (key, content) in wireless.Enterprise.Contents) text.Plain(key, $"data:;base64,{Convert.ToBase64String(content)}");
                break;
            default:
                break;
        }
    }

    static void AddV4(KeyfileText text, Network network)
    {
        var (ip, servers) = (network.V4, network.Nameservers.Where(AddressText.IsV4));
        text.Section("ipv4").Plain("method", ip.Method switch { AddressMethod.Off => "disabled", AddressMethod.Static => "manual", _ => "auto" });
        AddAddress(text, ip);
        if (ip.Method == AddressMethod.Off) return;
        text.List("dns", servers).List("dns-search", network.SearchDomains).Plain("ignore-auto-dns", network.Nameservers.Length > 0 ? "true" : null);
    }

    static void AddV6(KeyfileText text, Network network)
    {
        var (ip, servers) = (network.V6, network.Nameservers.Where(server => !AddressText.IsV4(server)));
        // 'disabled' is the better word, but NetworkManager below 1.20 refuses a file with it.
        text.Section("ipv6").Plain("method", ip.Method switch { AddressMethod.Off => "ignore", AddressMethod.Static => "manual", _ => "auto" });
        AddAddress(text, ip);
        if (ip.Method == AddressMethod.Off) return;
        // As the kernel makes addresses by itself: the device keeps the one that it had.
        text.Plain("addr-gen-mode", "eui64").Plain("ip6-privacy", network.Privacy is { } privacy ? $"{privacy}" : null);
        text.List("dns", servers).List("dns-search", network.V4.Method == AddressMethod.Off ? network.SearchDomains : []).Plain("ignore-auto-dns", network.Nameservers.Length > 0 ? "true" : null);
    }

    static void AddAddress(KeyfileText text, Addressing ip)
    {
        if (ip.Method == AddressMethod.Static) text.Plain("address1", $"{ip.Address}/{ip.Prefix}{(ip.Gateway is null ? "" : $",{ip.Gateway}")}");
    }

    static string UuidOf(Network network, string id)
    {
        var hash = SHA256.HashData([.. Encoding.UTF8.GetBytes($"network/{id}/"), .. network.Wireless?.Ssid ?? []]);
        // Version 8 of RFC 9562: a UUID of one's own making.
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString();
    }
}
