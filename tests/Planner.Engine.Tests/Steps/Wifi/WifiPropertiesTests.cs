using System.Text;
using CsCheck;
using static Planner.Engine.Tests.Steps.Wifi.WifiTrial;

namespace Planner.Engine.Tests.Steps.Wifi;

/// <summary>Any name and any passphrase come through: connman's text, keyfile, NetworkManager.</summary>
public class WifiPropertiesTests
{
    const int Networks = 60;

    static readonly Gen<string> Characters = Gen.OneOf(
        Gen.Char[' ', '~'].Select(one => one.ToString()), One("\\", "\"", "'", ";", " ", "#", "=", "[", "]", "\t", "ä", "é", "日", "🦆", "$", "`", ","));

    static readonly Gen<string> Passphrases = Characters.Array[8, 63].Select(string.Concat).Where(text => Encoding.UTF8.GetByteCount(text) is >= 8 and <= 63);

    static readonly Gen<(byte[] Name, bool AsText)> Names = Gen.OneOf(
        Gen.Byte.Array[1, 32].Select(bytes => (bytes, false)),
        One((byte)'0', (byte)';', (byte)'9').Array[1, 32].Select(bytes => (bytes, true)),
        Characters.Array[1, 32].Select(string.Concat).Where(text => Encoding.UTF8.GetByteCount(text) <= 32 && text.TrimEnd().Length == text.Length).Select(text => (Encoding.UTF8.GetBytes(text), true)));

    [Test]
    public async Task Any_name_and_passphrase_come_through()
    {
        for (var round = 0; round < 3; round++)
        {
            var networks = new List<(byte[] Name, bool AsText, string Passphrase)>();
            Gen.Select(Names, Passphrases).Array[Networks].Sample(made => networks = [.. made.Select(one => (one.Item1.Name, one.Item1.AsText, one.Item2))], iter: 1);
            var text = string.Concat(networks.Select((one, number) => $"[service_n{number}]\nType=wifi\n{(one.AsText ? $"Name={Written(Encoding.UTF8.GetString(one.Name))}" : $"SSID={Convert.ToHexString(one.Name)}")}\nPassphrase={Written(one.Passphrase)}\n"));
            var seen = await SeenAsync(await OfAsync(text));
            for (var number = 0; number < Networks; number++)
            {
                var network = seen[$"connman-n{number}"]!;
                Assert.That((network["ssid"]!.ToString(), network["psk"]!.ToString()), Is.EqualTo((Convert.ToHexStringLower(networks[number].Name), networks[number].Passphrase)), text);
            }
        }
    }

    static Gen<T> One<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);

    /// <summary>As GLib's key files want a text written.</summary>
    static string Written(string text)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);
        return escaped.StartsWith(' ') ? "\\s" + escaped[1..] : escaped;
    }
}
