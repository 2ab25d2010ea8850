using System.Security.Cryptography;

namespace Planner.Devices.Linux.Images;

/// <summary>Digests as OCI writes them: <c>sha256:</c> and 64 lower-case hex digits.</summary>
static class Digests
{
    const string Prefix = "sha256:";

    /// <summary>A digest's name.</summary>
    public static string Name(ReadOnlySpan<byte> hash) => Prefix + Convert.ToHexStringLower(hash);

    /// <summary>The digest of a small content.</summary>
    public static string Of(ReadOnlySpan<byte> content) => Name(SHA256.HashData(content));

    /// <summary>The hex digits, which name the blob's file; null when it is no SHA-256 digest.</summary>
    public static string? Hex(string digest)
    {
        if (!digest.StartsWith(Prefix, StringComparison.Ordinal) || digest.Length != Prefix.Length + 64) return null;
        var hex = digest[Prefix.Length..];
        return hex.All(char.IsAsciiHexDigitLower) ? hex : null;
    }
}
