using System.Text.RegularExpressions;
using Planner.Engine.Language;
using Planner.Engine.Tests.Architecture;

namespace Planner.Engine.Tests.Language;

public sealed class BrokenFilesTests
{
    static IEnumerable<BrokenFile> Files => [.. BrokenYaml.Files, .. BrokenFields.Files, .. BrokenNames.Files, .. BrokenLayouts.Files, .. UnsafePlans.Files];

    static IEnumerable<TestCaseData> Cases => Files.Select(file => new TestCaseData(file).SetName(file.Name));

    [TestCaseSource(nameof(Cases))]
    public void Refuses(object file) => ((BrokenFile)file).Check();

    [Test]
    public void The_samples_have_no_problems()
    {
        var (plan, problems) = Sample.ReadPlan(Sample.Plan);
        Assert.That(problems.Select(problem => problem.ToString()), Is.Empty);
        Assert.That(plan, Is.Not.Null);
        Assert.That(Sample.ReadLayout(Sample.Layout).Problems, Is.Empty);
    }

    [Test]
    public void Every_code_is_produced_by_a_broken_file() =>
        Assert.That(ProblemCodes.All.Select(code => code.Id), Is.SubsetOf(Files.SelectMany(file => file.Codes).Append(DowntimeTests.Code).Append(OutputTests.SkippedCode).Concat(CodesOfDeviceFiles()).Concat(CodesOfPublishing())));

    // Device files have their broken ones beside the simulated device.
    static IEnumerable<string> CodesOfDeviceFiles() => Rooms.Sources("tests/Planner.Devices.Simulated.Tests")
        .SelectMany(file => Regex.Matches(File.ReadAllText(file), "PLN12[0-9]").Select(match => match.Value));

    // What may be published is tested where it is checked.
    static IEnumerable<string> CodesOfPublishing() => Rooms.Sources("tests/Planner.Repository.Tests")
        .SelectMany(file => Regex.Matches(File.ReadAllText(file), "PLN3[0-9]{2}").Select(match => match.Value));

    [Test]
    public void Every_code_has_a_page_of_three_to_six_lines_and_an_id_of_its_own()
    {
        Assert.That(ProblemCodes.All, Is.Unique.And.Count.GreaterThan(40));
        Assert.That(ProblemCodes.All.Select(code => code.Id), Is.Unique.And.Ordered.And.All.Matches("^PLN[0-3][0-9]{2}$"));
        foreach (var code in ProblemCodes.All)
        {
            Assert.That(code.Page.Split('\n'), Has.Length.InRange(3, 6).And.All.Length.GreaterThan(20), code.Id);
            Assert.That(code.Title, Is.Not.Empty, code.Id);
        }
    }

    [Test]
    public void A_code_is_found_in_any_case()
    {
        Assert.That(ProblemCodes.Find("pln011"), Is.SameAs(ProblemCodes.WrongType));
        Assert.That(ProblemCodes.Find("PLN999"), Is.Null);
    }
}
