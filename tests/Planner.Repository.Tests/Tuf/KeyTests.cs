using System.Security.Cryptography;
using System.Text.Json;
using Planner.Repository.Tuf;

namespace Planner.Repository.Tests.Tuf;

public sealed class KeyTests
{
    // RFC 8032, 7.1, test 3.
    [Test]
    public void Ed25519_is_that_of_its_specification()
    {
        var key = new TufKey("ed25519", "ed25519", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
        var signature = Convert.FromHexString("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
        Assert.That(key.HasSigned([0xaf, 0x82], signature), Is.True);
        Assert.That(key.HasSigned([0xaf, 0x83], signature), Is.False);
    }

    [Test]
    public void A_key_that_was_written_signs_as_before([Values(TufKey.Ed25519Type, TufKey.EcdsaType)] string type)
    {
        var made = SigningKey.Make(type);
        var read = SigningKey.Read(made.Pem)!;
        Assert.That(read.Public, Is.EqualTo(made.Public));
        Assert.That(made.Public.HasSigned("text"u8, read.Sign("text"u8.ToArray())), Is.True);
        Assert.That(made.Public.HasSigned("other"u8, read.Sign("text"u8.ToArray())), Is.False);
        Assert.That(SigningKey.Make(type).Public.HasSigned("text"u8, read.Sign("text"u8.ToArray())), Is.False);
    }

    [Test]
    public void Rsa_pss_is_understood()
    {
        using var rsa = RSA.Create(2048);
        var key = new TufKey("rsa", "rsassa-pss-sha256", rsa.ExportSubjectPublicKeyInfoPem());
        Assert.That(key.HasSigned("text"u8, rsa.SignData("text"u8, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)), Is.True);
        Assert.That(key.HasSigned("text"u8, rsa.SignData("text"u8, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)), Is.False);
    }

    [TestCase("ed25519", "ed25519", "zz")]
    [TestCase("ecdsa", "ecdsa-sha2-nistp256", "no PEM")]
    [TestCase("rsa", "rsassa-pss-sha256", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")]
    [TestCase("sphincs", "unheard-of", "")]
    public void A_key_that_can_not_be_read_signed_nothing(string type, string scheme, string value) => Assert.That(new TufKey(type, scheme, value).HasSigned("text"u8, new byte[64]), Is.False);

    [TestCase("{\"b\":1,\"a\":[true,null,\"x\"]}", "{\"a\":[true,null,\"x\"],\"b\":1}")]
    [TestCase("{\"a\":\"q\\\"b\\\\s\\nn\\u00e9\"}", "{\"a\":\"q\\\"b\\\\s\nné\"}")]
    [TestCase("{ \"\\ud83d\\ude00\":0, \"\\uffee\":1 }", "{\"\uffee\":1,\"😀\":0}")]
    public void Canonical_json(string text, string spelt)
    {
        using var document = JsonDocument.Parse(text);
        Assert.That(System.Text.Encoding.UTF8.GetString(CanonicalJson.Of(document.RootElement)), Is.EqualTo(spelt));
    }

    [TestCase("[1.5]")]
    [TestCase("[1e400]")]
    public void Canonical_json_has_no_fractions(string text)
    {
        using var document = JsonDocument.Parse(text);
        Assert.Throws<FormatException>(() => CanonicalJson.Of(document.RootElement));
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{\"signed\":{},\"signed\":{},\"signatures\":[]}")]
    [TestCase("{\"signed\":{},\"signatures\":[{\"keyid\":\"a\",\"sig\":\"00\"},{\"keyid\":\"a\",\"sig\":\"00\"}]}")]
    [TestCase("{\"signed\":{},\"signatures\":[{\"keyid\":\"a\",\"sig\":\"xx\"}]}")]
    [TestCase("{\"signed\":{\"a\":1.5},\"signatures\":[]}")]
    public void What_is_no_metadata_file_is_refused(string text) => Assert.Throws<NotAuthenticException>(() => SignedFile.Read("file", System.Text.Encoding.UTF8.GetBytes(text)));
}
