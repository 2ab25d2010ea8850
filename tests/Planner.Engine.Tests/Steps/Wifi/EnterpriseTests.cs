using System.Text.Json.Nodes;
using Planner.Engine.Execution;
using static Planner.Engine.Tests.Steps.Wifi.WifiTrial;

namespace Planner.Engine.Tests.Steps.Wifi;

/// <summary>Networks of IEEE 802.1X, as NetworkManager sees what <c>migrate-wifi</c> wrote.</summary>
public class EnterpriseTests
{
    const string Certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

    [Test]
    public async Task One_with_a_password()
    {
        var seen = await SeenAsync("""
            [service_office]
            Type = wifi
            Name = Office
            EAP = peap
            Phase2 = MSCHAPV2
            Identity = meter;7@example.org
            AnonymousIdentity = anonymous@example.org
            Passphrase = \s"p;w" at ends\s
            CACertFile = /etc/certs/ca.pem
            SubjectMatch = /CN=radius
            AltSubjectMatch = DNS:one.example.org;DNS:two.example.org
            DomainSuffixMatch = example.org
            DomainMatch = radius.example.org
            """, device => PutAsync(device, "rootA:/etc/certs/ca.pem", Certificate));
        Assert.That((Of(seen, "key-mgmt"), Of(seen, "identity"), Of(seen, "anonymous"), Of(seen, "password")), Is.EqualTo(("wpa-eap", "meter;7@example.org", "anonymous@example.org", " \"p;w\" at ends ")));
        Assert.That((Of(seen, "inner"), Of(seen, "inner-eap"), Of(seen, "subject"), Of(seen, "suffix"), Of(seen, "domain")), Is.EqualTo(("mschapv2", "", "/CN=radius", "example.org", "radius.example.org")));
        Assert.That(seen["eap"]!.ToJsonString() + seen["names"]!.ToJsonString(), Is.EqualTo("""["peap"]["DNS:one.example.org","DNS:two.example.org"]"""));
        Assert.That(Of(seen, "ca"), Is.EqualTo(Hex(Certificate)), "the new OS does not have the file");
    }

    [TestCase("PAP", "pap", "")]
    [TestCase("EAP-GTC", "", "gtc")]
    public async Task One_with_another_way_inside(string written, string plain, string eap)
    {
        var seen = await SeenAsync($"[service_a]\nType=wifi\nName=a\nEAP=ttls\nPhase2={written}\nIdentity=me\nPassphrase=pw\n");
        Assert.That((seen["eap"]!.ToJsonString(), Of(seen, "inner"), Of(seen, "inner-eap")), Is.EqualTo(("""["ttls"]""", plain, eap)));
    }

    [Test]
    public async Task One_with_certificates_from_wherever_they_lie()
    {
        var seen = await SeenAsync("""
            [service_a]
            Type = wifi
            Name = a
            EAP = tls
            Identity = me
            CACertFile = /mnt/boot/ca.pem
            ClientCertFile = /etc/me.pem
            PrivateKeyFile = /etc/me.key
            PrivateKeyPassphrase = open it\s
            """, async device =>
        {
            await PutAsync(device, "boot:/ca.pem", Certificate);
            await PutAsync(device, "rootA:/etc/me.pem", Certificate + "\n");
            await PutAsync(device, "rootA:/etc/me.key", "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\n");
        });
        Assert.That((Of(seen, "ca"), Of(seen, "certificate"), Of(seen, "key-password")), Is.EqualTo((Hex(Certificate), Hex(Certificate + "\n"), "open it ")));
        Assert.That(Of(seen, "key"), Does.StartWith(Hex("-----BEGIN RSA")));
    }

    [Test]
    public async Task One_that_leaves_the_way_inside_open_is_taken_for_the_usual_one_and_says_so()
    {
        var trial = await OfAsync("[service_a]\nType=wifi\nName=a\nEAP=peap\nIdentity=me\nPassphrase=pw\n");
        Assert.That(Of((await SeenAsync(trial)).Single().Value!.AsObject(), "inner"), Is.EqualTo("mschapv2"));
        Assert.That(Told(trial), Has.Some.Contain("Phase2 is missing: taken for MSCHAPV2"));
    }

    [TestCase("EAP=ttls\nIdentity=me\nPassphrase=pw", "Phase2 is missing")]
    [TestCase("EAP=peap\nPhase2=X\nIdentity=me\nPassphrase=pw", "Phase2 is not known")]
    [TestCase("EAP=peap\nPhase2=MD5\nPassphrase=pw", "Identity is missing")]
    [TestCase("EAP=peap\nPhase2=MD5\nIdentity=me", "Passphrase is missing")]
    [TestCase("EAP=fast\nIdentity=me\nPassphrase=pw", "EAP is none of")]
    [TestCase("EAP=tls\nIdentity=me", "PrivateKeyFile is missing")]
    [TestCase("EAP=tls\nIdentity=me\nPrivateKeyFile=/a.pem", "ClientCertFile is missing")]
    [TestCase("EAP=tls\nIdentity=me\nPrivateKeyFile=/a.p12", "/a.p12, its client-cert, is no file of this device")]
    [TestCase("EAP=tls\nIdentity=me\nPrivateKeyFile=/a.p12\nPrivateKeyPassphraseType=fsid", "PrivateKeyPassphraseType makes a key")]
    [TestCase("EAP=peap\nPhase2=MD5\nIdentity=me\nPassphrase=pw\nCACertFile=/music", "/music, its ca-cert, is no file")]
    [TestCase("EAP=peap\nPhase2=MD5\nIdentity=me\nPassphrase=pw\nCACertFile=../ca.pem", "../ca.pem, its ca-cert, is no file")]
    public async Task One_that_can_not_be_migrated_is_refused_before_anything_changes(string text, string why)
    {
        var trial = await OfAsync($"[service_a]\nType=wifi\nName=a\n{text}\n");
        var outcome = await trial.RunToAsync(OutcomeKind.Refused, 4);
        Assert.That(outcome.Reasons.Single(), Does.Contain("service_a").And.Contains(why));
        Assert.That(trial.Changes, Is.Empty);
    }

    static string Of(JsonObject seen, string name) => seen[name]?.ToString() ?? "";
}
