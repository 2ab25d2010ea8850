using Planner.Engine.Devices;
using Planner.Engine.Language;
using Planner.Engine.Steps;

namespace Planner.Engine.Tests.Language;

/// <summary>Which of the plans between 2.x releases takes a device: the field's gate, for every device type and every version around a limit.</summary>
public sealed class GateTests
{
    const string First = "2.0.0+rev1";
    const string Least = "2.2.0+rev1";

    static readonly string[] Plans = ["resinos-2.x-to-2.x", "resinos-2.x-to-hostapp", "resinos-hostapp-to-hostapp"];

    static readonly string[] Versions =
    [
        "1.30.1", "2.0.0", First, "2.0.6+rev2", "2.2.0", Least, "2.2.0+rev10", "2.4.0+rev9", "2.4.1", "2.4.2+rev1", "2.5.0+rev9", "2.5.1", "2.5.1+rev1", "2.7.3+rev9", "2.7.4", "2.7.8+rev1",
        "2.8.9+rev9", "2.9.0", "2.9.0+rev1", "2.9.2+rev9", "2.9.3", "2.9.7+rev1", "2.9.7+rev2", "2.12.7+rev1", "2.99.0+rev1", "3.0.0", "2019.7.0",
    ];

    static readonly Dictionary<string, (string From, string To)> Limits = new()
    {
        ["intel-edison"] = (First, "2.9.7+rev2"),
        ["jetson-tx2"] = ("2.7.4", Least),
        ["skx2"] = ("2.7.4", Least),
        ["qemux86"] = ("2.9.3", Least),
        ["qemux86-64"] = ("2.9.3", Least),
        ["ts4900"] = ("2.4.1", Least),
    };

    static readonly string[] Unlimited =
    [
        "raspberry-pi", "raspberry-pi2", "raspberrypi3", "intel-nuc", "beaglebone-black", "beaglebone-green", "beaglebone-green-wifi", "artik530", "artik533s", "artik710", "asus-tinker-board", "asus-tinker-board-s",
        "bananapi-m1-plus", "beaglebone-pocket", "cl-som-imx8", "fincm3", "hummingboard", "imx6ul-var-dart", "imx7-var-som", "imx8m-var-dart", "iot2000", "jetson-tx1", "nitrogen6xq2g", "npe-x500-m3", "n510-tx2",
        "odroid-c1", "odroid-xu4", "orange-pi-one", "orange-pi-zero", "orangepi-plus2", "orbitty-tx2", "revpi-core-3", "spacely-tx2", "up-board", "var-som-mx6",
    ];

    static IEnumerable<string> Types => [.. Unlimited, .. Limits.Keys, "no-such-board"];

    [Test]
    public void One_plan_takes_every_device_that_the_field_updated_and_none_any_other()
    {
        var plans = Plans.Select(Read).ToList();
        var wrong = new List<string>();
        var rows = 0;
        foreach (var type in Types)
            foreach (var from in Versions)
                foreach (var to in Versions)
                {
                    var takers = plans.Where(plan => Takes(plan, type, from, to)).Select(plan => plan.Name).ToList();
                    var isOffered = IsOffered(type, from, to);
                    if (isOffered) rows++;
                    if (takers.Count != (isOffered ? 1 : 0)) wrong.Add($"{type} {from} to {to}, {(isOffered ? "offered" : "refused")} by the field: {(takers.Count == 0 ? "no plan" : string.Join(" and ", takers))}");
                }

        Assert.That(wrong, Is.Empty);
        Assert.That(rows, Is.GreaterThan(5000));
    }

    [TestCase("2.4.2+rev1", "2.5.0+rev9", "resinos-2.x-to-2.x")]
    [TestCase("2.5.0+rev9", "2.5.1+rev1", "resinos-2.x-to-hostapp")]
    [TestCase("2.5.0+rev9", "2.12.7+rev1", "resinos-2.x-to-hostapp")]
    [TestCase("2.5.1+rev1", "2.7.8+rev1", "resinos-hostapp-to-hostapp")]
    [TestCase("2.7.8+rev1", "2.9.0+rev1", "resinos-2.x-to-hostapp", Description = "docker's hostapps are not balena's")]
    [TestCase("2.9.0+rev1", "2.12.7+rev1", "resinos-hostapp-to-hostapp")]
    public void The_plan_follows_from_what_the_two_releases_are(string from, string to, string plan) =>
        Assert.That(Plans.Select(Read).Where(one => Takes(one, "raspberrypi3", from, to)).Select(one => one.Name), Is.EqualTo(new[] { plan }));

    [TestCaseSource(nameof(Plans))]
    public void A_development_variant_does_not_become_a_production_one(string plan)
    {
        Assert.That(Read(plan).For, Is.Not.Empty);
        Assert.That(Of("2.9.0+rev1.dev").MayBecome(Of("2.12.7+rev1.prod")), Is.False, "the engine asks that of every plan");
        Assert.That(Of("2.9.0+rev1.dev").MayBecome(Of("2.12.7+rev1.dev")), Is.True);
    }

    /// <summary>The field's own gate, as of 2018.</summary>
    static bool IsOffered(string type, string from, string to)
    {
        var limits = Limits.GetValueOrDefault(type, (First, Least));
        return type != "no-such-board" && Of(from) >= Of(First) && Of(to) >= Of(Least) && Of(to) < Of("3.0.0") && Of(to) > Of(from) && Of(from) >= Of(limits.Item1) && Of(to) >= Of(limits.Item2);
    }

    /// <summary>Whether a plan is for the device, and its first check lets the versions pass.</summary>
    static bool Takes(Plan plan, string type, string from, string to)
    {
        FactValue Fact(string name) => name switch { "os.name" => FactValue.Of("resin-os"), "device.type" => FactValue.Of(type), "os.version" => FactValue.OfVersion(from), "target.version" => FactValue.OfVersion(to), _ => throw new ArgumentException(name) };
        string? Value(string name) => name == "os.version" ? from : null;
        bool Holds(FactCondition condition) => Matching.Test(condition, Fact(condition.Fact), Value) is null;
        return plan.For.Any(selector => selector.Conditions.All(Holds)) && ((Check)plan.Steps[0]).That.Where(condition => condition.Fact == "target.version").All(Holds);
    }

    static HostVersion Of(string text) => HostVersion.TryParse(text, out var version) ? version : throw new ArgumentException(text);

    static Plan Read(string name)
    {
        var file = $"plans/{name}/1.0.0.yaml";
        var context = new ReadContext();
        var plan = PlanReader.Read(file, File.ReadAllBytes(Shipped.Path(file)), new LayoutSet([.. Layouts()]), context);
        Assert.That(context.Problems.Where(problem => problem.Severity == Severity.Error).Select(problem => problem.ToString()), Is.Empty);
        return plan!;
    }

    static IEnumerable<Layout> Layouts() => Directory.EnumerateFiles(Shipped.Path("plans/layouts"), "*.yaml", SearchOption.AllDirectories)
        .Select(file => LayoutReader.Read(System.IO.Path.GetRelativePath(Shipped.Root, file), File.ReadAllBytes(file), new ReadContext())!);
}
