using Planner.Repository.Tuf;

namespace Planner.Repository.Tests.Tuf;

/// <summary>Keys and thresholds that change. A version is written <c>keys/threshold&lt;signers</c>: <c>123/2&lt;12</c> has the keys 1, 2 and 3, two of which must sign, and is signed by 1 and 2.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RotationTests
{
    static readonly SigningKey[] Keys = [.. Enumerable.Range(0, 10).Select(number => SigningKey.Make(number % 2 == 0 ? TufKey.Ed25519Type : TufKey.EcdsaType))];

    readonly SimulatedRepository repository = new();

    // Another key in the place of one.
    [TestCase("1/1<1 2/1<21 2/1<2")]
    [TestCase("1/1<314 2/1<3214 2/1<324")]
    // The same keys, any of which sign.
    [TestCase("01234/3<024 01234/3<041 01234/3<013 01234/3<013")]
    // One of five, then all of five.
    [TestCase("01234/3<024 01345/3<041")]
    [TestCase("01234/3<024 01345/3<0245 01345/3<045")]
    [TestCase("01234/3<024 56789/3<024567 56789/3<567")]
    // More or fewer that must.
    [TestCase("123/1<1 123/2<12")]
    [TestCase("123/2<12 123/1<12 123/1<1")]
    [TestCase("1/1<1 12/2<12")]
    public async Task A_chain_of_roots_is_followed_to_its_end(string versions)
    {
        var client = Publish(versions);
        await client.RefreshAsync();
        Assert.That(client.Version(Metadata.Root), Is.EqualTo(versions.Split(' ').Length));
    }

    [TestCase("1/1<1 2/1<234", "the root before it")]
    [TestCase("1/1<1 2/1<134", "keys of root")]
    [TestCase("01234/3<024 01345/3<024", "2 of the 3 keys of root")]
    [TestCase("01234/3<024 01345/3<045", "2 of the 3 keys of the root before it")]
    [TestCase("123/1<1 123/2<2", "1 of the 2 keys of root")]
    [TestCase("123/2<12 123/1<1", "1 of the 2 keys of the root before it")]
    public async Task A_root_that_the_former_or_the_new_keys_did_not_sign_is_refused(string versions, string result)
    {
        var client = Publish(versions);
        await client.RefusesAsync(result);
        Assert.That(client.Version(Metadata.Root), Is.EqualTo(1));
    }

    [TestCase("2/1<2", true)]
    [TestCase("1/1<314", true)]
    [TestCase("2/1<134", false)]
    [TestCase("01345/3<024", false)]
    [TestCase("01345/3<04", false)]
    [TestCase("01234/3<024", true)]
    [TestCase("01234/3<041", true)]
    [TestCase("01234/3<013", true)]
    [TestCase("01234/3<123", true)]
    [TestCase("01234/3<234", true)]
    [TestCase("12345/6<12345", false)] // more than there are
    public async Task The_keys_of_the_newest_root_sign_the_other_roles(string version, bool isTrusted)
    {
        foreach (var role in new[] { Metadata.Timestamp, Metadata.Snapshot, Metadata.Targets })
        {
            var other = new SimulatedRepository();
            var client = new SimulatedClient(other);
            Set(other[role], version);
            other.PublishRoot();
            other.PublishAll();
            if (isTrusted) await client.RefreshAsync();
            else await client.RefusesAsync($"{role}.json: ");
            Assert.That(client.Version(role), Is.EqualTo(isTrusted ? 2 : 0), role);
        }
    }

    SimulatedClient Publish(string versions)
    {
        repository[Metadata.Root].Version = 0;
        foreach (var version in versions.Split(' '))
        {
            Set(repository[Metadata.Root], version);
            repository.PublishRoot();
        }

        return new SimulatedClient(repository);
    }

    static void Set(SimulatedRole role, string version)
    {
        var (slash, less) = (version.IndexOf('/'), version.IndexOf('<'));
        (role.Keys, role.Threshold, role.SignedBy) = (KeysOf(version[..slash]), version[slash + 1] - '0', KeysOf(version[(less + 1)..]));
    }

    static List<SigningKey> KeysOf(string numbers) => [.. numbers.Select(number => Keys[number - '0'])];
}
