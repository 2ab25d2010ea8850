using System.Text;

namespace Planner.Engine.Steps;

/// <summary>What wireless networks take for a key.</summary>
static class WirelessKey
{
    /// <summary>Whether a text is a passphrase of WPA or the key that is made of one.</summary>
    internal static bool IsPsk(string text) => Encoding.UTF8.GetByteCount(text) is >= 8 and <= 63 || (text.Length == 64 && text.All(char.IsAsciiHexDigit));

    /// <summary>Whether a text is a key of WEP: 5 or 13 characters, or 10 or 26 digits.</summary>
    internal static bool IsWep(string text) => text.All(char.IsAscii) && (text.Length is 5 or 13 || (text.Length is 10 or 26 && text.All(char.IsAsciiHexDigit)));
}
