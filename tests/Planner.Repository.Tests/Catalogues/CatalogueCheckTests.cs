using System.Security.Cryptography;
using System.Text;
using Planner.Repository.Catalogues;
using Planner.Repository.Releases;

namespace Planner.Repository.Tests.Catalogues;

/// <summary>What an author is about to publish: the shipped plans and layouts, and releases beside them.</summary>
public sealed class CatalogueCheckTests
{
    static readonly string Plans = Path.Join(Top(), "plans");

    [Test]
    public void The_shipped_plans_lead_every_release_to_the_newest_one()
    {
        var files = Shipped();
        foreach (var version in new[] { "1.26.0", "1.30.1", "2.3.0+rev1", "2.4.2+rev1", "2.7.5+rev1", "2.12.7+rev1" }) Add(files, version, "intel-edison");
        foreach (var version in new[] { "2.3.0+rev1", "2.4.2+rev1", "2.7.5+rev1", "2.12.7+rev1" }) Add(files, version, "up-board");
        var found = CatalogueCheck.Check("repo", files.Where(file => !file.Key.Contains("intel-edison/1", StringComparison.Ordinal) && !file.Key.Contains("intel-edison/2.7", StringComparison.Ordinal)).ToDictionary(), new Dictionary<string, Target>());
        Assert.That(found.Problems.Where(problem => problem.Code.Severity == Engine.Language.Severity.Error).Select(problem => problem.ToString()), Is.Empty);
        Assert.That(found.Files.Count(file => file.Custom is null), Is.EqualTo(files.Keys.Count(path => path.StartsWith("layouts/", StringComparison.Ordinal))));
    }

    [Test]
    public void A_dead_end_is_refused_and_named()
    {
        var files = Shipped();
        Add(files, "1.30.1", "raspberrypi3");
        Add(files, "2.9.6+rev1", "raspberrypi3");
        var found = CatalogueCheck.Check("repo", files, new Dictionary<string, Target>());
        Assert.That(Errors(found), Is.EqualTo(new[] { "repo/releases/resin-os/raspberrypi3/1.30.1.json:1:1: PLN302: resin-os 1.30.1 on raspberrypi3 could never get to 2.9.6+rev1: there is no way from 1.30.1 to 2.9.6+rev1: no plan is for resin-os 1.30.1 on raspberrypi3" }));
        Assert.That(found.IsGood, Is.False);
        Add(files, "2.3.0+rev1", "raspberrypi3");
        Assert.That(Errors(CatalogueCheck.Check("repo", files, new Dictionary<string, Target>())), Has.Some.Contains("with the layout resinos-2.x-from-1.x"));
    }

    [Test]
    public void A_layout_from_which_nothing_leads_on_is_a_warning()
    {
        var files = Shipped();
        foreach (var path in files.Keys.Where(path => path.StartsWith("plans/resinos-2.x-from-1.x", StringComparison.Ordinal)).ToList()) files.Remove(path);
        foreach (var version in new[] { "1.30.1", "2.3.0+rev1", "2.4.2+rev1" }) Add(files, version, "raspberrypi3");
        var found = CatalogueCheck.Check("repo", files, new Dictionary<string, Target>());
        Assert.That(found.IsGood, Is.True);
        Assert.That(found.Problems.Select(problem => problem.ToString()), Has.Exactly(1).EqualTo("repo/releases/resin-os/raspberrypi3/2.3.0+rev1.json:1:1: PLN303: raspberrypi3 devices that come to 2.3.0+rev1 by resinos-1.x-to-2.x@1.0.0 have the layout resinos-2.x-from-1.x then, and could not get to 2.4.2+rev1: there is no way from 2.3.0+rev1 to 2.4.2+rev1: no plan is for resin-os 2.3.0+rev1 on raspberrypi3 with the layout resinos-2.x-from-1.x"));
    }

    [Test]
    public void A_withdrawn_release_may_still_run_somewhere_and_must_lead_on()
    {
        var files = Shipped();
        Add(files, "1.30.1", "intel-nuc", isWithdrawn: true);
        Add(files, "2.9.6+rev1", "intel-nuc");
        Assert.That(Errors(CatalogueCheck.Check("repo", files, new Dictionary<string, Target>())), Has.Exactly(1).Contains("PLN302"));
        files = Shipped();
        Add(files, "1.30.1", "intel-nuc");
        Add(files, "2.9.6+rev1", "intel-nuc", isWithdrawn: true);
        Assert.That(Errors(CatalogueCheck.Check("repo", files, new Dictionary<string, Target>())), Is.Empty);
    }

    [Test]
    public void What_is_published_does_not_change_and_does_not_go()
    {
        var files = Shipped();
        Add(files, "2.3.0+rev1", "intel-nuc");
        var published = Published(files);
        Assert.That(CatalogueCheck.Check("repo", files, published).IsGood, Is.True);
        files["plans/resinos-2.x-to-2.x/1.0.0.yaml"] = [.. files["plans/resinos-2.x-to-2.x/1.0.0.yaml"], (byte)'\n'];
        files.Remove("plans/resinos-2.x-to-hostapp/1.0.0.yaml");
        Assert.That(Errors(CatalogueCheck.Check("repo", files, published)), Is.EqualTo(new[]
        {
            "repo/plans/resinos-2.x-to-2.x/1.0.0.yaml:1:1: PLN301: is published, and what it says is another thing now; write a new version beside it",
            "repo/plans/resinos-2.x-to-hostapp/1.0.0.yaml:1:1: PLN301: is published and not there any more; to stop a release, withdraw it",
        }));
    }

    [Test]
    public void Of_a_release_only_the_rollout_and_whether_it_is_withdrawn_may_change()
    {
        var files = Shipped();
        Add(files, "2.3.0+rev1", "intel-nuc");
        var published = Published(files);
        Add(files, "2.3.0+rev1", "intel-nuc", isWithdrawn: true);
        Assert.That(CatalogueCheck.Check("repo", files, published).IsGood, Is.True);
        Add(files, "2.3.0+rev1", "intel-nuc", digit: '1');
        Assert.That(Errors(CatalogueCheck.Check("repo", files, published)), Has.Exactly(1).Contains("releases/resin-os/intel-nuc/2.3.0+rev1.json:1:1: PLN301: is published with the image resin/resinos@sha256:000"));
    }

    [Test]
    public void What_can_not_be_read_or_lies_elsewhere_is_told_with_its_place()
    {
        var files = Shipped();
        Add(files, "2.3.0+rev1", "intel-nuc");
        files["releases/resin-os/intel-nuc/2.4.0.json"] = files["releases/resin-os/intel-nuc/2.3.0+rev1.json"];
        files["releases/readme.txt"] = [];
        files["plans/mine/1.0.0.yaml"] = Encoding.UTF8.GetBytes("plan: mine\n");
        files["layouts/mine/1.0.0.yaml"] = Encoding.UTF8.GetBytes("layout: [\n");
        var errors = Errors(CatalogueCheck.Check("repo", files, new Dictionary<string, Target>()));
        Assert.That(errors, Has.Some.EqualTo("repo/releases/resin-os/intel-nuc/2.4.0.json:1:1: PLN304: says of itself that it is releases/resin-os/intel-nuc/2.3.0+rev1.json"));
        Assert.That(errors, Has.Some.EqualTo("repo/releases/readme.txt:1:1: PLN304: is not called like releases/<os>/<device type>/<version>.json"));
        Assert.That(errors, Has.Some.StartsWith("repo/plans/mine/1.0.0.yaml:1:1: PLN012: plan needs 'version'"));
        Assert.That(errors, Has.Some.StartsWith("repo/layouts/mine/1.0.0.yaml:"));
    }

    [Test]
    public void The_metadata_of_a_plan_say_what_it_is_for_and_no_more()
    {
        var file = Shipped()["plans/resinos-1.x-to-2.x/1.0.0.yaml"];
        var custom = PlanEntry.CustomOf(file);
        var entry = PlanEntry.OfCustom(custom)!;
        Assert.That((entry.Id, entry.Layout, entry.Becomes, entry.For.Count), Is.EqualTo(("resinos-1.x-to-2.x@1.0.0", "resinos-1.x@1.0.0", "resinos-2.x-from-1.x@1.0.0", 2)));
        Assert.That(custom.GetRawText(), Does.Not.Contain("steps"));
    }

    static List<string> Errors(CheckedCatalogue found) => [.. found.Problems.Select(problem => problem.ToString()).Where(problem => !problem.Contains("PLN1", StringComparison.Ordinal))];

    static Dictionary<string, byte[]> Shipped() => Directory.EnumerateFiles(Plans, "*.yaml", SearchOption.AllDirectories).ToDictionary(
        file => Path.GetRelativePath(Plans, file) is var path && path.StartsWith("layouts/", StringComparison.Ordinal) ? path : $"plans/{path}", File.ReadAllBytes);

    static Dictionary<string, Target> Published(Dictionary<string, byte[]> files) => CatalogueCheck.Check("repo", files, new Dictionary<string, Target>()).Files
        .ToDictionary(file => file.Path, file => new Target(file.Path, file.Content.Length, new Dictionary<string, string> { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(file.Content)) }, file.Custom));

    static void Add(Dictionary<string, byte[]> files, string version, string type, bool isWithdrawn = false, char digit = '0')
    {
        var release = new Release { Os = "resin-os", Version = TestCatalogue.Version(version), DeviceType = type, Image = $"resin/resinos@sha256:{new string(digit, 64)}", Packed = 1, Unpacked = 1, Published = DateTimeOffset.UnixEpoch, IsWithdrawn = isWithdrawn };
        files[release.Path] = ReleaseFile.Write(release);
    }

    static string Top()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Join(folder, "Planner.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
