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
        Assert.That(key.Id, Is.EqualTo("e45b8d1fab21a7a7550adbca559eade41e36a398f14a577f8766ec32bf237101"), "sha256sum of its canonical form");
    }

    // RFC 6979, A.2.5.
    [Test]
    public void Ecdsa_is_that_of_its_specification()
    {
        const string spki = "3059301306072a8648ce3d020106082a8648ce3d030107034200";
        const string point = "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
        var key = new TufKey("ecdsa", "ecdsa-sha2-nistp256", PemEncoding.WriteString("PUBLIC KEY", Convert.FromHexString(spki + point)));
        var signature = Convert.FromHexString("3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
        Assert.That(key.HasSigned("sample"u8, signature), Is.True);
        Assert.That((key with { Type = "ecdsa-sha2-nistp256" }).HasSigned("sample"u8, signature), Is.True, "as older metadata say it");
        Assert.That(key.HasSigned("simple"u8, signature), Is.False);
        Assert.That(key.HasSigned("sample"u8, signature[..^1]), Is.False);
    }

    // Signed once by Python's cryptography, with a salt of 32 bytes.
    [Test]
    public void Rsa_pss_is_that_of_others()
    {
        const string pem = """
            -----BEGIN PUBLIC KEY-----
            MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA20uEeRAG1zlE8PT0mIA1
            wnh9bmy6Vx0Cscyus/f9BWhI1VnNgAyqVBwkAHAi0W1tNNMP868570GscCbl7OzZ
            3cDU7Tjwj3Ys6Y0V59kYnmayghjfyYBXjO1JhyFKEV2qRazXACOXFzgzgww2vcUo
            Bak02c8PoRGWFWC8c1gji5kKiwWFhvJ81M8NyLvC5BvkaOHhUgilFBkLaf+ckXNd
            EO/oj+slJ+pmCQaYn/6r+JUzAyk8qBPMPe4OMzEB9e/lbXCdydjQio7SLaW8GOOh
            l2wQPYq+U94NBE/he9vyh8IdCFDKsJwU7b+EHSM2LZjE0OHrQjVkKFrNfYfBw+TB
            xQIDAQAB
            -----END PUBLIC KEY-----
            """;
        const string signature =
            "3fbe1d9be431c00e042cd4966c06d997bffb0caf7bf1d28e822815f63490fb72daf8b557c4e613aa0eb669e927c72580a845fa65b8c5eb08dd20ffb5fecdda0102fcadd68b9d3bf6e4a87a94517da00a0a9a1fbf2fcdac8beecb5604c83eca26" +
            "cd0092d4885e81734a3b415f7539e7f75207a39fb41adbf230d9be09b3551dcc4a78c7484b54c8006df04228d99b574d991810866a452f9fee7e31e60f34f2c084c05306d45c63cf71586f73e342346c4f655da473b4d020aa3ebeb44ae5fe35" +
            "d0f622b0db294ed29db4b08d5a5688d2e783902375cc1870af1d2f84761d8cd299975afd837afc4fc6884b5ea61c830a6895951c76ef6464879bf1e3fdc5f11c";
        var key = new TufKey("rsa", "rsassa-pss-sha256", pem);
        Assert.That(key.HasSigned("text"u8, Convert.FromHexString(signature)), Is.True);
        Assert.That(key.HasSigned("other"u8, Convert.FromHexString(signature)), Is.False);
    }

    [Test]
    public void A_public_key_that_is_no_utf_8_is_none()
    {
        using var document = JsonDocument.Parse("""{"keytype":"ed25519","scheme":"ed25519","keyval":{"public":"\ud800"}}""");
        Assert.That(TufKey.Read(document.RootElement), Is.Null);
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
