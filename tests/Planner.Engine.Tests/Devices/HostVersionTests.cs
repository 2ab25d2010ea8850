using CsCheck;
using Planner.Engine.Devices;

namespace Planner.Engine.Tests.Devices;

public sealed class HostVersionTests
{
    static readonly Gen<string> AnyVersion =
        from numbers in Gen.Int[0, 3].Array[3]
        from pre in One("", "", "-beta", "-beta.2", "-beta.10", "-beta.-5", "-1", "-rc.x", "-a-b")
        from revision in One("", "", "+rev0", "+rev1", "+rev2", "+rev9", "+rev10", "+rev007")
        from variant in One("", "", ".dev", ".prod")
        select $"{string.Join('.', numbers)}{pre}{revision}{variant}";

    [TestCase("2.3.0", "2.3.0+rev1")]
    [TestCase("2.3.0+rev1", "2.3.0+rev2")]
    [TestCase("2.3.0+rev2", "2.3.0+rev9")]
    [TestCase("2.3.0+rev9", "2.3.0+rev10")]
    [TestCase("2.3.0+rev10", "2.3.1")]
    [TestCase("2.9.7+rev2", "2.10.0+rev1")]
    [TestCase("1.30.1", "2.0.0-beta.1")]
    [TestCase("2.0.0-beta.1", "2.0.0-beta.2")]
    [TestCase("2.0.0-beta.2", "2.0.0-beta.10")]
    [TestCase("2.0.0-beta.10", "2.0.0-beta.x")]
    [TestCase("2.0.0-beta", "2.0.0-beta.1")]
    [TestCase("2.0.0-beta.5", "2.0.0-beta.-4")]
    [TestCase("2.0.0-rc.1+rev5", "2.0.0")]
    [TestCase("2.98.33+rev10", "2019.07.0")]
    [TestCase("2019.07.0", "2019.10.0")]
    [TestCase("2.0.0.prod", "2.0.1.dev")]
    public void Orders(string earlier, string later)
    {
        Assert.That(Of(earlier), Is.LessThan(Of(later)));
        Assert.That(Of(later), Is.GreaterThan(Of(earlier)));
        Assert.That(Of(earlier) < Of(later) && Of(earlier) <= Of(later) && Of(later) > Of(earlier) && Of(later) >= Of(earlier), Is.True);
        Assert.That(Of(earlier), Is.Not.EqualTo(Of(later)));
    }

    [TestCase("Resin OS 2.0.0+rev2 (prod)", "2.0.0+rev2", "prod")]
    [TestCase("Resin OS 2.0.0+rev2", "2.0.0+rev2", null)]
    [TestCase("resinOS v2.12.7+rev3 (dev) on a device", "2.12.7+rev3", "dev")]
    [TestCase("balenaOS 2.38.0+rev1.dev", "2.38.0+rev1", "dev")]
    [TestCase("2.38.0+rev1.prod", "2.38.0+rev1", "prod")]
    [TestCase("2.38.0-dev", "2.38.0", "dev")]
    [TestCase("2.0.0-beta.1.dev", "2.0.0-beta.1", "dev")]
    [TestCase("\"2.0.0\"", "2.0.0", null)]
    [TestCase("2019.07.0", "2019.07.0", null)]
    [TestCase("It is 2.0.0.", "2.0.0", null)]
    public void Finds_the_version_within_a_text(string text, string version, string? variant)
    {
        Assert.That(Of(text).Text, Is.EqualTo(version));
        Assert.That(Of(text).Variant, Is.EqualTo(variant));
    }

    [TestCase("")]
    [TestCase("Resin OS")]
    [TestCase("2.0")]
    [TestCase("2")]
    [TestCase("1.2.3.4")]
    [TestCase("2.0.0_rev1")]
    [TestCase("2.0.0+rev")]
    [TestCase("2.0.0+build5")]
    [TestCase("2.0.0+rev1+rev2")]
    [TestCase("2.0.0rc1")]
    [TestCase("x2.0.0")]
    [TestCase("2.0.0+rev1x")]
    [TestCase("12345678901.0.0")]
    [TestCase("2.0.0.devel")]
    public void Finds_no_version_where_there_is_none(string text) => Assert.That(HostVersion.TryParse(text, out _), Is.False);

    [TestCase("2.0.0", "2.1.0", true)]
    [TestCase("2.0.0.dev", "2.1.0.dev", true)]
    [TestCase("2.0.0.prod", "2.1.0.prod", true)]
    [TestCase("2.0.0.dev", "2.1.0", true)]
    [TestCase("2.0.0", "2.1.0.prod", true)]
    [TestCase("2.0.0.dev", "2.1.0.prod", false)]
    [TestCase("2.0.0.prod", "2.1.0.dev", false)]
    public void Never_leads_from_one_variant_to_the_other(string from, string to, bool may) => Assert.That(Of(from).MayBecome(Of(to)), Is.EqualTo(may));

    [TestCase("2.0.0+rev1", "2.0.0_rev1")]
    [TestCase("2.0.0+rev1.prod", "2.0.0_rev1")]
    [TestCase("2.0.0-beta.1", "2.0.0-beta.1")]
    public void Is_an_image_tag_with_an_underscore(string version, string tag) => Assert.That(Of(version).Tag, Is.EqualTo(tag));

    [Test]
    public void A_variant_takes_no_part_in_the_order_but_in_being_equal()
    {
        Assert.That(Of("2.0.0+rev1.dev").CompareTo(Of("2.0.0+rev1.prod")), Is.Zero);
        Assert.That(Of("2.0.0+rev1.dev"), Is.Not.EqualTo(Of("2.0.0+rev1.prod")));
        Assert.That(Of("2019.07.0"), Is.EqualTo(Of("v2019.7.0")));
        Assert.That(Of("2019.07.0").GetHashCode(), Is.EqualTo(Of("v2019.7.0").GetHashCode()));
        Assert.That(Of("2.0.0").CompareTo(null), Is.Positive);
    }

    [Test]
    public void A_text_that_would_take_for_ever_is_no_version()
    {
        Assert.That(HostVersion.TryParse(string.Concat(Enumerable.Repeat("1.1.1-", 200_000)) + "+", out _), Is.False);
        Assert.That(HostVersion.TryParse(new string('1', 1_000_000), out _), Is.False);
        Assert.That(HostVersion.TryParse("1.1.1-" + string.Concat(Enumerable.Repeat("a-.", 500_000)), out _), Is.False);
    }

    [Test]
    public void The_order_is_total() => AnyVersion.Array[3].Sample(texts =>
    {
        var (a, b, c) = (Of(texts[0]), Of(texts[1]), Of(texts[2]));
        Assert.That(Math.Sign(a.CompareTo(b)), Is.EqualTo(-Math.Sign(b.CompareTo(a))));
        Assert.That(a.CompareTo(a), Is.Zero);
        if (a <= b && b <= c) Assert.That(a <= c, Is.True);
        if (a.Equals(b)) Assert.That(a.GetHashCode() == b.GetHashCode() && b.Equals(a) && a.CompareTo(b) == 0, Is.True);
    });

    [Test]
    public void What_it_says_of_itself_reads_as_the_same_version() => AnyVersion.Sample(text =>
    {
        Assert.That(Of(text).ToString(), Is.EqualTo(text));
        Assert.That(Of($"Resin OS {text} there"), Is.EqualTo(Of(text)));
    });

    [Test]
    public void Any_text_is_a_version_or_none_and_never_an_exception() =>
        Gen.String[Gen.Char["0123456789.+-revdprovx() "], 0, 300].Sample(text => HostVersion.TryParse(text, out var version) == version is not null);

    static Gen<string> One(params string[] words) => Gen.Int[0, words.Length - 1].Select(index => words[index]);

    static HostVersion Of(string text) => HostVersion.TryParse(text, out var version) ? version : throw new ArgumentException($"'{text}' holds no version");
}
