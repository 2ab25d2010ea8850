using System.Collections.Immutable;

namespace Planner.Engine.Steps;

/// <summary>Makes networks of connman's sections, by the rules of its own config-format.txt and of its reader.</summary>
/// <param name="section">The section.</param>
/// <param name="where">The section and its file, for people.</param>
/// <param name="findings">Gets what can not be migrated.</param>
sealed class NetworkReader(ConnmanSection section, string where, ICollection<WifiFinding> findings)
{
    static readonly IReadOnlyList<string> EveryNetwork = ["Type", "Name", "MAC", "DeviceName", "IPv4", "IPv6", "IPv6.Privacy", "Nameservers", "SearchDomains", "Domain"];
    static readonly IReadOnlyList<string> EveryWireless = ["SSID", "Hidden", "Security", "Passphrase"];

    /// <summary>The network, or null when it can not be migrated: then a finding says why.</summary>
    internal Network? Read(string source)
    {
        try
        {
            var name = section.Name[ConnmanText.ServicePrefix.Length..];
            if (name.Length == 0) throw new LostNetworkException("the section has no name");
            var network = (Text("Type") ?? throw new LostNetworkException("Type is missing")) switch
            {
                "ethernet" => new Network(name, source),
                "wifi" => new Network(name, source) { Wireless = Wireless() },
                _ => throw new LostNetworkException("Type is neither wifi nor ethernet"),
            };
            network = WithAddresses(network);
            var known = network.Wireless is null ? EveryNetwork : [.. EveryNetwork, .. EveryWireless, .. network.Wireless.Enterprise is null ? [] : EnterpriseReader.Keys];
            foreach (var key in section.Values.Keys.Where(key => !known.Contains(key))) Note($"{key} has no counterpart");
            return network;
        }
        catch (LostNetworkException e)
        {
            findings.Add(new WifiFinding($"{where}: {e.Message}", true));
            return null;
        }
    }

    Network WithAddresses(Network network)
    {
        var (mac, device) = (Text("MAC"), Text("DeviceName"));
        if (mac is not null && !AddressText.IsMac(mac)) throw new LostNetworkException("MAC is no address of a device");
        if (device is not null && (device.Length is 0 or > 15 || device.Any(one => one is <= ' ' or '/' or '\x7f'))) throw new LostNetworkException("DeviceName is no name of a device");
        if (mac is not null && device is not null) Note("DeviceName does not count beside MAC");
        var (v4, v6) = (AddressText.V4(Text("IPv4")), AddressText.V6(Text("IPv6")));
        var nameservers = List("Nameservers");
        if (nameservers.Any(server => !AddressText.IsAddress(server))) throw new LostNetworkException("Nameservers are no addresses");
        if ((v4.Method == AddressMethod.Off && nameservers.Any(AddressText.IsV4)) || (v6.Method == AddressMethod.Off && !nameservers.All(AddressText.IsV4))) Note("Nameservers of a family that is off have no place");
        return network with
        {
            V4 = v4,
            V6 = v6,
            Privacy = Privacy(Text("IPv6.Privacy")),
            Nameservers = nameservers,
            SearchDomains = [.. Text("Domain") is { Length: > 0 } domain ? [domain] : Array.Empty<string>(), .. List("SearchDomains")],
            Mac = mac,
            DeviceName = mac is null ? device : null,
        };
    }

    Wireless Wireless()
    {
        var ssid = Ssid();
        if (ssid.Length is 0 or > 32) throw new LostNetworkException("Name or SSID has not 1 to 32 bytes");
        var (security, passphrase) = (Text("Security"), Text("Passphrase", keepsEnd: true));
        var hidden = section.Flag("Hidden");
        if (Text("EAP") is { Length: > 0 } eap)
        {
            if (security is not null and not "ieee8021x") Note("Security does not count beside EAP");
            return new Wireless(ssid, hidden, WirelessSecurity.Enterprise, null, new EnterpriseReader(key => Text(key), key => Text(key, keepsEnd: true), Note).Read(eap));
        }

        if (passphrase is not { Length: > 0 })
        {
            if (security is not null and not "none") throw new LostNetworkException("Security asks for a Passphrase, and there is none");
            return new Wireless(ssid, hidden, WirelessSecurity.Open, null, null);
        }

        if (security is "wep") return new Wireless(ssid, hidden, WirelessSecurity.Wep, WirelessKey.IsWep(passphrase) ? passphrase : throw new LostNetworkException("Passphrase is no WEP key"), null);
        if (security is not null and not "psk") Note("Security does not count beside Passphrase");
        return new Wireless(ssid, hidden, WirelessSecurity.Psk, WirelessKey.IsPsk(passphrase) ? passphrase : throw new LostNetworkException("Passphrase has not 8 to 63 characters, nor is it a key of 64 digits"), null);
    }

    ImmutableArray<byte> Ssid()
    {
        if (Text("SSID") is not { } digits) return [.. Read(() => section.Bytes("Name"), "Name") ?? throw new LostNetworkException("neither Name nor SSID is there")];
        try
        {
            return [.. Convert.FromHexString(digits)];
        }
        catch (FormatException)
        {
            throw new LostNetworkException("SSID is not hexadecimal");
        }
    }

    int? Privacy(string? value)
    {
        int? number = value switch { "disabled" => 0, "enabled" => 1, "preferred" or "prefered" => 2, _ => null };
        if (value is not null && number is null) Note("IPv6.Privacy is none of disabled, enabled and preferred");
        return number;
    }

    ImmutableArray<string> List(string key) => [.. (Text(key) ?? "").Split(',').Select(item => item.Trim(ConnmanSection.Spaces)).Where(item => item.Length > 0)];

    string? Text(string key, bool keepsEnd = false)
    {
        var text = Read(() => section.Text(key, keepsEnd), key);
        if (text is not null && text.Contains('\0', StringComparison.Ordinal)) throw new LostNetworkException($"{key} holds a zero byte");
        return text;
    }

    static T? Read<T>(Func<T?> read, string key) where T : class
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw new LostNetworkException($"{key} can not be read: {e.Message}");
        }
    }

    void Note(string what) => findings.Add(new WifiFinding($"{where}: {what}", false));
}
