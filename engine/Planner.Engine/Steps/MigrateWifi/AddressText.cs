using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Planner.Engine.Steps;

/// <summary>Addresses as connman's text has them: <c>address/netmask/gateway</c>, or a word.</summary>
static partial class AddressText
{
    /// <summary>IPv4: <c>off</c>, <c>dhcp</c>, <c>auto</c>, or an address with a netmask or prefix; nothing is <c>dhcp</c>.</summary>
    internal static Addressing V4(string? text) => Word(text) ?? Parts(text!, "IPv4", IsV4, PrefixV4);

    /// <summary>IPv6: <c>off</c>, <c>auto</c>, <c>dhcp</c>, or an address with a prefix; nothing is <c>auto</c>.</summary>
    internal static Addressing V6(string? text) => Word(text) ?? Parts(text!, "IPv6", IsV6, mask => Number(mask, 128));

    /// <summary>Whether a text is an address.</summary>
    internal static bool IsAddress(string text) => IsV4(text) || IsV6(text);

    /// <summary>Whether a text is an IPv4 address, all four numbers written out.</summary>
    internal static bool IsV4(string text) => V4Form().IsMatch(text) && IPAddress.TryParse(text, out _);

    /// <summary>Whether a text is the address of a network device.</summary>
    internal static bool IsMac(string text) => MacForm().IsMatch(text);

    static bool IsV6(string text) => text.All(one => char.IsAsciiHexDigit(one) || one is ':' or '.') && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    static Addressing? Word(string? text) => text?.ToLowerInvariant() switch
    {
        null or "dhcp" or "auto" => Addressing.Automatic,
        "off" => new Addressing(AddressMethod.Off),
        _ => null,
    };

    static Addressing Parts(string text, string key, Func<string, bool> isAddress, Func<string, int?> prefixOf)
    {
        var parts = text.Split('/');
        var gateway = parts.Length > 2 && parts[2].Length > 0 ? parts[2] : null;
        if (parts.Length is < 2 or > 3 || !isAddress(parts[0]) || (gateway is not null && !isAddress(gateway)) || prefixOf(parts[1]) is not { } prefix)
            throw new LostNetworkException($"{key} is not address/netmask/gateway");
        return new Addressing(AddressMethod.Static, parts[0], prefix, gateway);
    }

    static int? PrefixV4(string mask)
    {
        if (!IsV4(mask)) return Number(mask, 32);
        var bits = BinaryPrimitives.ReadUInt32BigEndian(IPAddress.Parse(mask).GetAddressBytes());
        var prefix = BitOperations.LeadingZeroCount(~bits);
        return prefix == 32 || (prefix > 0 && bits << prefix == 0) ? prefix : null;
    }

    static int? Number(string text, int most) => int.TryParse(text, System.Globalization.NumberStyles.None, null, out var number) && number > 0 && number <= most ? number : null;

    [GeneratedRegex(@"^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\.(?!\z)|\z)){4}\z")]
    private static partial Regex V4Form();

    [GeneratedRegex(@"^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}\z")]
    private static partial Regex MacForm();
}
