using System.Text;
using Planner.Engine.Configuration;
using Planner.Engine.Language;

namespace Planner.Engine.Tests.Configuration;

public sealed class ConfigurationReaderTests
{
    const string Good = """
        configuration: warehouses
        language: 1
        repository: https://updates.example.org/fleet
        mirrors: [https://mirror-1.example.org/fleet, http://10.0.0.7/fleet]
        trusted-root: /etc/planner/root.json
        proxy: http://proxy.example.org:3128
        ca: /etc/planner/ca.pem
        speed-limit: 1MiB
        registries:
        - host: registry.example.org:5000
          mirrors: [10.0.0.7:5000]
          login: /etc/planner/registry-login
        window: { from: 22:30, to: 04:00 }

        """;

    [Test]
    public void Reads_a_whole_one()
    {
        var (read, problems) = Read(Good);
        Assert.That(problems, Is.Empty);
        Assert.That((read!.Name, read.Repository, read.TrustedRoot, read.Proxy, read.Authorities, read.SpeedLimit), Is.EqualTo(
            ("warehouses", new Uri("https://updates.example.org/fleet"), "/etc/planner/root.json", new Uri("http://proxy.example.org:3128"), "/etc/planner/ca.pem", (long?)1 << 20)));
        Assert.That(read.Mirrors.Select(mirror => mirror.Host), Is.EqualTo(new[] { "mirror-1.example.org", "10.0.0.7" }));
        Assert.That((read.Registries[0].Host, read.Registries[0].Mirrors[0], read.Registries[0].Login), Is.EqualTo(("registry.example.org:5000", "10.0.0.7:5000", "/etc/planner/registry-login")));
        Assert.That(read.Window!.ToString(), Is.EqualTo("22:30 to 04:00 UTC"));
    }

    [Test]
    public void Its_name_and_language_are_enough() => Assert.That(Read("configuration: one\nlanguage: 1\n").Read, Is.Not.Null);

    [TestCase("trusted-root: /etc/planner/root.json\n", "", "3:1: PLN012: a repository needs 'trusted-root': without it nothing that it has could be verified")]
    [TestCase("repository: https://updates.example.org/fleet\n", "", "3:1: PLN012: mirrors need the 'repository' that they are mirrors of")]
    [TestCase("https://updates.example.org/fleet", "ftp://updates.example.org", "3:13: PLN011: must be an address like https://updates.example.org/fleet, not 'ftp://updates.example.org'")]
    [TestCase("https://updates.example.org/fleet", "https://me:tulip@updates.example.org", "3:13: PLN011: must be an address like https://updates.example.org/fleet, not 'https://me:tulip@updates.example.org'")]
    [TestCase("1MiB", "0", "8:1: PLN024: is nothing: no download would ever end")]
    [TestCase("22:30", "25:30", "13:17: PLN011: must be a time of day like 02:30, not '25:30'")]
    [TestCase("22:30", "04:00", "13:1: PLN024: opens and closes at the same time; leave it out where an update may begin at any time")]
    [TestCase("  mirrors: [10.0.0.7:5000]", "- host: registry.example.org:5000", "9:1: PLN014: names the registry registry.example.org:5000 more than once")]
    [TestCase("/etc/planner/ca.pem", "ca.pem", "7:5: PLN011: must be an absolute path below the root like /etc/hostname, not 'ca.pem'")]
    [TestCase("registry.example.org:5000\n", "https://registry.example.org\n", "10:9: PLN011: must be a host like registry.example.org or 10.0.0.7:5000, not 'https://registry.example.org'")]
    [TestCase("language: 1", "language: 2", "2:11: PLN017: needs language 2, this Planner speaks 1")]
    [TestCase("proxy:", "porxy:", "6:1: PLN010: configuration takes no 'porxy'")]
    public void What_is_wrong_in_one_is_told_with_its_place(string text, string instead, string problem)
    {
        var (read, problems) = Read(Good.Replace(text, instead, StringComparison.Ordinal));
        Assert.That(read, Is.Null);
        Assert.That(problems, Is.EqualTo(new[] { $"config.yaml:{problem}" }));
    }

    [TestCase("22:30", "04:00", "2026-12-01T22:30:00Z", 0)]
    [TestCase("22:30", "04:00", "2026-12-01T03:59:00Z", 0)]
    [TestCase("22:30", "04:00", "2026-12-01T04:00:00Z", 18 * 60 + 30)]
    [TestCase("02:00", "04:00", "2026-12-01T23:00:00Z", 3 * 60)]
    [TestCase("02:00", "04:00", "2026-12-01T01:59:00Z", 1)]
    [TestCase("02:00", "04:00", "2026-12-01T03:00:00Z", 0)]
    public void A_window_tells_how_long_it_is_until_it_opens(string from, string to, string now, int minutes) =>
        Assert.That(new UpdateWindow(TimeOnly.Parse(from), TimeOnly.Parse(to)).Until(DateTimeOffset.Parse(now)), Is.EqualTo(TimeSpan.FromMinutes(minutes)));

    static (DeviceConfiguration? Read, IEnumerable<string> Problems) Read(string text)
    {
        var context = new ReadContext();
        return (ConfigurationReader.Read("config.yaml", Encoding.UTF8.GetBytes(text), context), context.Problems.Select(problem => problem.ToString()));
    }
}
