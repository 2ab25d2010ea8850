using System.Text.Json.Nodes;

namespace Planner.Cli.Tests;

public sealed class ValidateTests
{
    const string BrokenPlan = """
        plan: broken
        version: 1.0.0
        language: 1
        layout: resinos-2.x@1.0.0
        for:
          os.nam: resin-os
        steps:
        - stop-servise: supervisor
        - put: { fil: "data:/flag" }
        - verify: sprae

        """;

    [Test]
    public async Task Finds_nothing_wrong_with_what_is_shipped()
    {
        var result = await PlannerProgram.RunAsync("validate", "plans", "samples");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
    }

    [Test]
    public async Task Writes_every_problem_of_a_file_as_a_line_with_its_place_and_code()
    {
        using var folder = new TemporaryFolder();
        folder.Write("broken/1.0.0.yaml", BrokenPlan);
        var result = await PlannerProgram.RunInAsync(folder.Path, "validate", "broken/1.0.0.yaml", "--plans", Path.Join(PlannerProgram.Repository, "plans"));
        Assert.That(result.ExitCode, Is.EqualTo(3));
        GoldenFile.Check("validate-broken-plan.txt", result.Output);
    }

    [Test]
    public async Task Writes_problems_as_JSON()
    {
        using var folder = new TemporaryFolder();
        folder.Write("broken/1.0.0.yaml", BrokenPlan);
        var result = await PlannerProgram.RunInAsync(folder.Path, "validate", "broken/1.0.0.yaml", "--json");
        var file = JsonNode.Parse(result.Output)!["files"]!.AsArray().Single()!;
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.EqualTo(3));
            Assert.That((string?)file["kind"], Is.EqualTo("plan"));
            Assert.That((bool)file["valid"]!, Is.False);
            Assert.That((int)file["problems"]![0]!["line"]!, Is.GreaterThan(0));
        });
    }

    [Test]
    public async Task Takes_warnings_for_errors_when_it_is_strict()
    {
        const string plan = "plans/resinos-2.x-to-2.x/1.0.0.yaml";
        Assert.That((await PlannerProgram.RunAsync("validate", plan)).ExitCode, Is.Zero);
        Assert.That((await PlannerProgram.RunAsync("validate", plan, "--strict")).ExitCode, Is.EqualTo(3));
    }

    [Test]
    public async Task Says_at_the_layout_that_it_can_not_be_found()
    {
        using var folder = new TemporaryFolder();
        folder.Write("broken/1.0.0.yaml", BrokenPlan.Replace("resinos-2.x@", "resinos-3.x@", StringComparison.Ordinal));
        var result = await PlannerProgram.RunInAsync(folder.Path, "validate", "broken/1.0.0.yaml");
        Assert.That(result.Output, Does.Contain("broken/1.0.0.yaml:4:9: PLN106:"));
    }

    [TestCase("missing.yaml", "there is no such file")]
    [TestCase("folder", "holds no YAML file")]
    public async Task Says_why_a_file_can_not_be_read(string name, string why)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Join(folder.Path, "folder"));
        var result = await PlannerProgram.RunInAsync(folder.Path, "validate", name);
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.EqualTo(3));
            Assert.That(result.Messages, Does.Contain($"{name}: {why}").And.Not.Contain("   at "));
        });
    }

    [Test]
    public async Task Says_that_a_file_is_larger_than_any_may_be()
    {
        using var folder = new TemporaryFolder();
        folder.Write("large.yaml", $"plan: {new string('x', 3 << 20)}\n");
        var result = await PlannerProgram.RunInAsync(folder.Path, "validate", "large.yaml");
        Assert.That(result.ExitCode, Is.EqualTo(3));
        Assert.That(result.Output, Does.Contain("PLN002: has more than 1 MiB"));
    }

    [Test]
    public async Task Tells_a_file_of_no_kind_what_it_could_be()
    {
        using var folder = new TemporaryFolder();
        folder.Write("thing.yaml", "devise: first\n");
        var result = await PlannerProgram.RunInAsync(folder.Path, "validate", "thing.yaml");
        Assert.That(result.ExitCode, Is.EqualTo(3));
        Assert.That(result.Output, Does.StartWith("thing.yaml:1:1: PLN012:").And.Contain("did you mean 'device'?"));
    }
}
