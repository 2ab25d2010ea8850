using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Planner.Repository.Tuf;

/// <summary>A public key as metadata have it.</summary>
/// <param name="Type"><c>ed25519</c>, <c>ecdsa</c> or <c>rsa</c>; what else there may be signs nothing.</param>
/// <param name="Scheme"><c>ed25519</c>, <c>ecdsa-sha2-nistp256</c> or <c>rsassa-pss-sha256</c> (salt as long as the digest).</param>
/// <param name="Public">Hex for Ed25519, else PEM (SubjectPublicKeyInfo).</param>
public sealed record TufKey(string Type, string Scheme, string Public)
{
    /// <summary>Ed25519, for key and scheme.</summary>
    public const string Ed25519Type = "ed25519";

    /// <summary>The type of a key for ECDSA.</summary>
    public const string EcdsaType = "ecdsa";

    /// <summary>ECDSA over P-256 with SHA-256, signatures in DER.</summary>
    public const string EcdsaScheme = "ecdsa-sha2-nistp256";

    // What older metadata have in the place of 'ecdsa'.
    const string FormerEcdsaType = "ecdsa-sha2-nistp256";
    const string RsaType = "rsa";
    const string RsaScheme = "rsassa-pss-sha256";
    const int PublicSize = 32;
    const int SignatureSize = 64;

    /// <summary>Its id: the SHA-256 of its canonical form, in hex.</summary>
    public string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(Type, Scheme, Public))));

    /// <summary>As metadata have it.</summary>
    public JsonObject ToJson() => new() { ["keytype"] = Type, ["scheme"] = Scheme, ["keyval"] = new JsonObject { ["public"] = Public } };

    /// <summary>Reads what <see cref="ToJson"/> writes; null when it is something else.</summary>
    public static TufKey? Read(System.Text.Json.JsonElement page)
    {
        try
        {
            return Read(new MetadataObject("key", "", page));
        }
        // A text of bytes that are no UTF-8 is an InvalidOperationException.
        catch (Exception e) when (e is NotAuthenticException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Reads a key of a metadata file.</summary>
    internal static TufKey Read(MetadataObject page) => new(page.Text("keytype"), page.Text("scheme"), page.Object("keyval").Text("public"));

    /// <summary>Whether it signed something. A key that can not be read, or of a kind that is not known, signed nothing.</summary>
    public bool HasSigned(ReadOnlySpan<byte> content, byte[] signature)
    {
        try
        {
            return (Type, Scheme) switch
            {
                (Ed25519Type, Ed25519Type) => SignedByEd25519(content, signature),
                (EcdsaType or FormerEcdsaType, EcdsaScheme) => SignedByEcdsa(content, signature),
                (RsaType, RsaScheme) => SignedByRsa(content, signature),
                _ => false,
            };
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or FormatException)
        {
            return false;
        }
    }

    bool SignedByEd25519(ReadOnlySpan<byte> content, byte[] signature)
    {
        var key = Convert.FromHexString(Public);
        return key.Length == PublicSize && signature.Length == SignatureSize && Ed25519.Verify(signature, 0, key, 0, content.ToArray(), 0, content.Length);
    }

    bool SignedByEcdsa(ReadOnlySpan<byte> content, byte[] signature)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(Public);
        return key.KeySize == 256 && key.VerifyData(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    bool SignedByRsa(ReadOnlySpan<byte> content, byte[] signature)
    {
        using var key = RSA.Create();
        key.ImportFromPem(Public);
        return key.VerifyData(content, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
    }

    static string Canonical(string type, string scheme, string value)
    {
        using var document = System.Text.Json.JsonDocument.Parse(new JsonObject { ["keytype"] = type, ["scheme"] = scheme, ["keyval"] = new JsonObject { ["public"] = value } }.ToJsonString());
        return Encoding.UTF8.GetString(CanonicalJson.Of(document.RootElement));
    }
}
