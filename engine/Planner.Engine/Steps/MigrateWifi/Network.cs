using System.Collections.Immutable;

namespace Planner.Engine.Steps;

/// <summary>A network of the device's owner, as connman knew it and NetworkManager gets it.</summary>
/// <param name="Name">What connman's section calls it, without the prefix.</param>
/// <param name="Source">The first part of its file's name: where it comes from.</param>
sealed record Network(string Name, string Source)
{
    /// <summary>Wireless settings; null for a wired network.</summary>
    internal Wireless? Wireless { get; init; }

    /// <summary>IPv4.</summary>
    internal Addressing V4 { get; init; } = Addressing.Automatic;

    /// <summary>IPv6.</summary>
    internal Addressing V6 { get; init; } = Addressing.Automatic;

    /// <summary>NetworkManager's number for IPv6 privacy extensions, or null where nothing was said.</summary>
    internal int? Privacy { get; init; }

    /// <summary>Name servers, in the place of those that the network tells.</summary>
    internal ImmutableArray<string> Nameservers { get; init; } = [];

    /// <summary>Domains that names are looked for in.</summary>
    internal ImmutableArray<string> SearchDomains { get; init; } = [];

    /// <summary>The device that it is for by its address, or null.</summary>
    internal string? Mac { get; init; }

    /// <summary>The device that it is for by its name, or null.</summary>
    internal string? DeviceName { get; init; }
}

/// <summary>What is wireless about a network.</summary>
/// <param name="Ssid">Its name: 1 to 32 bytes of any kind.</param>
/// <param name="Hidden">Whether it does not tell its name.</param>
/// <param name="Security">How it is secured.</param>
/// <param name="Key">Passphrase or key; null for open networks and those of companies.</param>
/// <param name="Enterprise">Who the device is there, or null.</param>
sealed record Wireless(ImmutableArray<byte> Ssid, bool Hidden, WirelessSecurity Security, string? Key, Enterprise? Enterprise);

/// <summary>How a wireless network is secured.</summary>
enum WirelessSecurity
{
    /// <summary>Not at all.</summary>
    Open,

    /// <summary>By an old key of 5, 10, 13 or 26 characters.</summary>
    Wep,

    /// <summary>By a passphrase or by a key of 64 digits.</summary>
    Psk,

    /// <summary>By a server that knows the device: IEEE 802.1X.</summary>
    Enterprise,
}

/// <summary>Who a device is in a network of IEEE 802.1X.</summary>
/// <param name="Settings">NetworkManager's properties of the section <c>802-1x</c> and their values, in their order.</param>
/// <param name="Certificates">Its properties that are certificates and keys, with the path of each on the old OS.</param>
sealed record Enterprise(ImmutableArray<(string Key, string Value)> Settings, ImmutableArray<(string Key, string Path)> Certificates)
{
    /// <summary>The content of every certificate and key by its property: the new OS does not have the old one's files.</summary>
    internal ImmutableArray<(string Key, byte[] Content)> Contents { get; init; } = [];
}

/// <summary>How a network gives addresses of one family.</summary>
/// <param name="Method">In which way.</param>
/// <param name="Address">The address, or null.</param>
/// <param name="Prefix">Bits of the network's part.</param>
/// <param name="Gateway">The gateway, or null.</param>
sealed record Addressing(AddressMethod Method, string? Address = null, int Prefix = 0, string? Gateway = null)
{
    /// <summary>By the network.</summary>
    internal static Addressing Automatic { get; } = new(AddressMethod.Automatic);
}

/// <summary>Ways to get an address.</summary>
enum AddressMethod
{
    /// <summary>From the network.</summary>
    Automatic,

    /// <summary>None.</summary>
    Off,

    /// <summary>Always the same.</summary>
    Static,
}
