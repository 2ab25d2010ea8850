using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Planner.Repository.Tuf;

/// <summary>A private key: Ed25519 or ECDSA P-256, in a PEM file (PKCS#8).</summary>
public abstract class SigningKey
{
    const string Label = "PRIVATE KEY";

    /// <summary>Its public half.</summary>
    public abstract TufKey Public { get; }

    /// <summary>Its PEM text.</summary>
    public string Pem => PemEncoding.WriteString(Label, Pkcs8) + "\n";

    /// <summary>Its PKCS#8 form.</summary>
    protected abstract byte[] Pkcs8 { get; }

    /// <summary>Signs.</summary>
    public abstract byte[] Sign(byte[] content);

    /// <summary>Makes a new one.</summary>
    /// <param name="type"><see cref="TufKey.Ed25519Type"/> or <see cref="TufKey.EcdsaType"/>.</param>
    public static SigningKey Make(string type) => type switch
    {
        TufKey.Ed25519Type => new OfEd25519(RandomNumberGenerator.GetBytes(OfEd25519.Size)),
        TufKey.EcdsaType => new OfEcdsa(ECDsa.Create(ECCurve.NamedCurves.nistP256)),
        _ => throw new ArgumentException($"no key is made for {type}", nameof(type)),
    };

    /// <summary>Reads one; null when the text is no private key of these kinds.</summary>
    public static SigningKey? Read(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var found) || pem[found.Label] != Label) return null;
        var content = Convert.FromBase64String(pem[found.Base64Data]);
        if (OfEd25519.Read(content) is { } key) return key;
        var other = ECDsa.Create();
        try
        {
            other.ImportPkcs8PrivateKey(content, out _);
            if (other.KeySize == 256) return new OfEcdsa(other);
        }
        catch (CryptographicException)
        {
        }

        other.Dispose();
        return null;
    }

    sealed class OfEd25519(byte[] seed) : SigningKey
    {
        internal const int Size = 32;

        // PKCS#8 of RFC 8410: the seed is all that differs.
        static readonly byte[] Before = Convert.FromHexString("302e020100300506032b657004220420");

        public override TufKey Public { get; } = new(TufKey.Ed25519Type, TufKey.Ed25519Type, Convert.ToHexStringLower(PublicOf(seed)));

        protected override byte[] Pkcs8 => [.. Before, .. seed];

        public override byte[] Sign(byte[] content)
        {
            var signature = new byte[Ed25519.SignatureSize];
            Ed25519.Sign(seed, 0, content, 0, content.Length, signature, 0);
            return signature;
        }

        internal static OfEd25519? Read(byte[] content) => content.Length == Before.Length + Size && content.AsSpan().StartsWith(Before) ? new(content[Before.Length..]) : null;

        static byte[] PublicOf(byte[] seed)
        {
            var key = new byte[Ed25519.PublicKeySize];
            Ed25519.GeneratePublicKey(seed, 0, key, 0);
            return key;
        }
    }

    sealed class OfEcdsa(ECDsa key) : SigningKey
    {
        public override TufKey Public { get; } = new(TufKey.EcdsaType, TufKey.EcdsaScheme, key.ExportSubjectPublicKeyInfoPem() + "\n");

        protected override byte[] Pkcs8 => key.ExportPkcs8PrivateKey();

        public override byte[] Sign(byte[] content) => key.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }
}
